"""One search over the bank: what a few words, a number or an id could be, and what it is.

Each finder asks the pages of its model for the rows that whoever looks may see, by look-ups that
an index answers, and no more than a handful of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from bankcore.presentation.work import address_of, page_of

SHOWN: Final = 5
LONGEST: Final = 140
# What a term may be, without its blanks where these mean nothing.
ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{4,30}", re.ASCII | re.IGNORECASE)
NUMBER: Final = re.compile(r"\d{1,18}", re.ASCII)
LAST_FOUR: Final = re.compile(r"(?:[*•x.]+ ?)?(\d{4})", re.ASCII)
OBJECT: Final = re.compile(r"[a-z]{2,8}_\w{4,40}", re.ASCII)
REFERENCE: Final = re.compile(r"\S(?:.{0,33}\S)?")
WORDS: Final = re.compile(r".*\w{2}.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """How rows of a model are found by a term of this shape.

    By `lookups`, any of which will do; without any, by the search of the model's own list. `detail`
    names attributes that say more of a row than its name.
    """

    title: str
    model: str
    shape: re.Pattern[str]
    lookups: tuple[str, ...] = ()
    detail: tuple[str, ...] = ()
    is_spaced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A row, what else is known of it, and its page."""

    name: str
    detail: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What was found of one model; `address` is where all of it is, where there is more."""

    title: str
    model: type[Model]
    rows: tuple[Found, ...]
    address: str


def find(
    site: AdminSite, request: HttpRequest, term: str, finders: Sequence[Finder]
) -> list[Group]:
    """Return what the term finds among what whoever looks may see, group by group.

    A group without rows tells that it was looked in: what is asked is written down either way.
    """
    groups = []
    for finder in finders:
        page = page_of(site, finder.model)
        asked = _value(finder, term)
        if asked is not None and page.has_view_permission(request):
            groups.append(_group(finder, page, request, asked))
    return groups


def _value(finder: Finder, term: str) -> str | None:
    """Return what is looked for, or None where the term is of another shape."""
    text = term.strip() if finder.is_spaced else "".join(term.split())
    match = finder.shape.fullmatch(text[: LONGEST + 1])
    if match is None or len(text) > LONGEST:
        return None
    return next((part for part in match.groups() if part and match.re is LAST_FOUR), text)


def rows_of(
    finder: Finder, page: ModelAdmin[Any], request: HttpRequest, asked: str
) -> QuerySet[Any]:
    """Return the rows that a finder finds for whoever looks, the newest first."""
    rows = page.get_queryset(request)
    if finder.lookups:
        ways = [
            # An IBAN is kept in capitals, whatever way it is typed.
            Q(**{each: asked.upper() if finder.shape is IBAN else asked})
            for each in finder.lookups
        ]
        any_way = ways[0]
        for way in ways[1:]:
            any_way |= way
        return rows.filter(any_way).order_by("-pk")
    return page.get_search_results(request, rows, asked)[0].order_by("-pk")


def _group(finder: Finder, page: ModelAdmin[Any], request: HttpRequest, asked: str) -> Group:
    related = page.get_list_select_related(request)
    rows = rows_of(finder, page, request, asked)
    if isinstance(related, (list, tuple)) and related:
        rows = rows.select_related(*related)
    found = list(rows[: SHOWN + 1])
    opts = page.opts
    return Group(
        title=finder.title,
        model=page.model,
        rows=tuple(
            Found(
                name=str(row),
                detail=", ".join(filter(None, (_told(row, each) for each in finder.detail))),
                address=reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk]),
            )
            for row in found[:SHOWN]
        ),
        address=address_of(page, {"q": asked}) if len(found) > SHOWN else "",
    )


def _told(row: Any, path: str) -> str:
    value = row
    for step in path.split("."):
        value = getattr(value, step, None)
    value = value() if callable(value) else value
    return "" if value is None else str(value)
