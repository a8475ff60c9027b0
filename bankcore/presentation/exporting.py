"""A list of the back office as a file for spreadsheets: what its page shows, and no more."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from bankcore.errors import BankError
from bankcore.presentation.people import people_of
from bankcore.presentation.work import listed
from bankcore.spreadsheets import neutral

# More is the warehouse's to tell, not a page's.
MOST: Final = 5_000
_AT_ONCE: Final = 2_000
# Of the page that is looked at, not of the list.
_OF_PAGE: Final = {"p", "all", "e", "_facets", "view"}


class NotWritten(BankError):
    """A list cannot be written: whoever asked may not see it, or it asks for what is not there."""

    code = "list_not_written"
    cure = "Open the list in the back office, and ask for it anew."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A list as CSV; `is_cut` says that it had more rows than these."""

    content: bytes
    rows: int
    is_cut: bool


def export(page: ModelAdmin[Any], request: HttpRequest) -> HttpResponse:
    """Return the list that the request's filters leave, as CSV (RFC 4180, UTF-8).

    It is the list of the page: its columns, filters, search and order, and the rows that whoever
    asks may see. The file's name and a header say how many rows there are and how many at most.
    """
    if not page.has_view_permission(request):
        raise PermissionDenied
    written = _written(page, request, MOST)
    name = f"{page.opts.model_name}-{'first-' if written.is_cut else ''}{written.rows}.csv"
    return HttpResponse(
        written.content,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Row-Limit": str(MOST),
        },
    )


def write(*, model: str, user_id: int, query: str, most: int) -> Written:
    """Return a list as its page would show it to a member of staff now; raises NotWritten.

    For a worker, who has no request: the page is asked with one that says who it is for.
    """
    request = HttpRequest()
    request.method, request.GET = "GET", QueryDict(query)
    user: Any = get_user_model()._default_manager.filter(pk=user_id, is_staff=True).first()  # noqa: SLF001
    page = admin.site.get_model_admin(apps.get_model(model))
    request.path = reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")
    request.user = user
    if user is None or not user.is_active or not page.has_view_permission(request):
        message = "Whoever ordered the list may not see it any more."
        raise NotWritten(message)
    try:
        return _written(page, request, most)
    except (IncorrectLookupParameters, SuspiciousOperation) as error:
        message = "The list has no such filter."
        raise NotWritten(message) from error


def _written(page: ModelAdmin[Any], request: HttpRequest, most: int) -> Written:
    asked = {name: str(value) for name, value in request.GET.items() if name not in _OF_PAGE}
    rows = listed(page, request, asked).queryset[: most + 1]
    columns = [each for each in _columns(page, request) if each[1]]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([neutral(title) for _, title in columns])
    count, is_cut = 0, False
    found = rows.iterator(chunk_size=_AT_ONCE)
    while part := list(islice(found, _AT_ONCE)):
        people_of(request).meet_rows(page.model, part)
        is_cut = count + len(part) > most
        for row in part[: most - count]:
            writer.writerow([neutral(said(name, row, page)) for name, _ in columns])
            count += 1
    return Written(content=text.getvalue().encode(), rows=count, is_cut=is_cut)


def _columns(page: ModelAdmin[Any], request: HttpRequest) -> Iterator[tuple[Any, str]]:
    for name in page.get_list_display(request):
        title = label_for_field(name, page.model, model_admin=page)
        yield name, capfirst(str(title))


def said(name: Any, row: Any, page: ModelAdmin[Any]) -> str:
    """Return what a list's column says of a row, as text without markup."""
    field, _, value = lookup_field(name, row, page)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    choices = dict(getattr(field, "flatchoices", None) or ())
    told = choices.get(value, value)
    return strip_tags(told) if isinstance(told, SafeString) else str(told)
