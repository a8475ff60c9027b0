"""Reconciliation in the back office: what was compared, what does not agree, and what was paid."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from bankcore import clock
from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.presentation.admin.pages import Asked, Page, StaffForm, show, waits
from payments.reconciliation import public as reconciliation
from payments.reconciliation.models import (
    ReconException,
    ReconRun,
    ReportLine,
    StatementEntry,
    StatementFile,
)

_LOOK_AFTER: Final = "reconciliation.reconcile"
_ADJUST: Final = "reconciliation.request_adjustment"
_DIFFERENCE: Final = F("theirs_minor") - F("ours_minor")


def _money(minor: int | None, currency: str) -> str:
    return "" if minor is None else str(Money(minor, Currency.of(currency)))


@admin.register(ReconRun)
class ReconRunAdmin(ReadOnlyAdmin):
    money_columns: ClassVar[dict[str, Any]] = {
        "difference": _DIFFERENCE,
        "unexplained": _DIFFERENCE - F("explained_minor"),
    }
    list_display = (
        "business_date", "network", "currency", "version", "items", "exceptions", "ours", "theirs",
        "difference", "unexplained",
    )  # fmt: skip
    list_filter = ("network", "currency", "business_date")
    ordering = ("-business_date", "-id")

    @admin.display
    def ours(self, run: ReconRun) -> str:
        return _money(run.ours_minor, run.currency)

    @admin.display
    def theirs(self, run: ReconRun) -> str:
        return _money(run.theirs_minor, run.currency)

    @admin.display
    def difference(self, run: ReconRun) -> str:
        return _money(run.theirs_minor - run.ours_minor, run.currency)

    @admin.display
    def unexplained(self, run: ReconRun) -> str:
        return _money(run.theirs_minor - run.ours_minor - run.explained_minor, run.currency)


class AssignForm(StaffForm):
    owner = forms.CharField(max_length=80, help_text="Who looks after it.")
    note = forms.CharField(max_length=500, required=False, help_text="What is known.")


class AdjustForm(StaffForm):
    against = forms.ChoiceField(choices=list(reconciliation.AGAINST.items()))
    reason = forms.CharField(max_length=500, help_text="Who decides reads it.")


@admin.register(ReconException)
class ReconExceptionAdmin(ReadOnlyAdmin):
    """The inbox: what is open comes first, the oldest before the others."""

    money_columns: ClassVar[dict[str, Any]] = {"difference": _DIFFERENCE}
    list_display = (
        "reference", "network", "kind", "verdict", "ours", "theirs", "difference", "since", "age",
        "owner", "state", "deal_with_it",
    )  # fmt: skip
    list_filter = ("state", "network", "verdict", "currency")
    search_fields = ("reference",)
    ordering = ("closed_at", "since", "id")

    def get_urls(self) -> list[URLPattern]:
        """Add what can be done about one."""
        return [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"reconciliation_exception_{name}",
            )
            for name, view in (("assign", self.assign), ("adjust", self.adjust))
        ] + super().get_urls()

    def assign(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say who looks after it; what may be its other side is shown beside the form."""
        self._require(request, _LOOK_AFTER, pk)

        def do(asked: Asked) -> str:
            given = {"owner": asked["owner"], "note": asked["note"]}
            reconciliation.assign_exception(
                exception_id=pk, **given, actor=asked.actor, now=asked.now
            )
            return f"{asked['owner']} looks after it."

        found = reconciliation.suggestions(exception_id=pk)
        told = "; ".join(f"{each.reference} {each.amount}: {each.why}" for each in found)
        return self._page(request, "Look after an exception", AssignForm, do, "Save", told)

    def adjust(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask a second person to book it away."""
        self._require(request, _ADJUST, pk)

        def do(asked: Asked) -> str:
            return waits(
                reconciliation.request_adjustment(
                    exception_id=pk,
                    against=asked["against"],
                    reason=asked["reason"],
                    actor=asked.actor,
                    now=asked.now,
                )
            )

        row = ReconException.objects.get(pk=pk)
        told = f"{row.verdict}: {self.difference(row)} of {row.network}, {row.reference}"
        return self._page(request, "Book a difference away", AdjustForm, do, "Ask for it", told)

    def _require(self, request: HttpRequest, permission: str, pk: int) -> None:
        if not request.user.has_perm(permission):
            raise PermissionDenied
        if not ReconException.objects.filter(pk=pk).exists():
            raise Http404

    def _page(
        self,
        request: HttpRequest,
        title: str,
        form: type[StaffForm],
        do: Any,
        button: str,
        explanation: str,
    ) -> HttpResponse:
        back = reverse("admin:reconciliation_reconexception_changelist")
        page = Page(
            title=title, form=form, do=do, back=back, button=button, explanation=explanation
        )
        return show(request, self, page)

    @admin.display
    def ours(self, row: ReconException) -> str:
        return _money(row.ours_minor, row.currency)

    @admin.display
    def theirs(self, row: ReconException) -> str:
        return _money(row.theirs_minor, row.currency)

    @admin.display
    def difference(self, row: ReconException) -> str:
        return _money(row.theirs_minor - row.ours_minor, row.currency)

    @admin.display(description="days")
    def age(self, row: ReconException) -> int:
        until = row.closed_at.date() if row.closed_at else clock.now().date()
        return (until - row.since).days

    @admin.display(description="")
    def deal_with_it(self, row: ReconException) -> str:
        if row.state != reconciliation.ExceptionState.OPEN:
            return ""
        names = ("assign", "adjust")
        places = [
            reverse(f"admin:reconciliation_exception_{each}", args=[row.pk]) for each in names
        ]
        return format_html('<a href="{}">Look after</a> <a href="{}">Book away</a>', *places)


@admin.register(StatementFile)
class StatementFileAdmin(ReadOnlyAdmin):
    not_summed = ("opening", "closing")  # balances of days: no sum of them is anything
    list_display = (
        "statement_id", "network", "account", "currency", "entries", "opening", "closing",
        "taken_at",
    )  # fmt: skip
    list_filter = ("network", "currency")
    ordering = ("-id",)

    @admin.display
    def opening(self, file: StatementFile) -> str:
        return _money(file.opening_minor, file.currency)

    @admin.display
    def closing(self, file: StatementFile) -> str:
        return _money(file.closing_minor, file.currency)


@admin.register(StatementEntry)
class StatementEntryAdmin(ReadOnlyAdmin):
    currency_by = "file__currency"
    list_display = ("booking_date", "reference", "amount", "file", "txn_id")
    list_filter = ("file__network", ("txn_id", admin.EmptyFieldListFilter))
    list_select_related = ("file",)
    search_fields = ("reference", "end_to_end_id")
    ordering = ("-id",)

    @admin.display
    def amount(self, line: StatementEntry) -> str:
        return _money(line.amount_minor, line.file.currency)


@admin.register(ReportLine)
class ReportLineAdmin(ReadOnlyAdmin):
    list_display = ("day", "network", "kind", "reference", "amount", "fee")
    list_filter = ("network", "kind")
    search_fields = ("reference", "line_id")
    ordering = ("-id",)

    @admin.display
    def amount(self, line: ReportLine) -> str:
        return _money(line.amount_minor, line.currency)

    @admin.display
    def fee(self, line: ReportLine) -> str:
        return _money(line.fee_minor, line.currency)
