"""A list of the back office as a file for spreadsheets: what its page shows, and no more."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from bankcore.presentation.work import listed
from bankcore.spreadsheets import neutral

# More is the warehouse's to tell, not a page's.
MOST: Final = 5_000
# Of the page that is looked at, not of the list.
_OF_PAGE: Final = {"p", "all", "e", "_facets"}


def export(page: ModelAdmin[Any], request: HttpRequest) -> HttpResponse:
    """Return the list that the request's filters leave, as CSV (RFC 4180, UTF-8).

    It is the list of the page: its columns, filters, search and order, and the rows that whoever
    asks may see. The file's name and a header say how many rows there are and how many at most.
    """
    if not page.has_view_permission(request):
        raise PermissionDenied
    asked = {name: str(value) for name, value in request.GET.items() if name not in _OF_PAGE}
    found = listed(page, request, asked)
    rows = list(found.queryset[: MOST + 1])
    columns = [each for each in _columns(page, request) if each[1]]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([neutral(title) for _, title in columns])
    for row in rows[:MOST]:
        writer.writerow([neutral(said(name, row, page)) for name, _ in columns])
    name = f"{page.opts.model_name}-{'first-' if len(rows) > MOST else ''}{len(rows[:MOST])}.csv"
    return HttpResponse(
        text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Row-Limit": str(MOST),
        },
    )


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
