"""Customers' names against the lists: runs over all of them, and names that were near."""

from django.db import models
from django.db.models import F, Q

from risk.crime.domain.states import NameState, RunState

_ACTOR = 80


class ScreeningRun(models.Model):
    """All customers against the lists as of one edition; `after` is how far it has come.

    Edition 0 stands for customers who came without being screened, by an import for instance.
    """

    edition = models.BigIntegerField(help_text="Of risk's lists.")
    begins_after = models.BigIntegerField(default=0)
    after = models.BigIntegerField(default=0)
    screened = models.IntegerField(default=0)
    found = models.IntegerField(default=0)
    state = models.CharField(
        max_length=9, choices=[(each, each) for each in RunState], default=RunState.RUNNING
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "begins_after"], name="crime_screeningrun_once"
            ),
            models.CheckConstraint(
                condition=Q(after__gte=F("begins_after"), screened__gte=0, found__gte=0)
                & (
                    Q(state=RunState.RUNNING, ended_at=None)
                    | Q(
                        state__in=[RunState.DONE, RunState.OVERTAKEN],
                        ended_at__isnull=False,
                    )
                ),
                name="crime_screeningrun_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"


class ScreenedCustomer(models.Model):
    """When a customer's names were last compared with the lists."""

    customer_id = models.UUIDField(unique=True)
    edition = models.BigIntegerField(help_text="Of risk's lists.")
    names = models.IntegerField(help_text="The customer's own, and those of a company's owners.")
    screened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"customer {self.customer_id}"


class NameHit(models.Model):
    """A name of a customer's, near an entry of a list; the name itself is not kept here."""

    customer_id = models.UUIDField()
    whose = models.CharField(max_length=30, help_text="The customer's own, or an owner's.")
    entry_id = models.BigIntegerField(help_text="Of risk's lists.")
    list_code = models.CharField(max_length=20)
    uid = models.CharField(max_length=40)
    is_pep = models.BooleanField("politically exposed")
    score = models.DecimalField(max_digits=4, decimal_places=1)
    why = models.CharField(max_length=200)
    found_at = models.DateTimeField()
    alert_id = models.BigIntegerField(null=True, help_text="Of risk's cases.")
    state = models.CharField(
        max_length=9, choices=[(each, each) for each in NameState], default=NameState.OPEN
    )
    decided_by = models.CharField(max_length=_ACTOR, default="")
    decided_at = models.DateTimeField(null=True)
    approval_id = models.BigIntegerField(null=True, unique=True)

    class Meta:
        verbose_name = "name near a list"
        verbose_name_plural = "names near a list"
        permissions = [("decide_name", "Can screen customers and say who is who is on a list")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer_id", "entry_id", "whose"],
                condition=~Q(state=NameState.CLEARED),
                name="crime_namehit_once",
            ),
            models.CheckConstraint(
                condition=Q(state=NameState.OPEN, decided_by="", decided_at=None, approval_id=None)
                | Q(state=NameState.CLEARED, decided_at__isnull=False, approval_id=None)
                & ~Q(decided_by="")
                | Q(state=NameState.CONFIRMED, decided_at__isnull=False)
                & ~Q(decided_by="")
                & (Q(is_pep=True) | Q(approval_id__isnull=False)),
                name="crime_namehit_decided",
            ),
        ]
        indexes = [models.Index(fields=["customer_id"], name="crime_namehit_of")]

    def __str__(self) -> str:
        return f"{self.list_code} {self.uid}"
