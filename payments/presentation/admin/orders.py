"""Standing orders and files of payments in the back office: to be looked at."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.models import BulkFile, BulkLine, StandingOrder, StandingOrderExecution


@admin.register(StandingOrder)
class StandingOrderAdmin(ReadOnlyAdmin):
    list_display = (
        "public_id", "account", "payee", "rule", "amount", "unit", "next_due_date", "state",
    )  # fmt: skip
    list_filter = ("state", "rule", "unit")
    list_select_related = ("account", "credit_account")
    search_fields = ("account__iban__startswith", "creditor_iban__startswith", "creditor_name")

    @admin.display
    def amount(self, order: StandingOrder) -> str:
        return str(Money(order.amount_minor, Currency.of(order.currency)))

    @admin.display
    def payee(self, order: StandingOrder) -> str:
        return str(order.credit_account or f"{order.creditor_name} {order.creditor_iban}")


@admin.register(StandingOrderExecution)
class StandingOrderExecutionAdmin(ReadOnlyAdmin):
    """Failed dates are one click away: the filter `state`."""

    currency_by = "order__currency"
    list_display = (
        "nominal_date", "due_date", "account", "amount", "state", "attempts", "last_refusal",
        "txn_id",
    )  # fmt: skip
    list_filter = ("state", "last_refusal", "due_date")
    list_select_related = ("order__account",)
    ordering = ("-id",)
    search_fields = ("order__account__iban__startswith",)

    @admin.display
    def account(self, execution: StandingOrderExecution) -> str:
        return str(execution.order.account)

    @admin.display
    def amount(self, execution: StandingOrderExecution) -> str:
        minor, order = execution.amount_minor, execution.order
        if minor is None:
            return f"({Money(order.amount_minor, Currency.of(order.currency))})"
        return str(Money(minor, Currency.of(order.currency)))


@admin.register(BulkFile)
class BulkFileAdmin(ReadOnlyAdmin):
    list_display = (
        "received_at", "customer", "name", "format", "message_id", "state", "line_count",
        "refused_count", "refusal_message",
    )  # fmt: skip
    list_filter = ("state", "format")
    list_select_related = ("customer",)
    ordering = ("-id",)
    search_fields = ("message_id", "customer__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BulkFile]:
        """Count lines beside each file."""
        found: QuerySet[BulkFile] = super().get_queryset(request)
        # Beside the files of the page alone: a join would count the lines of all files there are.
        lines = BulkLine.objects.filter(file=OuterRef("pk")).order_by().values("file")
        refused = lines.filter(state="REFUSED")
        return found.annotate(
            lines_there=Coalesce(Subquery(lines.annotate(n=Count("pk")).values("n")), 0),
            lines_refused=Coalesce(Subquery(refused.annotate(n=Count("pk")).values("n")), 0),
        )

    @admin.display(description="lines")
    def line_count(self, file: BulkFile) -> int:
        return int(getattr(file, "lines_there", 0))

    @admin.display(description="refused")
    def refused_count(self, file: BulkFile) -> int:
        return int(getattr(file, "lines_refused", 0))


@admin.register(BulkLine)
class BulkLineAdmin(ReadOnlyAdmin):
    list_display = (
        "file", "number", "debtor_iban", "creditor_name", "creditor_iban", "amount_text",
        "currency", "state", "refusal_message",
    )  # fmt: skip
    list_filter = ("state", "refusal_code")
    list_select_related = ("file",)
    ordering = ("-id",)
    search_fields = ("debtor_iban__startswith", "creditor_iban__startswith", "end_to_end_id")
