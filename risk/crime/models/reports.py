"""What is reported to the authorities: cash, suspicions, and the files that both leave in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from bankcore.crypto.model_fields import EncryptedBytesField, EncryptedTextField
from risk.crime.domain.states import Direction, Form, Reminded, ReportState
from risk.crime.models.monitoring import Flow

_ACTOR = 80
_STATES = [(each, each.lower()) for each in ReportState]


def _known(field: str, words: type[ReportState | Form | Direction | Reminded]) -> Q:
    return Q(**{f"{field}__in": [each.value for each in words]})


class Filing(models.Model):
    """A file for the authority, as it was made; encrypted. What it acknowledges it by is added."""

    form = models.CharField(max_length=4, choices=[(each, each) for each in Form])
    reports = models.IntegerField()
    content = EncryptedBytesField(purpose="crime.filing.content")
    made_by = models.CharField(max_length=_ACTOR)
    made_at = models.DateTimeField()
    tracking_id = models.CharField(max_length=30, default="")
    acknowledged_by = models.CharField(max_length=_ACTOR, default="")
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "file for the authority"
        verbose_name_plural = "files for the authority"
        permissions = [("file_reports", "Can make files for the authority and note its answers")]
        constraints = [
            models.CheckConstraint(
                condition=Q(reports__gt=0)
                & _known("form", Form)
                & (
                    Q(tracking_id="", acknowledged_by="", acknowledged_at=None)
                    | ~Q(tracking_id="") & ~Q(acknowledged_by="") & Q(acknowledged_at__isnull=False)
                ),
                name="crime_filing_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} file {self.pk}"


class CashReport(models.Model):
    """Cash of a business day above the limit, in one direction, for the same persons.

    `dollars` are cents. Persons who hold the accounts together are parties of one report.
    """

    day = models.DateField()
    direction = models.CharField(max_length=3, choices=[(each, each) for each in Direction])
    dollars = models.BigIntegerField(help_text="Cents.")
    version = models.IntegerField(help_text="Of the parameters.")
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=_STATES, default=ReportState.DUE)
    reminded = models.CharField(max_length=4, default=Reminded.NOT)
    filing = models.ForeignKey(
        Filing, on_delete=models.PROTECT, null=True, related_name="cash_reports"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(dollars__gt=0, due_on__gt=F("day"))
                & _known("direction", Direction)
                & _known("reminded", Reminded)
                & (
                    Q(state=ReportState.DUE, filing=None)
                    | Q(
                        state__in=[ReportState.FILED, ReportState.ACKNOWLEDGED],
                        filing__isnull=False,
                    )
                ),
                name="crime_cashreport_sound",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(state=ReportState.DUE), name="crime_cashreport_due"
            )
        ]

    def __str__(self) -> str:
        return f"cash report {self.pk}"


class CashReportParty(models.Model):
    """A person for whom the cash came or went; once a day and direction."""

    report = models.ForeignKey(CashReport, on_delete=models.PROTECT, related_name="parties")
    customer_id = models.UUIDField()
    day = models.DateField()
    direction = models.CharField(max_length=3)

    class Meta:
        verbose_name = "party of a cash report"
        verbose_name_plural = "parties of cash reports"
        constraints = [
            models.UniqueConstraint(
                fields=["customer_id", "day", "direction"], name="crime_cashreportparty_once"
            )
        ]

    def __str__(self) -> str:
        return f"customer {self.customer_id}"


class CashReportFlow(models.Model):
    """A movement of cash that is in a report."""

    report = models.ForeignKey(CashReport, on_delete=models.PROTECT, related_name="rows")
    flow = models.ForeignKey(Flow, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "movement of a cash report"
        verbose_name_plural = "movements of cash reports"
        constraints = [
            models.UniqueConstraint(fields=["report", "flow"], name="crime_cashreportflow_once")
        ]

    def __str__(self) -> str:
        return f"{self.flow} of {self.report}"


class SuspicionReport(models.Model):
    """A suspicion that is reported: on a case, by two people.

    `version` counts its drafts: what the second person approves is the one that was asked for.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=_STATES, default=ReportState.DUE)
    reminded = models.CharField(max_length=4, default=Reminded.NOT)
    due_on = models.DateField()
    version = models.IntegerField(default=0)
    narrative = EncryptedTextField(purpose="crime.suspicion.narrative", null=True)
    activities = ArrayField(models.CharField(max_length=30), default=list)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    dollars = models.BigIntegerField(null=True, help_text="Whole dollars.")
    drafted_by = models.CharField(max_length=_ACTOR, default="")
    drafted_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=_ACTOR, default="")
    approval_id = models.BigIntegerField(null=True, unique=True)
    filing = models.ForeignKey(
        Filing, on_delete=models.PROTECT, null=True, related_name="suspicion_reports"
    )

    class Meta:
        permissions = [("write_report", "Can write reports of suspicions and ask for filing")]
        constraints = [
            models.CheckConstraint(
                condition=_known("reminded", Reminded)
                & (
                    Q(state=ReportState.DUE, filing=None, approval_id=None, approved_by="")
                    | Q(
                        state__in=[ReportState.FILED, ReportState.ACKNOWLEDGED],
                        filing__isnull=False,
                        approval_id__isnull=False,
                        version__gt=0,
                    )
                    & ~Q(approved_by="")
                    & ~Q(approved_by=F("drafted_by"))
                ),
                name="crime_suspicionreport_by_two",
            ),
            models.CheckConstraint(
                condition=Q(version=0, drafted_by="")
                | Q(
                    version__gt=0,
                    first_day__isnull=False,
                    last_day__gte=F("first_day"),
                    dollars__gte=0,
                    drafted_at__isnull=False,
                )
                & ~Q(drafted_by=""),
                name="crime_suspicionreport_drafted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(state=ReportState.DUE), name="crime_suspicion_due"
            )
        ]

    def __str__(self) -> str:
        return f"suspicion report {self.pk}"


class SuspicionSubject(models.Model):
    """Somebody whom a report of a suspicion is about."""

    report = models.ForeignKey(SuspicionReport, on_delete=models.PROTECT, related_name="subjects")
    version = models.IntegerField(help_text="Of the report's draft.")
    customer_id = models.UUIDField()

    class Meta:
        verbose_name = "subject of a suspicion report"
        verbose_name_plural = "subjects of suspicion reports"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "version", "customer_id"], name="crime_suspicionsubject_once"
            )
        ]

    def __str__(self) -> str:
        return f"customer {self.customer_id}"
