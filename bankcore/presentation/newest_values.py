"""Filters that offer the values of the newest rows, all of a list's read in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.contrib.admin import AllValuesFieldListFilter, FieldListFilter, ModelAdmin
from django.contrib.admin.utils import get_fields_from_path
from django.db.models import BooleanField, DateField, Field, Model, QuerySet
from django.http import HttpRequest

from bankcore.db.distinct import values_of_each
from bankcore.presentation.bounded import MOST

_Values = Mapping[str, Sequence[Any]]
# Where a request keeps what its page's filters offer.
_KEPT: Final = "newest_values"


class NewestValues(AllValuesFieldListFilter):
    """A filter that offers the values of the newest 10,000 rows."""

    def __init__(
        self,
        field: Field[Any, Any],
        request: HttpRequest,
        params: dict[str, Any],
        model: type[Model],
        model_admin: ModelAdmin[Any],
        field_path: str,
    ) -> None:
        # Django's own would ask for the values of all rows.
        self.lookup_kwarg = field_path
        self.lookup_kwarg_isnull = f"{field_path}__isnull"
        self.lookup_val = params.get(self.lookup_kwarg)
        self.lookup_val_isnull = (params.get(self.lookup_kwarg_isnull) or [None])[-1]
        self.empty_value_display = model_admin.get_empty_value_display()
        offered: Any = _of_page(request, model, model_admin)[field_path]
        self.lookup_choices = offered
        FieldListFilter.__init__(self, field, request, params, model, model_admin, field_path)


def bounded_filters(model: type[Model], filters: Sequence[Any]) -> list[Any]:
    """Return the filters of a list, those that would read the whole table for its values bound."""
    return [
        (each, NewestValues) if isinstance(each, str) and _would_read_all(model, each) else each
        for each in filters
    ]


def _would_read_all(model: type[Model], path: str) -> bool:
    field: Any = get_fields_from_path(model, path)[-1]
    known = field.choices or field.is_relation
    return not known and not isinstance(field, (BooleanField, DateField))


def _of_page(request: HttpRequest, model: type[Model], page: ModelAdmin[Any]) -> _Values:
    """Return what the filters of a page offer: the first of them asks for all."""
    kept: dict[type[Model], _Values] = vars(request).setdefault(_KEPT, {})
    if model not in kept:
        known: Sequence[Any] = page.get_list_filter(request)
        filters = [each for each in known if isinstance(each, tuple)]
        paths = [path for path, shown in filters if issubclass(shown, NewestValues)]
        kept[model] = newest_values(page.get_queryset(request), paths)
    return kept[model]


def newest_values(rows: QuerySet[Any], paths: Iterable[str]) -> dict[str, list[Any]]:
    """Return by its path which values each of these fields has in the newest 10,000 rows.

    None is among them where a row has none. What a row may have several of, such as tags, is that
    of the newest rows which have any.
    """
    several = {each for each in paths if _has_several(rows.model, each)}
    newest = rows.order_by("-pk")[:MOST]
    found = values_of_each(newest, [each for each in paths if each not in several])
    for path in several:
        some = rows.filter(**{f"{path}__isnull": False}).order_by("-pk")[:MOST]
        found |= values_of_each(some, [path])
        found[path].append(None)
    return found


def _has_several(model: type[Model], path: str) -> bool:
    return any(
        each.one_to_many or each.many_to_many
        for each in get_fields_from_path(model, path)
        if each.is_relation
    )
