"""Cheques in the back office."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from bankcore.approvals import public as approvals
from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments import public as payments
from payments.models import Cheque, ChequeBook, ChequePayment, CollectedCheque
from payments.presentation.admin.pages import (
    AccountField,
    Act,
    ActPages,
    AmountField,
    Asked,
    Page,
    StaffForm,
    reason_field,
    show,
    waits,
)

_PERMISSION: Final = "payments.handle_cheques"


class DepositForm(StaffForm):
    account = AccountField(label="Credit to account (IBAN)")
    amount = AmountField()
    drawn_on_bank = forms.CharField(max_length=11, label="Drawn on bank (BIC or sort code)")
    drawn_on_account = forms.CharField(max_length=34)
    number = forms.CharField(max_length=20, label="Cheque number")


class ReturnForm(StaffForm):
    reason = forms.CharField(max_length=300, help_text="As the other bank gave it.")
    fee = AmountField(required=False, help_text="Charged to the customer; empty for none.")


class RangeForm(StaffForm):
    account = AccountField()
    first_number = forms.IntegerField(min_value=1)
    last_number = forms.IntegerField(min_value=1)

    def leaves(self) -> payments.ChequeRange:
        """Return the cheques that are meant."""
        return payments.ChequeRange(
            account_id=self.cleaned_data["account"].account_id,
            first_number=self.cleaned_data["first_number"],
            last_number=self.cleaned_data["last_number"],
        )


class StopForm(RangeForm):
    reason = forms.CharField(max_length=300, help_text="Such as lost, stolen or in dispute.")


class PayForm(StaffForm):
    account = AccountField(label="Drawn on account (IBAN)")
    number = forms.IntegerField(min_value=1, label="Cheque number")
    amount = AmountField()
    payee = forms.CharField(max_length=140)
    credit = AccountField(label="Credit to account (IBAN)")
    reason = reason_field()


class ClearForm(StaffForm):
    reason = reason_field()


def _deposit(asked: Asked) -> str:
    order = payments.ChequeDeposit(
        account_id=asked["account"].account_id,
        amount=asked["amount"],
        drawn_on_bank=asked["drawn_on_bank"],
        drawn_on_account=asked["drawn_on_account"],
        number=asked["number"].strip(),
    )
    made = payments.deposit_cheque(
        order=order, request=asked.form.key(), actor=asked.actor, now=asked.now
    )
    return f"{made.amount} credited, and held until the close of {made.clears_on}."


def _issue(asked: Asked) -> str:
    leaves = asked.form.leaves()
    payments.issue_cheque_book(leaves=leaves, actor=asked.actor, now=asked.now)
    return f"{len(leaves)} cheques given out to {asked['account'].iban}."


def _stop(asked: Asked) -> str:
    leaves = asked.form.leaves()
    stopped = payments.stop_cheques(
        leaves=leaves, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return f"{stopped} cheques stopped."


def _lift(asked: Asked) -> str:
    leaves = asked.form.leaves()
    lifted = payments.lift_cheque_stop(leaves=leaves, actor=asked.actor, now=asked.now)
    return f"The stop of {lifted} cheques is lifted."


def _pay(asked: Asked) -> str:
    order = payments.ChequePresentment(
        account_id=asked["account"].account_id,
        number=asked["number"],
        amount=asked["amount"],
        payee=asked["payee"],
        credit_account_id=asked["credit"].account_id,
    )
    made = payments.order_cheque_payment(
        order=order,
        reason=asked["reason"],
        request=asked.form.key(),
        actor=asked.actor,
        now=asked.now,
    )
    if isinstance(made, approvals.RequestView):
        return waits(made)
    return f"Cheque {order.number} over {made.amount} paid: transaction {made.transaction_id}."


@admin.register(ChequeBook)
class ChequeBookAdmin(ActPages):
    list_display = ("account_id", "first_number", "last_number", "issued_at", "issued_by")
    search_fields = ("account_id",)
    acts = {"issue": Act("Give a cheque book out", RangeForm, _issue, _PERMISSION)}


@admin.register(Cheque)
class ChequeAdmin(ActPages):
    list_display = ("number", "account_id", "state", "stop_reason", "changed_at")
    list_filter = ("state",)
    search_fields = ("account_id", "=number")
    search_help_text = "A cheque's number, or an account's id."
    acts = {
        "pay": Act("Pay a cheque to an account", PayForm, _pay, _PERMISSION),
        "stop": Act("Stop cheques", StopForm, _stop, _PERMISSION),
        "lift": Act("Lift a stop", RangeForm, _lift, _PERMISSION),
    }


@admin.register(ChequePayment)
class ChequePaymentAdmin(ReadOnlyAdmin):
    list_display = ("cheque", "amount", "payee", "txn_id", "paid_at")
    list_select_related = ("cheque",)

    @admin.display
    def amount(self, row: ChequePayment) -> str:
        return _money(row)


@admin.register(CollectedCheque)
class CollectedChequeAdmin(ActPages):
    list_display = (
        *("number", "drawn_on_bank", "amount", "state", "clears_on", "account_id"),
        *("return_reason", "decisions"),
    )
    list_filter = ("state", "clears_on")
    search_fields = ("=number", "drawn_on_account__startswith")
    acts = {"deposit": Act("Take a cheque in", DepositForm, _deposit, _PERMISSION)}

    def get_urls(self) -> list[URLPattern]:
        """Add clearing and returning."""
        view = self.admin_site.admin_view
        own = [
            path("<uuid:cheque_id>/clear/", view(self.clear), name="payments_cheque_clear"),
            path("<uuid:cheque_id>/return/", view(self.bounce), name="payments_cheque_return"),
        ]
        return [*own, *super().get_urls()]

    def clear(self, request: HttpRequest, cheque_id: UUID) -> HttpResponse:
        """Note that the other bank has paid, before the day on which that is taken for granted."""

        def do(asked: Asked) -> str:
            done = payments.order_cheque_clearing(
                cheque_id=cheque_id, reason=asked["reason"], actor=asked.actor, now=asked.now
            )
            if isinstance(done, approvals.RequestView):
                return waits(done)
            return f"Cheque {done.number} is cleared; {done.amount} may be spent."

        return self._decide(request, cheque_id, "Clear", ClearForm, do)

    def bounce(self, request: HttpRequest, cheque_id: UUID) -> HttpResponse:
        """Take the credit back: the other bank did not pay."""

        def do(asked: Asked) -> str:
            order = payments.ChequeReturn(
                cheque_id=cheque_id, reason=asked["reason"], fee=asked["fee"]
            )
            done = payments.return_cheque(order=order, actor=asked.actor, now=asked.now)
            fee = "" if asked["fee"] is None else ", with its fee"
            fee = fee if done.fee_charged else ""
            return f"Cheque {done.number} is returned; {done.amount} taken back{fee}."

        return self._decide(request, cheque_id, "Return", ReturnForm, do)

    def _decide(
        self, request: HttpRequest, cheque_id: UUID, word: str, form: type[StaffForm], do: Any
    ) -> HttpResponse:
        _require(request)
        try:
            found = payments.get_collected_cheque(cheque_id=cheque_id)
        except payments.CollectedChequeNotFound as error:
            raise Http404(error.message) from None
        page = Page(
            title=f"{word} cheque {found.number}",
            form=form,
            do=do,
            back=reverse("admin:payments_collectedcheque_changelist"),
            explanation=f"{found.amount}, held until the close of {found.clears_on}.",
            currency=found.amount.currency,
        )
        return show(request, self, page)

    @admin.display
    def amount(self, row: CollectedCheque) -> str:
        return _money(row)

    @admin.display(description="")
    def decisions(self, row: CollectedCheque) -> str:
        if row.state != payments.CollectionState.IN_COLLECTION:
            return ""
        return format_html(
            '<a class="button" href="{}">Clear</a> <a class="button" href="{}">Return</a>',
            reverse("admin:payments_cheque_clear", args=[row.public_id]),
            reverse("admin:payments_cheque_return", args=[row.public_id]),
        )


def _money(row: CollectedCheque | ChequePayment) -> str:
    return str(Money(row.amount_minor, Currency.numbered(row.currency)))


def _require(request: HttpRequest) -> None:
    if not request.user.has_perm(_PERMISSION):
        raise PermissionDenied
