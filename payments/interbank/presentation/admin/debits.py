"""Direct debits on customers' accounts in the back office: mandates, rules, claims."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin

from bankcore.presentation.acting import ActForm, ActingAdmin, Asked, RowAct, WhyForm, money
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.interbank import public as interbank
from payments.interbank.models import (
    Collection,
    CreditorRule,
    DebitClaim,
    DebitMandate,
    DebitRules,
)

_MANAGE: Final = "interbank.manage_debits"
_DECIDE: Final = "interbank.decide_claims"


class ClaimForm(ActForm):
    kind = forms.ChoiceField(
        choices=[
            (interbank.ClaimKind.NO_QUESTIONS, "The customer wants it back"),
            (interbank.ClaimKind.UNAUTHORISED, "The customer did not authorise it"),
        ]
    )
    words = forms.CharField(max_length=500, help_text="What the customer says.")


def _claim(row: Collection, asked: Asked) -> str:
    interbank.claim_back(
        collection_id=row.public_id,
        kind=interbank.ClaimKind(asked["kind"]),
        words=asked["words"],
        actor=asked.actor,
        now=asked.now,
    )
    return "The claim waits for a second person."


def _decide(row: DebitClaim, asked: Asked, *, grant: bool) -> str:
    found = interbank.decide_claim(
        claim_id=row.public_id,
        grant=grant,
        actor=asked.actor,
        now=asked.now,
        reason=asked["reason"],
    )
    return f"The claim of {found.amount} is {found.state.lower()}."


def _mandate(row: DebitMandate, asked: Asked, *, act: Callable[..., None]) -> str:
    act(mandate_id=row.public_id, actor=asked.actor, now=asked.now)
    return "Done; it holds from the next direct debit on."


def _block(row: DebitMandate, asked: Asked) -> str:
    interbank.set_creditor_rule(
        account_id=row.account_id,
        rule=interbank.RuleOfCreditor(
            network=interbank.Network(row.network),
            creditor_id=row.creditor_id,
            kind=interbank.CreditorRuleKind.BLOCKED,
        ),
        actor=asked.actor,
        now=asked.now,
    )
    return "The creditor is blocked on this account."


@admin.register(Collection)
class CollectionAdmin(ActingAdmin):
    list_display = (
        "transaction_id", "network", "scheme", "creditor_id", "due_date", "state", "amount",
        "reason",
    )  # fmt: skip
    list_filter = ("network", "state", "scheme", "reason")
    search_fields = ("transaction_id", "message_id", "creditor_id")
    exclude = ("wire_account",)
    row_acts: ClassVar[dict[str, RowAct]] = {
        "claim": RowAct(
            title="Claim back",
            form=ClaimForm,
            do=_claim,
            permission=_MANAGE,
            explanation="For a customer who asks for it; somebody else decides.",
            offered=lambda row: row.state == interbank.CollectionState.BOOKED,
        )
    }

    @admin.display
    def amount(self, row: Collection) -> str:
        return money(row.amount_minor, row.currency)


@admin.register(DebitClaim)
class DebitClaimAdmin(ActingAdmin):
    list_display = ("id", "collection", "kind", "state", "asked_by", "asked_on", "decided_by")
    list_filter = ("state", "kind")
    row_acts: ClassVar[dict[str, RowAct]] = {
        name: RowAct(
            title=title,
            form=WhyForm,
            do=partial(_decide, grant=name == "grant"),
            permission=_DECIDE,
            offered=lambda row: row.state == interbank.ClaimState.ASKED,
        )
        for name, title in (("grant", "Give the money back"), ("refuse", "Refuse the claim"))
    }


def _act(title: str, act: Callable[..., None], offered: Callable[[Any], bool]) -> RowAct:
    return RowAct(
        title=title,
        form=ActForm,
        do=partial(_mandate, act=act),
        permission=_MANAGE,
        offered=offered,
    )


@admin.register(DebitMandate)
class DebitMandateAdmin(ActingAdmin):
    list_display = (
        "creditor_id", "reference", "network", "scheme", "first_used_on", "last_used_on", "uses",
        "stopped_at", "confirmed_at",
    )  # fmt: skip
    list_filter = ("network", "scheme")
    search_fields = ("creditor_id", "reference")
    row_acts: ClassVar[dict[str, RowAct]] = {
        "stop": _act("Stop", interbank.stop_mandate, lambda row: row.stopped_at is None),
        "resume": _act("Resume", interbank.resume_mandate, lambda row: row.stopped_at is not None),
        "confirm": _act(
            "Confirm",
            interbank.confirm_mandate,
            lambda row: row.scheme == "B2B" and row.confirmed_at is None,
        ),
        "block": RowAct(title="Block creditor", form=ActForm, do=_block, permission=_MANAGE),
    }


@admin.register(DebitRules)
class DebitRulesAdmin(ReadOnlyAdmin):
    list_display = ("account_id", "block_all", "only_listed", "largest_minor", "changed_at")


@admin.register(CreditorRule)
class CreditorRuleAdmin(ReadOnlyAdmin):
    list_display = ("account_id", "network", "creditor_id", "kind", "largest_minor", "changed_at")
    list_filter = ("kind", "network")
    search_fields = ("creditor_id",)
