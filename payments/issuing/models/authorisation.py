"""Uses of cards: what networks asked, what the bank answered, what was booked of it."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from payments.issuing.domain.answers import Reason
from payments.issuing.domain.cards import Channel
from payments.issuing.domain.states import AuthorisationState
from payments.issuing.models.card import Card
from payments.models.choices import choices_of


class Authorisation(models.Model):
    """One question of a network, by its own reference, and the answer that it got."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="+")
    network = models.CharField(max_length=16)
    stan = models.CharField("trace number", max_length=6)
    rrn = models.CharField("retrieval reference", max_length=12)
    channel = models.CharField(max_length=11, choices=choices_of(Channel))
    is_cash = models.BooleanField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    merchant_name = models.CharField("merchant", max_length=40)
    merchant_category = models.CharField(max_length=4)
    merchant_country = models.CharField(max_length=2)
    state = models.CharField(max_length=8, choices=choices_of(AuthorisationState))
    reason = models.CharField(max_length=16, choices=choices_of(Reason))
    response_code = models.CharField(max_length=2)
    approval_code = models.CharField(max_length=6, blank=True)
    hold_id = models.BigIntegerField(null=True, blank=True, unique=True)
    cleared_minor = models.BigIntegerField(default=0)
    business_date = models.DateField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "rrn", "stan"], name="issuing_reference_once"
            ),
            models.CheckConstraint(
                condition=Q(state="DECLINED", hold_id=None, approval_code="", cleared_minor=0)
                & ~Q(response_code="00")
                | ~Q(state="DECLINED")
                & Q(hold_id__isnull=False, response_code="00", expires_at__isnull=False)
                & ~Q(approval_code=""),
                name="issuing_yes_sets_money_aside",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["REVERSED", "CLEARED", "EXPIRED"])
                | Q(ended_at__isnull=False),
                name="issuing_ended_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(cleared_minor__gte=0)
                & (Q(cleared_minor=0) | ~Q(state__in=["DECLINED", "REVERSED"])),
                name="issuing_no_money_of_what_was_taken_back",
            ),
        ]
        indexes = [
            models.Index(fields=["card", "business_date"], name="issuing_spent_on_a_day"),
            models.Index(
                fields=["expires_at"],
                condition=Q(state="APPROVED"),
                name="issuing_authorisations_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merchant_name} {self.rrn}"


class Presentment(models.Model):
    """What a network presented of an authorisation, booked by one transaction; append-only.

    A credit gives back what was presented before: the merchant has taken the purchase back.
    """

    authorisation = models.ForeignKey(
        Authorisation, on_delete=models.PROTECT, related_name="presentments"
    )
    reference = models.CharField(max_length=40, unique=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    is_final = models.BooleanField()
    is_credit = models.BooleanField(default=False)
    txn_id = models.BigIntegerField(unique=True)
    booked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="issuing_presentment_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.reference
