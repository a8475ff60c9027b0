"""The door of dashboards. Drawing is loaded where a page or a mail asks for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from reporting.dashboards.domain.boards import BOARDS
from reporting.dashboards.domain.selections import Filter
from reporting.dashboards.domain.wording import label, one
from reporting.dashboards.services import keeping, looking, subscribing
from reporting.dashboards.services.keeping import FilterNameTaken, FilterUnknown, Kept
from reporting.dashboards.services.looking import (
    BoardUnknown,
    BoardView,
    BranchNotYours,
    FilterWrong,
    RowsView,
)
from reporting.dashboards.services.subscribing import (
    NoMailAddress,
    SubscribedTwice,
    SubscriptionUnknown,
    SubscriptionView,
)

if TYPE_CHECKING:
    from reporting.dashboards.services.showing import Addressed, Shown

boards = looking.boards
look = looking.look
rows = looking.rows
keep = keeping.keep  # a use case of its own
remove = keeping.remove  # a use case of its own
filters = keeping.filters
subscribe = subscribing.subscribe  # a use case of its own
end_subscription = subscribing.end  # a use case of its own
end_by_link = subscribing.end_by_link  # a use case of its own
by_link = subscribing.by_link
subscriptions = subscribing.subscriptions


def shown(view: BoardView, addressed: Addressed) -> Shown:
    """Return a dashboard's tiles and charts as a page shows them, with the addresses of rows."""
    from reporting.dashboards.services import showing  # noqa: PLC0415

    return showing.shown(view, addressed)


def send_due(*, now: datetime) -> int:
    """Plan the mails that are due and send those that wait; returns how many went out."""
    from reporting.dashboards.services import mailing  # noqa: PLC0415

    return mailing.send_due(now=now)


__all__ = [
    "BOARDS",
    "BoardUnknown",
    "BoardView",
    "BranchNotYours",
    "Filter",
    "FilterNameTaken",
    "FilterUnknown",
    "FilterWrong",
    "Kept",
    "NoMailAddress",
    "RowsView",
    "SubscribedTwice",
    "SubscriptionUnknown",
    "SubscriptionView",
    "boards",
    "by_link",
    "end_by_link",
    "end_subscription",
    "filters",
    "keep",
    "label",
    "look",
    "one",
    "remove",
    "rows",
    "send_due",
    "shown",
    "subscribe",
    "subscriptions",
]
