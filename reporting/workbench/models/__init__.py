"""What analysts have asked of the warehouse, and the questions that they keep."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

LONGEST_SQL = 20_000


class Run(models.Model):
    """A question that somebody asked: in which words, of what was known when, and how it ended."""

    class State(models.TextChoices):
        """How it ended."""

        RUNNING = "RUNNING"
        DONE = "DONE"
        REFUSED = "REFUSED"
        """It is not one SELECT over the datasets, or the engine found it wrong."""

        STOPPED = "STOPPED"
        """It took more time, memory, rows or bytes than there are."""

        DIED = "DIED"
        """The bank's process that had asked was gone before the answer came."""

    class Form(models.TextChoices):
        """As what the answer was given."""

        TABLE = "TABLE"
        CSV = "CSV"
        XLSX = "XLSX"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sql = models.CharField(max_length=LONGEST_SQL)
    form = models.CharField(max_length=5, choices=Form)
    version = models.BigIntegerField(help_text="The number of the load whose version was asked.")
    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    rows = models.IntegerField(null=True, help_text="How many rows were given.")
    milliseconds = models.IntegerField(null=True)
    told = models.CharField(max_length=500, blank=True, help_text="What the asker was told.")

    class Meta:
        verbose_name_plural = "questions that were asked"
        permissions = [("run_sql", "Can ask the warehouse in SQL")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(state="RUNNING"), name="workbench_one_run_a_person"
            ),
            models.CheckConstraint(
                condition=Q(state="RUNNING", ended_at=None)
                | ~Q(state="RUNNING") & Q(ended_at__gte=F("started_at")),
                name="workbench_run_ends",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="workbench_run_of_owner")]

    def __str__(self) -> str:
        return f"run {self.pk}"


class SavedQuery(models.Model):
    """A question under a name: for one person, or for a role as well."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    sql = models.CharField(max_length=LONGEST_SQL)
    shared_with = models.CharField(
        max_length=20, blank=True, help_text="The role that sees it as well; empty: nobody."
    )
    kept_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "questions in SQL"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=Q(removed_at=None),
                name="workbench_one_query_by_name",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(sql=""), name="workbench_query_sound"
            ),
        ]

    def __str__(self) -> str:
        return self.name
