"""The door of exports: lists of the back office that a worker writes as files."""

from bankcore.exports.domain.terms import KEPT, MOST_ROWS, State
from bankcore.exports.services.ordering import (
    ListNotFound,
    ListNotThere,
    RightsChanged,
    TooManyLists,
    fetch,
    order,
)
from bankcore.exports.services.writing import remove_expired, write

__all__ = [
    "KEPT",
    "MOST_ROWS",
    "ListNotFound",
    "ListNotThere",
    "RightsChanged",
    "State",
    "TooManyLists",
    "fetch",
    "order",
    "remove_expired",
    "write",
]
