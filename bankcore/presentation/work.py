"""What waits for whoever looks: counts of the lists that their rights open.

A count and the list it leads to are one query: the list's own, with the same filters in its
address. So the list proves the count, and neither shows what the other hides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from bankcore.presentation.bounded import MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One kind of work: the rows of a model that the filters of its list leave.

    `asked` is what the address of the list says. Without one of the permissions `needs` it is
    nobody's work: an auditor may look at the list, and is not told that it waits for them.
    """

    title: str
    model: str
    needs: tuple[str, ...]
    asked: Mapping[str, str] = field(default_factory=dict)
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that a bank has before it begins: at least one row of a model."""

    title: str
    model: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A page on which work begins, for whoever has one of the permissions `needs`."""

    title: str
    page: str
    needs: tuple[str, ...]
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much of a kind of work there is for whoever looks, and where."""

    title: str
    count: int
    address: str
    urgent: bool

    @property
    def is_more(self) -> bool:
        """Tell whether there is more than was counted."""
        return self.count >= MOST


def waiting(site: AdminSite, request: HttpRequest, kinds: Sequence[Work]) -> list[Waiting]:
    """Return the kinds of work of whoever looks, each with its count; one query a kind."""
    return list(_waiting(site, request, kinds))


def _waiting(site: AdminSite, request: HttpRequest, kinds: Sequence[Work]) -> Iterator[Waiting]:
    for work in kinds:
        page = page_of(site, work.model)
        mine = any(request.user.has_perm(each) for each in work.needs)
        if mine and page.has_view_permission(request):
            yield Waiting(
                title=work.title,
                count=listed(page, request, work.asked).result_count,
                address=address_of(page, work.asked),
                urgent=work.urgent,
            )


def starts(request: HttpRequest, known: Sequence[Start]) -> list[tuple[str, str]]:
    """Return the pages on which whoever looks begins, each with its address."""
    return [
        (each.title, reverse(f"admin:{each.page}", args=each.about))
        for each in known
        if any(request.user.has_perm(name) for name in each.needs)
    ]


def missing(site: AdminSite, request: HttpRequest, steps: Sequence[Step]) -> list[Step]:
    """Return what this bank lacks of what whoever looks may see."""
    return [
        step
        for step in steps
        if page_of(site, step.model).has_view_permission(request)
        and not page_of(site, step.model).get_queryset(request).exists()
    ]


def page_of(site: AdminSite, label: str) -> ModelAdmin[Any]:
    """Return the pages of a model by its label."""
    return site.get_model_admin(apps.get_model(label))


def address_of(page: ModelAdmin[Any], asked: Mapping[str, str]) -> str:
    """Return the address of a model's list with these filters."""
    opts = page.opts
    query = QueryDict(mutable=True)
    query.update(asked)
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    return f"{address}?{query.urlencode()}" if query else address


def listed(page: ModelAdmin[Any], request: HttpRequest, asked: Mapping[str, str]) -> ChangeList:
    """Return the list that the filters leave, as its page shows it to whoever looks.

    Filters that are not asked for are left out: what they offer costs queries of its own.
    """
    query = QueryDict(mutable=True)
    query.update(asked)
    asking = copy(request)
    asking.GET = query  # type: ignore[assignment]  # may be written, and is not
    return page.get_changelist(asking)(
        asking,
        page.model,
        page.get_list_display(asking),
        (),
        _named(page.get_list_filter(asking), asked),
        None,
        page.get_search_fields(asking),
        page.get_list_select_related(asking),
        page.list_per_page,
        page.list_max_show_all,
        (),
        page,
        page.get_sortable_by(asking),  # type: ignore[arg-type]  # columns may be callables
        None,
    )


def _named(filters: Sequence[Any], asked: Mapping[str, str]) -> list[Any]:
    def is_asked(each: Any) -> bool:
        name = each[0] if isinstance(each, tuple) else getattr(each, "parameter_name", each)
        return any(key == name or key.startswith(f"{name}__") for key in asked)

    return [each for each in filters if is_asked(each)]
