"""The orders of a long list: those in which an index keeps its rows, and no other.

To show fifty of a million rows by a column without an index, all of them are sorted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from django.contrib.admin.views.main import ORDER_VAR
from django.db.models import DateTimeField, Index, Model, QuerySet, UniqueConstraint
from django.http import HttpRequest

from bankcore.db.plans import planned_for_its_values
from bankcore.presentation.bounded import BoundedList

_DOWN: Final = "-"
Order = tuple[str, ...]


@cache
def orders_of(model: type[Model]) -> Mapping[str, Order]:
    """Return the orders that indexes of all rows keep, by the field that each begins with.

    Only those in which every row has its place: the index's fields tell each row from any other,
    or it begins with a moment, at which few rows are and are sorted by their keys. An index of a
    kind or a state alone would leave most rows to be sorted.
    """
    found: dict[str, Order] = {}
    for order in _orders(model._meta):  # noqa: SLF001 - what Django names so
        found.setdefault(order[0].removeprefix(_DOWN), order)
    return found


def _orders(opts: Any) -> Iterator[Order]:
    fields = {each.name: each for each in opts.concrete_fields if not each.null}
    for name, field in fields.items():
        if field.unique:
            yield (name,)
    for constraint in opts.constraints:
        is_whole = isinstance(constraint, UniqueConstraint) and constraint.condition is None
        if is_whole and constraint.fields and fields.keys() >= set(constraint.fields):
            yield tuple(constraint.fields)
    # Others, such as those of blocks or words, keep no order.
    indexes = [each for each in opts.indexes if type(each) is Index and each.condition is None]
    yield from _of_indexes([tuple(each.fields) for each in indexes], opts.pk.name)
    alone = {each.fields[0] for each in indexes if len(each.fields) == 1}
    for name, field in fields.items():
        if isinstance(field, DateTimeField) and (opts.get_field(name).db_index or name in alone):
            yield (name, opts.pk.name)


def _of_indexes(kept: Iterable[Order], pk: str) -> Iterator[Order]:
    return (each for each in kept if each and each[-1].removeprefix(_DOWN) == pk)


def offered(model: type[Model], columns: Iterable[Any]) -> list[Any]:
    """Return those of a list's columns by which it can be ordered by an index."""
    return [each for each in columns if field_of(each) in orders_of(model)]


def field_of(column: Any) -> Any:
    """Return the field by which a column is ordered: its own, or the one that it shows as words."""
    return getattr(column, "admin_order_field", column)


class InIndexOrder(BoundedList):
    """A list in the order of one column that has an index, or in its own: others are not asked.

    Counted by a plan of its own: one for a state that most rows have is none for others.
    """

    def get_results(self, request: HttpRequest) -> None:
        """Count, as is best for what is asked; the page itself is read when it is shown."""
        with planned_for_its_values(self.queryset.db):
            super().get_results(request)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Return the order of the first column that the address asks for and the list offers."""
        asked = self.params.pop(ORDER_VAR, "").split(".")
        may = self.sortable_by or ()
        kept = next((each for each in asked if self._column(each) in may), None)
        if kept is None:
            return list(super().get_ordering(request, queryset))
        self.params[ORDER_VAR] = kept
        order = orders_of(self.model)[field_of(self._column(kept))]
        if kept.startswith(_DOWN) == order[0].startswith(_DOWN):
            return [self._of_rows(each) for each in order]
        return [self._of_rows(_turned(each)) for each in order]

    def _column(self, asked: str) -> Any:
        try:
            return self.list_display[int(asked.removeprefix(_DOWN))]
        except (IndexError, ValueError):
            return None

    def _of_rows(self, name: str) -> str:
        """Return a field's own value in the place of the order of what it refers to."""
        sign = _DOWN if name.startswith(_DOWN) else ""
        field: Any = self.opts.get_field(name.removeprefix(_DOWN))
        return f"{sign}{field.attname}"


def _turned(name: str) -> str:
    return name.removeprefix(_DOWN) if name.startswith(_DOWN) else f"{_DOWN}{name}"
