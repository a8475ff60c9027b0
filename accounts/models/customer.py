"""Customers, and the steps of their lives."""

from functools import reduce
from operator import or_
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from accounts.domain.customer_states import CustomerStatus, pairs
from accounts.domain.kyc import RiskRating
from accounts.models import choices


class NameWords(models.Func):
    """The words of a name, each as it is written, in small letters."""

    function = "to_tsvector"
    template = "%(function)s('simple', %(expressions)s)"
    output_field = SearchVectorField()


class Customer(models.Model):
    """A person or a company that the bank serves.

    `status`, `risk_rating` and `review_on` are the latest of CustomerStatusChange and
    RiskAssessment: triggers carry them here, and refuse any other change of them.
    """

    class Kind(models.TextChoices):
        """What the customer is before the law."""

        PERSON = "PERSON"
        COMPANY = "COMPANY"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=7, choices=Kind)
    name = models.CharField(max_length=140)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="The log-in for online banking, once the customer has one.",
    )
    registered_at = models.DateTimeField()
    status = models.CharField(
        max_length=11,
        choices=choices.of(CustomerStatus),
        default=CustomerStatus.ACTIVE,
        db_default=CustomerStatus.ACTIVE,
    )
    risk_rating = models.CharField(max_length=6, choices=choices.of(RiskRating), null=True)
    review_on = models.DateField(null=True, db_index=True)
    erased_at = models.DateTimeField(null=True)
    branch_code = models.CharField(
        max_length=12,
        null=True,
        db_index=True,
        help_text="Whose staff serve them; empty: head office.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="accounts_customer_named"),
            choices.only("status", CustomerStatus, name="accounts_customer_status"),
            models.CheckConstraint(
                condition=~models.Q(kind="COMPANY", status=CustomerStatus.DECEASED),
                name="accounts_customer_company_lives",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at=None) | models.Q(status=CustomerStatus.CLOSED),
                name="accounts_customer_erased_is_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "id"], name="accounts_customer_by_status"),
            models.Index(fields=["risk_rating", "id"], name="accounts_customer_by_risk"),
            # Staff find customers by what a word of their name begins with.
            GinIndex(NameWords("name"), name="accounts_customer_words"),
        ]
        permissions = [
            ("onboard_customer", "May take customers on and keep their papers"),
            ("change_customer_status", "May move customers through their lives"),
            ("record_kyc", "May record KYC checks and risk ratings"),
            ("read_customer_documents", "May download customers' documents"),
            ("export_customer", "May export everything held about a customer"),
            ("erase_customer", "May erase customers' personal data"),
        ]

    def __str__(self) -> str:
        return self.name


class CustomerStatusChange(models.Model):
    """One step in a customer's life: never changed, never removed."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="status_changes")
    from_status = models.CharField(max_length=11, choices=choices.of(CustomerStatus), null=True)
    to_status = models.CharField(max_length=11, choices=choices.of(CustomerStatus))
    reason = models.CharField(max_length=500)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    blocked_accounts = models.JSONField(
        default=list, help_text="Ids of the accounts that this change has blocked for debits."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="accounts_status_change_has_reason"
            ),
            models.CheckConstraint(
                condition=reduce(
                    or_,
                    [models.Q(from_status=before, to_status=after) for before, after in pairs()],
                    models.Q(from_status=None),
                ),
                name="accounts_status_change_allowed",
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(from_status=None),
                name="accounts_status_change_begins_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_status or 'new'} → {self.to_status}"
