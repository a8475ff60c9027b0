"""Pages over lists of any length, at a price that does not grow with them."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from bankcore.db.plans import planned_for_its_values

# Whoever turns to the two hundredth page wants another filter.
MOST: Final = 10_000
# Before that a page is read at once: another statement costs more than what is passed over.
_FAR: Final = 1_000


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

    def page(self, number: Any) -> Page[Any]:
        """Return a page; of one far back, which rows are on it is found before they are read.

        What stands before it is passed over in the list's order, without what is shown beside each
        row: of accounts, nine thousand customers, products and balances would be looked up.
        """
        found: Page[Any] = super().page(number)
        if found.start_index() <= _FAR:
            return found
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        first = found.start_index() - 1
        with planned_for_its_values(rows.db):
            keys = list(rows.values_list("pk", flat=True)[first : first + self.per_page])
        found.object_list = rows.filter(pk__in=keys)[: self.per_page]
        return found


class BoundedList(ChangeList):
    """A list that is read with a limit, also where all that was counted is on one page."""

    def get_results(self, request: HttpRequest) -> None:
        """Count and read one page."""
        super().get_results(request)
        if not self.result_list.query.is_sliced:
            most = self.list_max_show_all if self.show_all else self.list_per_page
            self.result_list = self.result_list[:most]
