"""A customer's page in tabs: the file first, then what the customer has and what is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.module_loading import import_string

from accounts.models import Account, Customer
from accounts.presentation.admin import customer_inlines
from bankcore.presentation.tabs import Tab, open_tabs, tables

_FILE, _CHECKS = "", "checks"
_OWN: Final = ((_FILE, "Identity"), (_CHECKS, "Checks and history"))
_Inlines = list[Any]  # of classes; no generic at run time


def chosen(request: HttpRequest) -> str:
    """Return the name of the tab that the address asks for."""
    return request.GET.get("tab", _FILE)


def inlines(request: HttpRequest, customer: Customer | None) -> _Inlines:
    """Return the tables of the customer's own file on this tab: those that such a customer has."""
    if chosen(request) == _CHECKS:
        return customer_inlines.CHECKS
    if chosen(request) != _FILE or customer is None:
        return []
    is_company = customer.kind == Customer.Kind.COMPANY
    first = customer_inlines.OF_COMPANIES if is_company else customer_inlines.OF_PERSONS
    return [*first, *customer_inlines.OF_ALL]


def context(site: AdminSite, request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """Return the tabs that whoever looks may open, and the tables of the one that is open."""
    known = open_tabs(site, request, import_string(settings.CUSTOMER_TABS))
    name = chosen(request)
    tab: Tab | None = next((each for each in known if each.name == name), None)
    offered = [*_OWN, *((each.name, each.title) for each in known)]
    return {
        "tabs": [(each, title, each == name) for each, title in offered],
        "tables": tables(site, request, tab, _values(customer)) if tab else [],
        "is_first_tab": name == _FILE,
        "is_related_tab": name not in {_FILE, _CHECKS},
    }


def _values(customer: Customer) -> Mapping[str, Any]:
    own = Account.objects.filter(customer=customer)
    return {
        "id": customer.public_id,
        "text": str(customer.public_id),
        "name": f"customer:{customer.public_id}",
        "payer": "payer",
        "accounts": own.values("public_id"),
    }
