"""What was made of the catalogue: each run with its files, what was released, what is scheduled."""

from django.db import models
from django.db.models import F, Q

from bankcore.crypto.model_fields import EncryptedBytesField

_NAME = 60
_ACTOR = 80
_SHA256 = "^[0-9a-f]{64}$"


class Run(models.Model):
    """A report as made once: about which day, known when, chosen how, by which code.

    It stays as it was made. A later one about the same day stands beside it; where both are
    released, the later is a restatement of the earlier, which `restates` names.
    """

    class State(models.TextChoices):
        """What has become of it."""

        MADE = "MADE"
        RELEASED = "RELEASED"
        FAILED = "FAILED"

    report = models.CharField(max_length=_NAME)
    family = models.CharField(max_length=_NAME)
    title = models.CharField(max_length=120)
    day = models.DateField(help_text="The business day that it is about.")
    parameters = models.JSONField(default=dict, help_text="What was chosen, as text.")
    load = models.ForeignKey(
        "warehouse.Load",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="known after load",
    )
    known_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=16, help_text="Which code made it.")
    ties = models.BooleanField(
        default=False, help_text="Whether every figure held against the ledger agrees with it."
    )
    held = models.IntegerField(default=0, help_text="How many figures were held against it.")
    warnings = models.IntegerField(default=0)
    names_persons = models.BooleanField(default=False)
    is_releasable = models.BooleanField(
        default=False, help_text="Whether it goes out only once two people have released it."
    )
    state = models.CharField(max_length=8, choices=State, default=State.MADE)
    failure = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=120, unique=True, help_text="The wish that made it.")
    made_by = models.CharField(max_length=_ACTOR)
    made_at = models.DateTimeField()
    keep_until = models.DateField(help_text="The last day on which its files are kept.")
    purged_at = models.DateTimeField(null=True)
    request = models.BigIntegerField(null=True, help_text="The request for its release.")
    released_by = models.CharField(max_length=_ACTOR, blank=True)
    released_at = models.DateTimeField(null=True)
    restates = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="restated_by"
    )

    class Meta:
        verbose_name = "report"
        permissions = [
            ("make_report", "Can make reports"),
            ("release_report", "Can ask for and decide on the release of reports"),
            ("read_persons", "Can open reports that name persons"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="FAILED") & ~Q(failure=""))
                | (~Q(state="FAILED") & Q(failure="", load__isnull=False, known_at__isnull=False)),
                name="reports_run_made_or_failed",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="RELEASED", is_releasable=True, ties=True, request__isnull=False)
                    & Q(released_at__isnull=False)
                    & ~Q(released_by="")
                )
                | (~Q(state="RELEASED") & Q(released_at=None, released_by="", restates=None)),
                name="reports_run_released_by_two",
            ),
            models.CheckConstraint(
                condition=Q(restates=None) | Q(restates__lt=F("id")),
                name="reports_run_restates_an_earlier",
            ),
            models.UniqueConstraint(
                fields=["restates"],
                condition=Q(restates__isnull=False),
                name="reports_run_restated_once",
            ),
            models.CheckConstraint(
                condition=Q(held__gte=0, warnings__gte=0), name="reports_run_counts"
            ),
        ]
        indexes = [
            models.Index(fields=["report", "day", "-id"], name="reports_run_of_report"),
            models.Index(
                fields=["keep_until"], condition=Q(purged_at=None), name="reports_run_to_purge"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} of {self.day:%Y-%m-%d} (run {self.pk})"


class RunFile(models.Model):
    """A file of a run by its hash, which stays when the file itself is no longer kept."""

    class Kind(models.TextChoices):
        """What the file is; DOCUMENT is what pages and comparisons are made from."""

        DOCUMENT = "DOCUMENT"
        PDF = "PDF"
        XLSX = "XLSX"
        CSV = "CSV"
        OFFICIAL = "OFFICIAL"

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "kind"], name="reports_file_of_a_kind"),
            models.CheckConstraint(
                condition=Q(size__gte=0) & Q(sha256__regex=_SHA256), name="reports_file_sound"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FileContent(models.Model):
    """What is in a file: apart from it, so that lists carry no files, and as long as it is kept."""

    file = models.OneToOneField(RunFile, on_delete=models.PROTECT, related_name="content")
    plain = models.BinaryField(null=True)
    sealed = EncryptedBytesField(
        purpose="reports.file.content", null=True, help_text="Of reports that name persons."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(plain__isnull=False, sealed__isnull=True)
                | Q(plain__isnull=True, sealed__isnull=False),
                name="reports_content_plain_or_sealed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.file_id)


class Schedule(models.Model):
    """A report that the bank makes by itself, for each day of its rhythm once."""

    class Rhythm(models.TextChoices):
        """About which days it is made, each as soon as it is closed."""

        DAILY = "DAILY", "every business day, after its end"
        MONTHLY = "MONTHLY", "the last business day of a month, on the first of the next"
        QUARTERLY = "QUARTERLY", "the last business day of a quarter, on the first of the next"
        YEARLY = "YEARLY", "the last business day of a year, on the first of the next"

    report = models.CharField(max_length=_NAME)
    parameters = models.JSONField(default=dict)
    rhythm = models.CharField(max_length=9, choices=Rhythm)
    done_to = models.DateField(help_text="The last day that was looked at.")
    made_by = models.CharField(max_length=_ACTOR)
    made_at = models.DateTimeField()
    stopped_by = models.CharField(max_length=_ACTOR, blank=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [("schedule_report", "Can have reports made by themselves")]
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_at=None, stopped_by="")
                | (Q(stopped_at__isnull=False) & ~Q(stopped_by="")),
                name="reports_schedule_stopped_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["report", "parameters", "rhythm"],
                condition=Q(stopped_at=None),
                name="reports_scheduled_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}, {self.get_rhythm_display()}"
