"""Pages over lists of any length, at a price that does not grow with them."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
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
