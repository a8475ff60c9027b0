"""Files of the card networks in the back office: what was told, answered and advised."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.settlement.models import (
    ClearingFile,
    ClearingRecord,
    NetworkAdvice,
    ReceivedFile,
)


@admin.register(ClearingFile)
class ClearingFileAdmin(ReadOnlyAdmin):
    list_display = ("name", "network", "business_date", "state", "records", "error", "written_at")
    list_filter = ("network", "state")
    search_fields = ("=name",)
    ordering = ("-pk",)


@admin.register(ClearingRecord)
class ClearingRecordAdmin(ReadOnlyAdmin):
    list_display = ("arn", "file", "number", "kind", "amount", "state", "error")
    list_filter = ("state", "kind")
    list_select_related = ("file",)
    search_fields = ("=arn", "=operation__object_id")
    raw_id_fields: ClassVar = ("operation",)
    ordering = ("-pk",)

    @admin.display
    def amount(self, row: ClearingRecord) -> str:
        return str(Money(row.amount_minor, Currency.of(row.currency)))


@admin.register(ReceivedFile)
class ReceivedFileAdmin(ReadOnlyAdmin):
    list_display = ("name", "network", "kind", "state", "items", "error_code", "received_at")
    list_filter = ("network", "kind", "state")
    search_fields = ("=name",)
    ordering = ("-pk",)


@admin.register(NetworkAdvice)
class NetworkAdviceAdmin(ReadOnlyAdmin):
    list_display = (
        *("settlement_reference", "network", "business_date", "amount", "fees", "net"),
        *("fees_txn_id", "payment_txn_id"),
    )
    list_filter = ("network", "currency")
    search_fields = ("=settlement_reference",)
    ordering = ("-pk",)

    @admin.display
    def amount(self, row: NetworkAdvice) -> str:
        return str(Money(row.amount_minor, Currency.of(row.currency)))

    @admin.display
    def fees(self, row: NetworkAdvice) -> str:
        minor = row.interchange_minor + row.scheme_fee_minor
        return str(Money(minor, Currency.of(row.currency)))

    @admin.display
    def net(self, row: NetworkAdvice) -> str:
        return str(Money(row.net_minor, Currency.of(row.currency)))
