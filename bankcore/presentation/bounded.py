"""Pages over lists of any length, at a price that does not grow with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.contrib.admin import AllValuesFieldListFilter, ModelAdmin
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import BooleanField, DateField, Field, Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

# Whoever turns to the two hundredth page wants another filter.
MOST: Final = 10_000


class Bounded(Paginator):  # type: ignore[type-arg]  # no generic at run time
    """Pages over the first 10,000 rows found; what lies further back is asked for by a filter.

    Neither counting nor turning to the last page reads more rows than that.
    """

    @cached_property
    def count(self) -> int:
        """Return how many were found, counting no further than MOST."""
        found: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        # Whichever they are: nothing is sorted to be counted.
        return found.order_by()[:MOST].count()


class BoundedList(ChangeList):
    """A list that is read with a limit, also where all that was counted is on one page."""

    def get_results(self, request: HttpRequest) -> None:
        """Count and read one page."""
        super().get_results(request)
        if not self.result_list.query.is_sliced:
            most = self.list_max_show_all if self.show_all else self.list_per_page
            self.result_list = self.result_list[:most]


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
        super().__init__(field, request, params, model, model_admin, field_path)
        newest = model_admin.get_queryset(request).order_by("-pk").values("pk")[:MOST]
        rows: QuerySet[Any] = QuerySet(model).filter(pk__in=newest).order_by(field_path)
        self.lookup_choices = rows.values_list(field_path, flat=True).distinct()


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
