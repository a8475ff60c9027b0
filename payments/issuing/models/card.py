"""Cards of customers, and every change of their states."""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from payments.issuing.domain.states import LIVE, CardState
from payments.models.choices import choices_of

_LIVE: Final = sorted(each.value for each in LIVE)


class Card(models.Model):
    """A debit card of a current account, for one customer who holds it.

    Its number is in the vault under `token` and nowhere else. Limits are minor units of `currency`,
    which is the account's.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        "accounts.Account",
        to_field="public_id",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The account that pays.",
    )
    customer = models.ForeignKey(
        "accounts.Customer",
        to_field="public_id",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose card it is.",
    )
    token = models.CharField(max_length=40, unique=True)
    brand = models.CharField(max_length=16)
    last4 = models.CharField("last four digits", max_length=4, db_index=True)
    expiry_month = models.PositiveSmallIntegerField()
    expiry_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=7, choices=choices_of(CardState))
    online = models.BooleanField(default=True)
    contactless = models.BooleanField(default=True)
    atm = models.BooleanField("cash machines", default=True)
    abroad = models.BooleanField(default=True)
    currency = models.CharField(max_length=3)
    purchases_day_minor = models.BigIntegerField()
    purchases_month_minor = models.BigIntegerField()
    cash_day_minor = models.BigIntegerField()
    cash_month_minor = models.BigIntegerField()
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ordered_by = models.CharField(max_length=80)
    ordered_at = models.DateTimeField()

    class Meta:
        permissions = [
            ("order_card", "Can order cards of customers"),
            ("use_card", "Can freeze a card, report it lost and set its limits"),
            ("block_card", "Can block cards of customers"),
            ("answer_network", "Can answer card networks as the cards' issuer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "customer"],
                condition=Q(state__in=_LIVE),
                name="issuing_one_live_card",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in CardState]),
                name="issuing_card_state_known",
            ),
            models.CheckConstraint(
                condition=Q(last4__regex="^[0-9]{4}$", expiry_month__range=(1, 12)),
                name="issuing_card_shows_no_number",
            ),
            models.CheckConstraint(
                condition=Q(purchases_day_minor__gte=0, cash_day_minor__gte=0)
                & Q(purchases_month_minor__gte=F("purchases_day_minor"))
                & Q(cash_month_minor__gte=F("cash_day_minor")),
                name="issuing_limits_of_a_day_within_the_months",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expiry_year", "expiry_month"],
                condition=Q(state__in=_LIVE),
                name="issuing_cards_to_expire",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand} card •••• {self.last4}"


class CardStateChange(models.Model):
    """One change of a card's state, with who made it and why; append-only."""

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="changes")
    before = models.CharField(max_length=7, blank=True, choices=choices_of(CardState))
    after = models.CharField(max_length=7, choices=choices_of(CardState))
    reason = models.CharField(max_length=300, blank=True)
    changed_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.before or 'ordered'} to {self.after}"
