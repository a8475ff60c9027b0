"""Customers' names near a list, and the runs that look for them."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import public as accounts
from bankcore.errors import BankError
from bankcore.presentation.acting import (
    ActForm,
    ActingAdmin,
    Asked,
    ListAct,
    ReasonForm,
    RowAct,
    WhyForm,
    waits,
)
from bankcore.presentation.read_only import ReadOnlyAdmin
from risk.crime import public as crime
from risk.crime.models import NameHit, ScreenedCustomer, ScreeningRun

_DECIDE = "crime.decide_name"


class ClearForm(ReasonForm):
    """What shows that it is somebody else."""


def _clear(row: NameHit, asked: Asked) -> str:
    crime.clear_name(hit_id=row.pk, reason=asked["reason"], actor=asked.actor, now=asked.now)
    return "It is remembered until the entry changes."


def _confirm(row: NameHit, asked: Asked) -> str:
    crime.confirm_exposed(hit_id=row.pk, reason=asked["reason"], actor=asked.actor, now=asked.now)
    return "The customer is the exposed person: due diligence is stepped up."


def _block(row: NameHit, asked: Asked) -> str:
    request = crime.request_block(
        hit_id=row.pk, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return waits(request.request_id)


def _screen_all(asked: Asked) -> str:
    made = crime.begin_screening(actor=asked.actor, now=asked.now)
    return "All customers are compared." if made else "They are, or were, with these lists."


def _is_open(row: NameHit) -> bool:
    return row.state == "OPEN"


@admin.register(NameHit)
class NameHitAdmin(ActingAdmin):
    """Of names as near as another, those with a birth or a country in common come first."""

    list_display = ("__str__", "score", "why", "whose", "customer", "is_pep", "state", "found_at")
    list_filter = ("state", "is_pep", "list_code")
    search_fields = ("customer_id", "uid")
    ordering = ("-score", "id")
    fields = (
        "list_code", "uid", "entry_id", "is_pep", "score", "why", "compared", "whose",
        "customer_id", "customer", "state", "found_at", "alert_id", "decided_by", "decided_at",
        "approval_id",
    )  # fmt: skip
    readonly_fields = ("customer", "compared")
    row_acts: ClassVar[dict[str, RowAct]] = {
        "clear": RowAct(
            title="Somebody else", form=ClearForm, do=_clear, permission=_DECIDE, offered=_is_open
        ),
        "confirm": RowAct(
            title="The exposed person", form=WhyForm, do=_confirm, permission=_DECIDE,
            offered=lambda row: _is_open(row) and row.is_pep,
        ),
        "block": RowAct(
            title="Confirm and block", form=ReasonForm, do=_block, permission=_DECIDE,
            offered=lambda row: _is_open(row) and not row.is_pep,
            explanation="A second person decides; then the customer's accounts let no debit pass.",
        ),
    }  # fmt: skip

    @admin.display(description="ours and the list's")
    def compared(self, row: NameHit) -> str:
        found = crime.beside(customer_id=row.customer_id, whose=row.whose, entry_id=row.entry_id)
        return render_to_string("admin/crime/beside.html", {"rows": found})

    @admin.display
    def customer(self, row: NameHit) -> str:
        try:
            return accounts.get_customer(customer_id=row.customer_id).name
        except BankError:
            return ""


@admin.register(ScreeningRun)
class ScreeningRunAdmin(ActingAdmin):
    list_display = ("__str__", "edition", "state", "screened", "found", "started_at", "ended_at")
    list_filter = ("state",)
    ordering = ("-id",)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "begin": ListAct(
            title="Compare all customers", form=ActForm, do=_screen_all, permission=_DECIDE,
            explanation="Once for each edition of a list; the day's end goes on with it.",
        )
    }  # fmt: skip


@admin.register(ScreenedCustomer)
class ScreenedCustomerAdmin(ReadOnlyAdmin):
    list_display = ("customer_id", "edition", "names", "screened_at")
    search_fields = ("customer_id",)
    ordering = ("-id",)


def panel(request: HttpRequest, customer_id: UUID) -> dict[str, Any] | None:
    """Return what the page of a customer shows of names and patterns, to compliance alone."""
    if not request.user.has_perm("crime.view_namehit"):
        return None
    found = crime.of_customer(customer_id=customer_id)
    at = f"{found.screened_at:%Y-%m-%d %H:%M}" if found.screened_at else "never"
    states = ", ".join(f"{count} {state.lower()}" for state, count in sorted(found.names.items()))
    return {
        "title": "Lists and patterns",
        "lines": [
            f"Compared with the lists: {at}",
            f"Names near a list: {states or 'none'}",
            f"Patterns found: {found.hits}",
        ],
        "links": [
            (f"{reverse('admin:crime_namehit_changelist')}?q={customer_id}", "Names"),
            (f"{reverse('admin:crime_hit_changelist')}?q={customer_id}", "Patterns"),
        ],
    }
