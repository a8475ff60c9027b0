"""What is known of somebody, tab by tab, each table a cut of the list that its model has anyway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.utils import label_for_field
from django.http import HttpRequest
from django.urls import reverse

from bankcore.presentation.exporting import said
from bankcore.presentation.sums import grouped
from bankcore.presentation.work import page_of

SHOWN: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Adding:
    """How a row is added: the page's name, told the customer's id, and the permission it takes."""

    page: str
    title: str
    needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table of a tab: the rows of a model whose `by` are of the customer.

    Each look-up names what it is compared with: the customer's `id` or `name` in the audit trail,
    or the ids of the customer's `accounts`, or of the ledger's accounts behind them.
    """

    title: str
    model: str
    by: Mapping[str, str]
    adding: Adding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """What is looked at together."""

    name: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a cell says, and whether it is a sum of money."""

    text: str
    is_money: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A part as whoever looks may see it: the newest rows, each with the address of its page."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    is_more: bool
    address: str
    adding: tuple[str, str] | None = None


def open_tabs(site: AdminSite, request: HttpRequest, tabs: Sequence[Tab]) -> list[Tab]:
    """Return the tabs of which whoever looks may see something."""
    return [tab for tab in tabs if any(_may(site, request, part) for part in tab.parts)]


def tables(
    site: AdminSite, request: HttpRequest, tab: Tab, values: Mapping[str, Any]
) -> list[Table]:
    """Return a tab's tables; `values` are what the look-ups are compared with."""
    return [
        _table(page_of(site, part.model), request, part, values)
        for part in tab.parts
        if _may(site, request, part)
    ]


def _may(site: AdminSite, request: HttpRequest, part: Part) -> bool:
    return page_of(site, part.model).has_view_permission(request)


def _table(
    page: ModelAdmin[Any], request: HttpRequest, part: Part, values: Mapping[str, Any]
) -> Table:
    rows = page.get_queryset(request).filter(**{by: values[of] for by, of in part.by.items()})
    related = page.get_list_select_related(request)
    if isinstance(related, (list, tuple)) and related:
        rows = rows.select_related(*related)
    found = list(rows.order_by("-pk")[: SHOWN + 1])
    titled = [
        (each, str(label_for_field(each, page.model, model_admin=page)))
        for each in page.get_list_display(request)
    ]
    columns = [(each, title) for each, title in titled if title]
    name = f"admin:{page.opts.app_label}_{page.opts.model_name}"
    return Table(
        title=part.title,
        columns=tuple(title for _, title in columns),
        rows=tuple(
            (
                reverse(f"{name}_change", args=[row.pk]),
                tuple(_cell(said(each, row, page)) for each, _ in columns),
            )
            for row in found[:SHOWN]
        ),
        is_more=len(found) > SHOWN,
        address=reverse(f"{name}_changelist"),
        adding=_adding(request, part, values),
    )


def _adding(request: HttpRequest, part: Part, values: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return where whoever looks adds a row, and what the link says."""
    if part.adding is None or not request.user.has_perm(part.adding.needs):
        return None
    return f"{reverse(f'admin:{part.adding.page}')}?customer={values['id']}", part.adding.title


def _cell(text: str) -> Cell:
    money = grouped(text)
    return Cell(text=money or text, is_money=money is not None)
