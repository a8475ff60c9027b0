"""Transfers and payments that staff order for customers, in the back office."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import admin

from bankcore.approvals import public as approvals
from bankcore.money import Currency, Money
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
    list_display = ("public_id", "creditor_name", "creditor_iban", "amount", "state", "created_at")
    list_filter = ("state", "currency")
    search_fields = ("creditor_iban__startswith", "creditor_name")
    acts = {
        "transfer": Act(
            "Transfer for a customer", TransferForm, _transfer, "payments.make_transfer"
        ),
        "pay": Act("Pay for a customer", PaymentForm, _pay, "payments.make_payment"),
    }

    @admin.display
    def amount(self, payment: ExternalPayment) -> str:
        return str(Money(payment.amount_minor, Currency.of(payment.currency)))
