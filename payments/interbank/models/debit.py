"""Mandates of customers as the bank sees them, and what customers let creditors collect."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from bankcore.crypto.model_fields import EncryptedTextField
from payments.interbank.domain.collections import CreditorRuleKind
from payments.interbank.domain.items import Network
from payments.models.choices import choices_of


class DebitMandate(models.Model):
    """A customer's mandate as the bank has seen it used: it is the creditor who keeps it.

    `creditor_id` is without the creditor's own business code, which is no part of who it is.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.CharField(max_length=4, choices=choices_of(Network))
    scheme = models.CharField(max_length=4)
    creditor_id = models.CharField(max_length=35)
    reference = models.CharField(max_length=35)
    account_id = models.UUIDField()
    creditor_name = EncryptedTextField(purpose="interbank.mandate.creditor")
    signed_on = models.DateField(null=True, blank=True)
    first_used_on = models.DateField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)
    uses = models.IntegerField(default=0)
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the customer confirmed it: B2B needs that."
    )
    stopped_at = models.DateTimeField(
        null=True, blank=True, help_text="When the customer stopped it."
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "creditor_id", "reference"], name="interbank_mandate_once"
            ),
            models.CheckConstraint(
                condition=Q(uses=0, first_used_on__isnull=True, last_used_on__isnull=True)
                | Q(uses__gt=0, first_used_on__isnull=False, last_used_on__isnull=False),
                name="interbank_mandate_used",
            ),
        ]
        indexes = [models.Index(fields=["account_id"], name="interbank_mandate_account")]

    def __str__(self) -> str:
        return f"{self.creditor_id} {self.reference}"


class MandateAmendment(models.Model):
    """What a mandate was before a creditor told of a change."""

    mandate = models.ForeignKey(DebitMandate, on_delete=models.PROTECT, related_name="amendments")
    creditor_id = models.CharField(max_length=35)
    reference = models.CharField(max_length=35)
    account_id = models.UUIDField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.creditor_id} {self.reference}"


class DebitRules(models.Model):
    """What an account lets creditors collect; an account without a row lets everything through."""

    account_id = models.UUIDField(unique=True)
    block_all = models.BooleanField(default=False)
    only_listed = models.BooleanField(default=False)
    largest_minor = models.BigIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(largest_minor__isnull=True) | Q(largest_minor__gt=0),
                name="interbank_debit_largest",
            )
        ]
        verbose_name = verbose_name_plural = "debit rules"

    def __str__(self) -> str:
        return str(self.account_id)


class CreditorRule(models.Model):
    """One creditor whom an account blocks, or lets through up to an amount."""

    account_id = models.UUIDField()
    network = models.CharField(max_length=4, choices=choices_of(Network))
    creditor_id = models.CharField(max_length=35)
    kind = models.CharField(max_length=7, choices=choices_of(CreditorRuleKind))
    largest_minor = models.BigIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "network", "creditor_id"], name="interbank_creditor_once"
            ),
            models.CheckConstraint(
                condition=Q(largest_minor__isnull=True) | Q(largest_minor__gt=0),
                name="interbank_creditor_largest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.creditor_id}"
