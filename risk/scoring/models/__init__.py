"""Models of fraud: which there are, which are asked, and how they wander."""

from django.db import models
from django.db.models import Q

from risk.scoring.domain.lives import ModelState


class FraudModel(models.Model):
    """A model and all that it was made from; only its state changes.

    `content` is LightGBM's own text; `calibration` a table from its figure to a probability;
    `reference` how features and points were spread where it was trained; `data_hash` the SHA-256
    of what it was trained on, empty where it came as a file.
    """

    name = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=9, default=ModelState.CANDIDATE)
    content = models.TextField()
    feature_names = models.JSONField()
    trees = models.PositiveIntegerField()
    calibration = models.JSONField(default=dict)
    reference = models.JSONField(default=dict)
    metrics = models.JSONField(default=dict)
    data_hash = models.CharField(max_length=64, default="")
    code_version = models.CharField(max_length=20)
    author = models.CharField(max_length=80)
    approval_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    shadow_since = models.DateTimeField(null=True)
    champion_since = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [("train_model", "Can train, upload and retire models, and ask to promote")]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="scoring_version_once"),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=ModelState.CHAMPION),
                name="scoring_one_champion",
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=ModelState.SHADOW), name="scoring_one_shadow"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in ModelState]), name="scoring_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Performance(models.Model):
    """How good a model's points were in a week (from Monday), once its frauds were known.

    `auc` is missing where all payments were of one sort. `precision` is of payments that were held
    or stopped, for whatever reason: the share of frauds. Added, never changed.
    """

    model = models.ForeignKey(FraudModel, on_delete=models.PROTECT, related_name="weeks")
    week = models.DateField()
    payments = models.IntegerField()
    frauds = models.IntegerField()
    auc = models.DecimalField("AUC", max_digits=5, decimal_places=4, null=True)
    average_precision = models.DecimalField(max_digits=5, decimal_places=4)
    stopped = models.IntegerField()
    precision = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "week"], name="scoring_week_once"),
            models.CheckConstraint(
                condition=Q(frauds__gte=0, frauds__lte=models.F("payments")),
                name="scoring_week_frauds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} in the week of {self.week}"


class Drift(models.Model):
    """How far a feature, or the points, of some days were from where a model was trained.

    `index` is the population stability index: under 0.1 nothing, above 0.25 much. Added, never
    changed.
    """

    model = models.ForeignKey(FraudModel, on_delete=models.PROTECT, related_name="drifts")
    day = models.DateField()
    feature = models.CharField(max_length=60)
    index = models.DecimalField(max_digits=9, decimal_places=4)
    payments = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "day", "feature"], name="scoring_drift_once")
        ]

    def __str__(self) -> str:
        return f"{self.feature} of {self.model} on {self.day}"
