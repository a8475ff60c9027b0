"""Cash moved, and taking transactions back, in the back office."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments import public as payments
from payments.models import CashMovement
from payments.presentation.admin.pages import Asked, Page, StaffForm, show

_PERMISSION: Final = "payments.request_reversal"


class ReversalForm(StaffForm):
    reason = forms.CharField(max_length=500, help_text="For the bank: who decides reads it.")
    narrative = forms.CharField(
        max_length=140,
        required=False,
        help_text="What the customers will read. Empty: the original's, after the word Reversal.",
    )


@admin.register(CashMovement)
class CashMovementAdmin(ReadOnlyAdmin):
    currency_by = "session__currency"
    list_display = ("at", "session", "reason", "amount", "transaction")
    list_filter = ("reason", "at")
    list_select_related = ("session",)
    change_list_template = "admin/payments/list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the page of one transaction."""
        page = self.admin_site.admin_view(self.transaction_page)
        return [path("transaction/", page, name="payments_reversal"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer to look a transaction up."""
        links = [(reverse("admin:payments_reversal"), "Reverse a transaction")]
        shown = {"page_actions": links if request.user.has_perm(_PERMISSION) else []}
        return super().changelist_view(request, {**(extra_context or {}), **shown})

    def transaction_page(self, request: HttpRequest) -> HttpResponse:
        """Show one transaction, and ask for it to be taken back."""
        if not request.user.has_perm(_PERMISSION):
            raise PermissionDenied
        text = request.GET.get("transaction", "").strip()
        found = _transaction(text)

        def do(asked: Asked) -> str:
            made = payments.request_reversal(
                transaction_id=int(text) if found else 0,
                reason=asked["reason"],
                narrative=asked["narrative"],
                actor=asked.actor,
                now=asked.now,
            )
            return f"Request {made.request_id} waits for a second person."

        address = reverse("admin:payments_reversal")
        page = Page(
            title="Reverse a transaction",
            form=ReversalForm,
            do=do,
            back=f"{address}?transaction={text}" if found else address,
            button="Ask for the reversal",
            template="admin/payments/transaction.html",
        )
        return show(request, self, page, context=_shown(text, found))

    @admin.display
    def amount(self, movement: CashMovement) -> str:
        return str(Money(movement.amount_minor, Currency.numbered(movement.session.currency)))

    @admin.display
    def transaction(self, movement: CashMovement) -> str:
        address = f"{reverse('admin:payments_reversal')}?transaction={movement.txn_id}"
        return format_html('<a href="{}">{}</a>', address, movement.txn_id)


def _transaction(text: str) -> ledger.TransactionView | None:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        return None
    try:
        return ledger.transaction(txn_id=int(text))
    except ledger.TransactionNotFound:
        return None


def _shown(text: str, found: ledger.TransactionView | None) -> dict[str, Any]:
    if found is None:
        return {"asked": text, "found": None}
    numbers = ledger.balances(account_ids=[leg.account_id for leg in found.legs])
    return {
        "asked": text,
        "found": found,
        "kind": ledger.TransactionKind(found.kind).name.replace("_", " ").capitalize(),
        "legs": [(leg, numbers[leg.account_id].number) for leg in found.legs],
    }
