"""Merchants' batches in the back office, and their reports."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from bankcore.money import Currency, Money
from bankcore.presentation.acting import ActingAdmin, RowAct
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.presentation.admin.pages import AmountField, Asked, StaffForm, waits
from payments.settlement import public as settlement
from payments.settlement.models import MerchantBalance, SettlementBatch


class PayoutForm(StaffForm):
    amount = AmountField(help_text="In the currency of the balance, no more than is available.")
    reason = forms.CharField(max_length=500, help_text="Who decides reads it.")


def _pay_out(row: MerchantBalance, asked: Asked) -> str:
    return waits(
        settlement.request_payout(
            merchant_pk=row.merchant_id,
            amount=asked["amount"],
            reason=asked["reason"],
            actor=asked.actor,
            now=asked.now,
        )
    )


@admin.register(SettlementBatch)
class SettlementBatchAdmin(ReadOnlyAdmin):
    list_display = (
        *("merchant", "business_date", "seq", "operations", "gross", "fees", "reserve", "net"),
        "report",
    )
    list_filter = ("currency",)
    list_select_related = ("merchant",)
    search_fields = ("=merchant__object_id",)
    ordering = ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        """Add the report."""
        page = path(
            "<int:batch>/report/",
            self.admin_site.admin_view(self.report_file),
            name="settlement_settlementbatch_report",
        )
        return [page, *super().get_urls()]

    def report_file(self, request: HttpRequest, batch: int) -> HttpResponse:
        """Return the batch's operations as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=batch)
        content = settlement.batch_report(merchant_pk=row.merchant_id, batch_id=row.pk)
        return HttpResponse(
            content,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="batch-{row.pk}.csv"'},
        )

    @admin.display
    def report(self, row: SettlementBatch) -> str:
        address = reverse("admin:settlement_settlementbatch_report", args=[row.pk])
        return format_html('<a href="{}">CSV</a>', address)

    @admin.display
    def gross(self, row: SettlementBatch) -> str:
        return _money(row.gross_minor, row.currency)

    @admin.display
    def fees(self, row: SettlementBatch) -> str:
        return _money(row.fees_minor, row.currency)

    @admin.display
    def reserve(self, row: SettlementBatch) -> str:
        return _money(row.reserve_minor, row.currency)

    @admin.display
    def net(self, row: SettlementBatch) -> str:
        return _money(row.net_minor, row.currency)


@admin.register(MerchantBalance)
class MerchantBalanceAdmin(ActingAdmin):
    list_display = ("merchant", "currency", "available")
    list_filter = ("currency",)
    list_select_related = ("merchant",)
    search_fields = ("=merchant__object_id",)
    ordering = ("merchant_id", "currency")
    fields = ("merchant", "currency", "available")
    readonly_fields = fields
    row_acts: ClassVar[dict[str, RowAct]] = {
        "payout": RowAct(
            title="Ask for a payout",
            form=PayoutForm,
            do=_pay_out,
            permission="gateway.pay_out",
            explanation="A second person approves it; then it is paid to the merchant's account.",
            offered=lambda row: row.available_minor > 0,
            currency=lambda row: Currency.of(row.currency),
        )
    }

    @admin.display
    def available(self, row: MerchantBalance) -> str:
        return _money(row.available_minor, row.currency)


def _money(minor: int, currency: str) -> str:
    return str(Money(minor, Currency.of(currency)))
