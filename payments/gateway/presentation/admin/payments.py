"""Payments with all that was done to them, and those that wait for a person of the bank."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from bankcore.presentation.acting import ActingAdmin, RowAct, ShownInline, money
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.gateway import public as gateway
from payments.gateway.domain.authentications import shifts_liability
from payments.gateway.models import Authentication, Dispute, Operation, PaymentIntent, StateChange
from payments.gateway.presentation.admin.filters import OF_MERCHANT
from payments.presentation.admin.pages import Asked, StaffForm

_DECIDE: Final = "gateway.handle_conflict"
_WAITING: Final = (gateway.IntentState.REVIEW, gateway.IntentState.CONFLICTED)


class ReviewForm(StaffForm):
    decision = forms.ChoiceField(
        choices=[("release", "Let it go to the network"), ("decline", "Decline it for fraud")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(max_length=500)


class ConflictForm(StaffForm):
    decision = forms.ChoiceField(
        choices=[("happened", "It happened as asked"), ("not", "It did not happen")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(max_length=500, help_text="What the network says when asked.")


def _now_is(view: gateway.IntentView) -> str:
    return f"The payment is now: {view.state.replace('_', ' ').lower()}."


def _review(row: PaymentIntent, asked: Asked) -> str:
    return _now_is(
        gateway.decide_review(
            merchant=gateway.get_merchant(row.merchant.object_id),
            intent=row.object_id,
            approved=asked["decision"] == "release",
            reason=asked["reason"],
            actor=asked.actor,
            now=asked.now,
        )
    )


def _conflict(row: PaymentIntent, asked: Asked) -> str:
    return _now_is(
        gateway.decide_conflict(
            merchant=gateway.get_merchant(row.merchant.object_id),
            intent=row.object_id,
            happened=asked["decision"] == "happened",
            reason=asked["reason"],
            actor=asked.actor,
            now=asked.now,
        )
    )


class WaitingFilter(admin.SimpleListFilter):
    """The queue: what a person has to decide."""

    title = "to be decided"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the one queue."""
        del request, model_admin
        return [("yes", "By a person")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return what is in the queue."""
        del request
        return queryset.filter(state__in=_WAITING) if self.value() == "yes" else queryset


class _Amounts:
    """The amount of a row for people."""

    @admin.display
    def amount(self, row: Any) -> str:
        return money(row.amount_minor, row.currency)


class OperationsInline(_Amounts, ShownInline):
    model = Operation
    fields = (
        *("object_id", "kind", "state", "connector", "amount", "network_reference"),
        *("decline_code", "business_date", "txn_id", "return_txn_id", "created_at"),
    )
    readonly_fields = fields


class AuthenticationsInline(ShownInline):
    """What the payer was asked, without the proof."""

    model = Authentication
    fields = ("object_id", "state", "network", "eci", "liability", "created_at", "decided_at")
    readonly_fields = fields
    verbose_name_plural = "questions to the payer"

    @admin.display(description="who bears fraud")
    def liability(self, row: Authentication) -> str:
        if row.state != "PASSED" or not row.network:
            return ""
        return "the card's bank" if shifts_liability(row.eci) else "the merchant"


class ChangesInline(ShownInline):
    model = StateChange
    fields = ("at", "operation", "event", "before", "after", "actor")
    readonly_fields = fields
    verbose_name_plural = "history"


class DisputesInline(_Amounts, ShownInline):
    model = Dispute
    fields = ("object_id", "stage", "reason", "amount", "due_at", "decided_at")
    readonly_fields = fields
    show_change_link = True


@admin.register(PaymentIntent)
class PaymentIntentAdmin(_Amounts, ActingAdmin):
    is_long = True
    list_display = (
        *("object_id", "merchant", "state", "amount", "capture_method", "merchant_reference"),
        *("decline_code", "created_at"),
    )
    list_filter = (WaitingFilter, "state", OF_MERCHANT, "currency", "capture_method")
    list_select_related = ("merchant",)
    search_fields = ("object_id__exact", "merchant_reference__exact")
    search_help_text = "The payment's id, or the merchant's reference."
    ordering = ("-id",)
    fields = (
        *("object_id", "merchant", "state", "amount", "capture_method", "paid_with"),
        *("merchant_reference", "description", "authorised", "captured", "voided", "refunded"),
        *("disputed", "on_its_way", "decline_code", "cancellation_reason", "risk_outcome"),
        *("risk_score", "created_at", "canceled_at"),
    )
    readonly_fields = fields
    inlines = (OperationsInline, AuthenticationsInline, DisputesInline, ChangesInline)
    row_acts: ClassVar[dict[str, RowAct]] = {
        "review": RowAct(
            title="Decide the review",
            form=ReviewForm,
            do=_review,
            permission=_DECIDE,
            explanation="Screening holds this payment: nothing has gone to a network yet.",
            offered=lambda row: row.state == gateway.IntentState.REVIEW,
        ),
        "conflict": RowAct(
            title="Decide the conflict",
            form=ConflictForm,
            do=_conflict,
            permission=_DECIDE,
            explanation="The network's answer cannot be right. Ask the network before deciding.",
            offered=lambda row: row.state == gateway.IntentState.CONFLICTED,
        ),
    }

    @admin.display
    def paid_with(self, row: PaymentIntent) -> str:
        """Name the method as a receipt does."""
        method = row.payment_method
        if method is None:
            return ""
        named = f"{method.brand} ending {method.last4}" if method.last4 else ""
        return f"{method.get_kind_display()} {named}".strip()

    @admin.display
    def authorised(self, row: PaymentIntent) -> str:
        return money(row.authorised_minor, row.currency)

    @admin.display
    def captured(self, row: PaymentIntent) -> str:
        return money(row.captured_minor, row.currency)

    @admin.display
    def voided(self, row: PaymentIntent) -> str:
        return money(row.voided_minor, row.currency)

    @admin.display
    def refunded(self, row: PaymentIntent) -> str:
        return money(row.refunded_minor, row.currency)

    @admin.display
    def disputed(self, row: PaymentIntent) -> str:
        return money(row.disputed_minor, row.currency)

    @admin.display(description="being captured, refunded, increased")
    def on_its_way(self, row: PaymentIntent) -> str:
        parts = (row.capturing_minor, row.refunding_minor, row.increasing_minor)
        return ", ".join(money(each, row.currency) for each in parts)


@admin.register(Operation)
class OperationAdmin(_Amounts, ReadOnlyAdmin):
    is_long = True
    list_display = (
        *("object_id", "intent", "merchant", "kind", "state", "connector", "amount"),
        *("business_date", "created_at"),
    )
    list_filter = ("state", "kind", "connector", "currency", OF_MERCHANT)
    list_select_related = ("intent", "merchant")
    search_fields = (*("object_id__exact", "intent__object_id__exact", "network_reference__exact"),)
    search_help_text = "The operation's or the payment's id, or the network's reference."
    ordering = ("-id",)
    fields = (
        *("object_id", "intent", "merchant", "original", "kind", "state", "connector", "amount"),
        *("approved", "fee", "network_reference", "authorisation_code", "eci", "decline_code"),
        *("raw_code", "reason", "attempt", "inquiries", "inquire_at", "deadline"),
        *("business_date", "txn_id", "return_txn_id", "settlement_batch", "created_at"),
        "decided_at",
    )
    readonly_fields = fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Operation], search_term: str
    ) -> tuple[QuerySet[Operation], bool]:
        """Look in the one column that has such ids: each has an index, and all have none."""
        del request
        term = search_term.strip()
        if not term:
            return queryset, False
        if term.startswith("pi_"):
            return queryset.filter(intent__object_id=term), False
        if "_" in term:
            return queryset.filter(object_id=term), False
        return queryset.filter(network_reference=term), False

    @admin.display
    def approved(self, row: Operation) -> str:
        return money(row.approved_minor, row.currency)

    @admin.display
    def fee(self, row: Operation) -> str:
        return money(row.fee_minor, row.currency)
