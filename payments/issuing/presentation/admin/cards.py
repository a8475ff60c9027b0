"""Cards of customers: what staff see of them and do about them."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Final

from django import forms
from django.contrib import admin

from bankcore.presentation.acting import (
    ActForm,
    ActingAdmin,
    Asked,
    ListAct,
    RowAct,
    ShownInline,
    waits,
)
from payments.issuing import public as issuing
from payments.issuing.models import Card, CardStateChange
from payments.presentation.admin.pages import AccountField

_S: Final = issuing.CardState
_LIVE: Final = frozenset({_S.ACTIVE, _S.FROZEN, _S.BLOCKED})


class OrderForm(ActForm):
    account = AccountField(label="For account (IBAN)")


class WhyForm(ActForm):
    reason = forms.CharField(max_length=300, help_text="The audit trail keeps it.")


def _order(asked: Asked) -> str:
    made = issuing.order(account_id=asked["account"].account_id, actor=asked.actor, now=asked.now)
    return f"The card ending in {made.last4} is ready."


def _block(row: Card, asked: Asked) -> str:
    issuing.block(card_id=row.public_id, reason=asked["reason"], actor=asked.actor, now=asked.now)
    return f"The card ending in {row.last4} is blocked."


def _ask_to_unblock(row: Card, asked: Asked) -> str:
    made = issuing.request_unblock(
        card_id=row.public_id, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return waits(made.request_id)


def _unblock_pin(row: Card, asked: Asked) -> str:
    issuing.unblock_pin(
        card_id=row.public_id, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return f"The PIN of the card ending in {row.last4} may be tried again."


def _freeze(row: Card, asked: Asked) -> str:
    issuing.freeze(card_id=row.public_id, actor=asked.actor, now=asked.now)
    return f"The card ending in {row.last4} is frozen."


def _report(row: Card, asked: Asked, *, stolen: bool) -> str:
    made = issuing.report(card_id=row.public_id, stolen=stolen, actor=asked.actor, now=asked.now)
    return f"The card ending in {row.last4} is ended; the new one ends in {made.last4}."


class ChangeInline(ShownInline):
    model = CardStateChange
    verbose_name_plural = "changes of its state"


@admin.register(Card)
class CardAdmin(ActingAdmin):
    list_display = (
        *("id", "last4", "brand", "customer", "state", "expiry_year", "expiry_month"),
        "ordered_at",
    )
    list_filter = ("state", "brand")
    list_select_related = ("customer",)
    search_fields = ("=last4", "=public_id")
    ordering = ("-id",)
    exclude = ("token",)
    inlines = (ChangeInline,)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "order": ListAct(
            title="Order a card",
            form=OrderForm,
            do=_order,
            permission="issuing.order_card",
            explanation="For the holder of a current account, who may use it alone.",
        )
    }
    row_acts: ClassVar[dict[str, RowAct]] = {
        "block": RowAct(
            title="Block",
            form=WhyForm,
            do=_block,
            permission="issuing.block_card",
            explanation="From the next use on nothing is paid; the customer cannot undo it.",
            offered=lambda row: row.state in {_S.ACTIVE, _S.FROZEN},
        ),
        "unblock": RowAct(
            title="Ask to end the block",
            form=WhyForm,
            do=_ask_to_unblock,
            permission="issuing.block_card",
            explanation="Once a colleague agrees, the card is as its customer had left it.",
            offered=lambda row: row.state == _S.BLOCKED,
        ),
        "unblock-pin": RowAct(
            title="Unblock the PIN",
            form=WhyForm,
            do=_unblock_pin,
            permission="issuing.block_card",
            explanation="After three wrong tries; the PIN stays the one that the customer chose.",
            offered=lambda row: row.state in _LIVE,
        ),
        "freeze": RowAct(
            title="Freeze",
            form=ActForm,
            do=_freeze,
            permission="issuing.use_card",
            explanation="For a customer who asks for it, and who can undo it.",
            offered=lambda row: row.state == _S.ACTIVE,
        ),
        **{
            name: RowAct(
                title=title,
                form=ActForm,
                do=partial(_report, stolen=name == "stolen"),
                permission="issuing.use_card",
                explanation="The card is ended for good, and a new one is made at once.",
                offered=lambda row: row.state in _LIVE,
            )
            for name, title in (("lost", "Report lost"), ("stolen", "Report stolen"))
        },
    }
