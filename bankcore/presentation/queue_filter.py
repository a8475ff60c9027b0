"""Filters of lists that say what waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

Cut = Callable[[HttpRequest, QuerySet[Any]], QuerySet[Any]]


def queue_filter(
    title: str, parameter: str, cuts: Mapping[str, tuple[str, Cut]]
) -> type[admin.SimpleListFilter]:
    """Return a filter that offers these cuts of a list by name: what it is called, and the rows."""

    class Queue(admin.SimpleListFilter):
        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            """Name the cuts."""
            del request, model_admin
            return [(name, words) for name, (words, _) in cuts.items()]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            """Return the rows of the cut that is asked for."""
            asked = cuts.get(self.value() or "")
            return queryset if asked is None else asked[1](request, queryset)

    Queue.title = title
    Queue.parameter_name = parameter
    return Queue
