"""Pages that lead from a figure to the ledger: rows, entries of an account, a transaction."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money
from bankcore.presentation.staff import actor_of
from reporting.reports import public as reports


class LineagePages(admin.ModelAdmin):  # type: ignore[type-arg]  # no generic at run time
    """What a run's page leads on to."""

    def rows(
        self, request: HttpRequest, pk: int, table: int, row: int, column: int
    ) -> HttpResponse:
        """Show a page of the rows that a figure was made of."""
        page = _page(request)
        try:
            cell, found = reports.rows_behind(
                run_id=pk,
                place=reports.Place(table, row, column),
                page=page,
                actor=actor_of(request),
            )
        except BankError as error:
            raise Http404(str(error)) from error
        value = cell.value
        told = str(value) if isinstance(value, Money) else str(value or "nothing")
        return self._show(request, pk, f"Rows behind {told}", found, page)

    def entries(self, request: HttpRequest, pk: int, account: int) -> HttpResponse:
        """Show a page of the entries of an account up to the run's day."""
        page = _page(request)
        try:
            found = reports.entries_of(
                run_id=pk, account_id=account, page=page, actor=actor_of(request)
            )
        except BankError as error:
            raise Http404(str(error)) from error
        return self._show(request, pk, f"Entries of ledger account {account}", found, page)

    def transaction(self, request: HttpRequest, pk: int, txn: int) -> HttpResponse:
        """Show a transaction: its legs in the ledger, its entries and events in the warehouse."""
        try:
            found = reports.booked(run_id=pk, txn_id=txn, actor=actor_of(request))
        except BankError as error:
            raise Http404(str(error)) from error
        can_reverse = request.user.has_perm("payments.request_reversal")
        context = {
            **self._context(request, pk, f"Transaction {txn}"),
            "found": found.transaction,
            "kind": _kind(found.transaction.kind),
            "legs": [
                (leg, reverse("admin:reports_run_entries", args=[pk, leg.account_id]))
                for leg in found.transaction.legs
            ],
            "tables": [
                ("Entries in the warehouse", _shown(found.entries, pk)),
                ("Events", _shown(found.events, pk)),
            ],
            "page_of_ledger": _ledger_page(txn) if can_reverse else "",
        }
        return render(request, "admin/reports/transaction.html", context)

    def _show(
        self, request: HttpRequest, pk: int, title: str, found: reports.Rows, page: int
    ) -> HttpResponse:
        last = max(1, -(-found.count // reports.PAGE))
        context = {
            **self._context(request, pk, title),
            "found": found,
            "columns": found.columns,
            "rows": _shown(found, pk)[1],
            "page": page,
            "last": last,
            "before": page - 1 if page > 1 else None,
            "after": page + 1 if page < last else None,
        }
        return render(request, "admin/reports/rows.html", context)

    def _context(self, request: HttpRequest, pk: int, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "run_page": reverse("admin:reports_run_change", args=[pk]),
        }


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= 7
    return max(1, int(asked)) if is_number else 1


def _shown(found: reports.Rows, pk: int) -> tuple[list[str], list[list[tuple[str, str]]]]:
    """Return headings, and rows of words with links: accounts to entries, entries to bookings."""
    names = [column.name for column in found.columns]
    return names, [
        [
            (_told(value), _link(found.dataset, name, value, pk))
            for name, value in zip(names, row, strict=True)
        ]
        for row in found.rows
    ]


def _told(value: object) -> str:
    return "" if value is None else str(value)


def _link(dataset: str, name: str, value: object, pk: int) -> str:
    if value is None:
        return ""
    if name == "txn_id":
        return reverse("admin:reports_run_transaction", args=[pk, value])
    if name == "account_id" and dataset != "fact_entry":
        return reverse("admin:reports_run_entries", args=[pk, value])
    return ""


def _kind(number: int) -> str:
    return ledger.TransactionKind(number).name.replace("_", " ").capitalize()


def _ledger_page(txn: int) -> str:
    try:
        return f"{reverse('admin:payments_reversal')}?transaction={txn}"
    except NoReverseMatch:
        return ""
