"""Messages to the networks and from them, without what may not be kept of a card."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Substr

from payments.cards.domain.states import InboundState, MessageState
from payments.models.choices import choices_of

_NO_CARD_DATA = Q(fields__has_any_keys=["2", "14", "35", "45", "48", "52", "55"])


class NetworkMessage(models.Model):
    """One message that is, or was, for a network.

    `fields` are its data elements by number, of which the card's number, its expiry and its
    security code are none: these are fetched from the vault when the bytes are made. STAN, time of
    transmission and reference are given when it is sent. Before `deadline` it may be sent, and by
    `answer_by` an answer must be there. `original` is the authorisation that it changes.
    """

    connector = models.CharField(max_length=16)
    mti = models.CharField("type", max_length=4)
    operation_id = models.UUIDField(db_index=True)
    original = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        max_length=9, choices=choices_of(MessageState), default=MessageState.QUEUED
    )
    stan = models.CharField("STAN", max_length=6, blank=True)
    transmitted_at = models.DateTimeField(null=True, blank=True, help_text="DE7, to the second.")
    acquirer = models.CharField(max_length=11)
    terminal = models.CharField(max_length=8)
    rrn = models.CharField("retrieval reference", max_length=12, blank=True)
    amount_minor = models.BigIntegerField()
    remaining_minor = models.BigIntegerField(
        default=0, help_text="Of a reversal: what is to stay authorised."
    )
    approved_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    token = models.CharField(max_length=64, help_text="The vault's word for the card.")
    recurring = models.BooleanField(default=False)
    fields = models.JSONField()
    queued_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    response_code = models.CharField(max_length=2, blank=True)
    authorisation_code = models.CharField(max_length=6, blank=True)
    answer = models.JSONField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["connector", "id"],
                condition=Q(state="QUEUED"),
                name="cards_message_queued",
            ),
            models.Index(
                fields=["connector", "answer_by"],
                condition=Q(state="SENT"),
                name="cards_message_unanswered",
            ),
        ]
        constraints = [
            # The class of a type is its second digit: 1 authorisations, 4 reversals.
            models.UniqueConstraint(
                "connector",
                Substr("mti", 2, 1),
                "stan",
                "transmitted_at",
                "acquirer",
                "terminal",
                condition=~Q(stan=""),
                name="cards_message_sent_once",
            ),
            models.UniqueConstraint(
                fields=["operation_id"],
                condition=Q(mti__in=["0100", "0400"]),
                name="cards_message_of_operation",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["QUEUED", "ABANDONED"], stan="")
                | (
                    ~Q(state__in=["QUEUED", "ABANDONED"])
                    & Q(stan__gt="", transmitted_at__isnull=False, sent_at__isnull=False)
                ),
                name="cards_message_sent_has_its_numbers",
            ),
            models.CheckConstraint(condition=~_NO_CARD_DATA, name="cards_message_no_card_data"),
        ]

    def __str__(self) -> str:
        return f"{self.connector} {self.mti} {self.stan or 'not sent'}"


class InboundMessage(models.Model):
    """A message of a network that no waiting request of ours was answered by.

    Advices (0120; repeats are kept as such) are taken once; late and unmatched answers are kept
    for whoever looks into it.
    """

    connector = models.CharField(max_length=16)
    mti = models.CharField("type", max_length=4)
    stan = models.CharField("STAN", max_length=6)
    transmitted_at = models.DateTimeField()
    acquirer = models.CharField(max_length=11, blank=True)
    terminal = models.CharField(max_length=8, blank=True)
    response_code = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=9, choices=choices_of(InboundState))
    message = models.ForeignKey(
        NetworkMessage, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    fields = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["connector", "-id"], name="cards_inbound_page")]
        constraints = [
            models.UniqueConstraint(
                fields=["connector", "stan", "transmitted_at", "acquirer", "terminal"],
                condition=Q(mti="0120") & ~Q(state="DUPLICATE"),
                name="cards_advice_taken_once",
            ),
            models.CheckConstraint(condition=~_NO_CARD_DATA, name="cards_inbound_no_card_data"),
        ]

    def __str__(self) -> str:
        return f"{self.connector} {self.mti} {self.stan}"


class FileOrder(models.Model):
    """A capture or refund: it goes by the clearing file, and nothing goes on the wire for it."""

    connector = models.CharField(max_length=16)
    operation_id = models.UUIDField(unique=True)
    network_reference = models.CharField(max_length=12)
    authorisation_code = models.CharField(max_length=6, blank=True)
    queued_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["queued_at"],
                condition=Q(done_at__isnull=True),
                name="cards_file_order_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.connector} {self.operation_id}"
