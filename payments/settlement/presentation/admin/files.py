"""Files of the card networks in the back office: what was told, answered and advised."""

from __future__ import annotations

from typing import ClassVar, Final

from django import forms
from django.contrib import admin

from bankcore.money import Currency, Money
from bankcore.presentation.acting import ActingAdmin, RowAct, money
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.presentation.admin.pages import Asked, StaffForm
from payments.settlement import public as settlement
from payments.settlement.domain.states import RecordState
from payments.settlement.models import (
    ClearingFile,
    ClearingRecord,
    NetworkAdvice,
    ReceivedFile,
)

_DECIDE: Final = "gateway.handle_conflict"
# What docs/gateway/clearing.md agrees with the networks.
_ERRORS: Final = {
    "0001": "no such authorisation",
    "0002": "more than authorised",
    "0003": "presented before",
    "0004": "wrong check digit or currency",
    "0005": "authorisation reversed",
    "0009": "the whole file was refused",
}


class RefileForm(StaffForm):
    reason = forms.CharField(max_length=500, help_text="What was corrected.")


def _refile(row: ClearingRecord, asked: Asked) -> str:
    arn = settlement.refile(
        record_id=row.pk, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return f"{arn} goes into the next file."


def _refile_all(row: ClearingFile, asked: Asked) -> str:
    count = settlement.refile_all(
        file_id=row.pk, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return f"Records that go into the next file: {count}."


def _is_rejected(row: ClearingRecord) -> bool:
    return row.state == RecordState.REJECTED


def _has_rejected(row: ClearingFile) -> bool:
    return ClearingRecord.objects.filter(file=row, state=RecordState.REJECTED).exists()


@admin.register(ClearingFile)
class ClearingFileAdmin(ActingAdmin):
    list_display = ("name", "network", "business_date", "state", "records", "error", "written_at")
    list_filter = ("network", "state")
    search_fields = ("=name",)
    ordering = ("-pk",)
    row_acts: ClassVar[dict[str, RowAct]] = {
        "refile": RowAct(
            title="Present what was rejected again",
            form=RefileForm,
            do=_refile_all,
            permission=_DECIDE,
            explanation="All rejected records of this file go into the network's next file.",
            offered=_has_rejected,
        )
    }


@admin.register(ClearingRecord)
class ClearingRecordAdmin(ActingAdmin):
    list_display = ("arn", "file", "number", "kind", "amount", "state", "why")
    list_filter = ("state", "kind")
    list_select_related = ("file",)
    search_fields = ("=arn", "=operation__object_id")
    ordering = ("-pk",)
    fields = ("arn", "file", "number", "operation", "kind", "amount", "state", "why")
    readonly_fields = fields
    row_acts: ClassVar[dict[str, RowAct]] = {
        "refile": RowAct(
            title="Present it again",
            form=RefileForm,
            do=_refile,
            permission=_DECIDE,
            explanation="It goes into the network's next file. Correct the cause first.",
            offered=_is_rejected,
        )
    }

    @admin.display
    def amount(self, row: ClearingRecord) -> str:
        return money(row.amount_minor, row.currency)

    @admin.display(description="rejected because")
    def why(self, row: ClearingRecord) -> str:
        """Say the network's code in words."""
        return f"{row.error}: {_ERRORS.get(row.error, 'as the network says')}" if row.error else ""


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
