"""Transfers and payments that staff order for customers, in the back office."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import admin
from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from bankcore.approvals import public as approvals
from bankcore.money import Currency, Money
from bankcore.presentation.bounded import MOST
from bankcore.presentation.finding import IBAN
from payments import public as payments
from payments.models import ExternalPayment
from payments.presentation.admin.pages import (
    AccountField,
    Act,
    ActPages,
    AmountField,
    Asked,
    StaffForm,
    reason_field,
    waits,
)


class TransferForm(StaffForm):
    account = AccountField(label="From account (IBAN)")
    credit = AccountField(label="To account (IBAN)")
    amount = AmountField()
    narrative = forms.CharField(max_length=140, required=False)
    reason = reason_field()


class PaymentForm(StaffForm):
    account = AccountField(label="From account (IBAN)")
    amount = AmountField()
    creditor_name = forms.CharField(max_length=140)
    creditor_iban = forms.CharField(max_length=42, label="Creditor's IBAN")
    remittance = forms.CharField(max_length=140, required=False)
    reason = reason_field()


def _transfer(asked: Asked) -> str:
    order = payments.TransferOrder(
        debit_account_id=asked["account"].account_id,
        credit_account_id=asked["credit"].account_id,
        amount=asked["amount"],
        narrative=asked["narrative"],
    )
    return _told(
        lambda: payments.order_transfer(
            order=order,
            reason=asked["reason"],
            request=asked.form.key(),
            actor=asked.actor,
            now=asked.now,
        )
    )


def _pay(asked: Asked) -> str:
    order = payments.PaymentOrder(
        account_id=asked["account"].account_id,
        amount=asked["amount"],
        creditor_iban=asked["creditor_iban"],
        creditor_name=asked["creditor_name"],
        remittance=asked["remittance"],
    )
    return _told(
        lambda: payments.order_payment(
            order=order,
            reason=asked["reason"],
            request=asked.form.key(),
            actor=asked.actor,
            now=asked.now,
        )
    )


def _told(order: Callable[[], payments.Movement | approvals.RequestView]) -> str:
    try:
        made = order()
    except payments.PaymentHeld as waiting:
        return waiting.held.message
    if isinstance(made, approvals.RequestView):
        return waits(made)
    return f"{made.amount} booked: transaction {made.transaction_id}."


@admin.register(ExternalPayment)
class ExternalPaymentAdmin(ActPages):
    is_long = True
    list_display = ("public_id", "creditor_name", "creditor_iban", "amount", "state", "created_at")
    list_filter = ("state", "currency")
    search_fields = ("creditor_iban__exact", "creditor_name")
    search_help_text = f"A whole IBAN; or part of a name, among the newest {MOST:,} payments."
    acts = {
        "transfer": Act(
            "Transfer for a customer", TransferForm, _transfer, "payments.make_transfer"
        ),
        "pay": Act("Pay for a customer", PaymentForm, _pay, "payments.make_payment"),
    }

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ExternalPayment], search_term: str
    ) -> tuple[QuerySet[ExternalPayment], bool]:
        """Look for an IBAN by its index; for a name, which has none, no further than pages go."""
        del request
        term = search_term.strip()
        iban = "".join(term.split()).upper()
        if not term:
            return queryset, False
        if IBAN.fullmatch(iban):
            return queryset.filter(creditor_iban=iban), False
        # From the oldest of them on: to look each of them up would be ten thousand look-ups.
        oldest = ExternalPayment.objects.order_by("-id").values("id")[MOST - 1 : MOST]
        newest = queryset.filter(pk__gte=Coalesce(Subquery(oldest), 0))
        return newest.filter(creditor_name__icontains=term), False

    @admin.display
    def amount(self, payment: ExternalPayment) -> str:
        return str(Money(payment.amount_minor, Currency.of(payment.currency)))
