"""Looking at a dashboard: its figures by what a reader chose, and the rows behind one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from bankcore.access import require
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from reporting.dashboards.domain import ranges
from reporting.dashboards.domain.boards import BOARDS, BY_NAME
from reporting.dashboards.domain.figures import Board, Figure, Point, Shape
from reporting.dashboards.domain.rows import LISTINGS, Listing
from reporting.dashboards.domain.selections import Choice, Filter
from reporting.dashboards.repositories import asking
from reporting.dashboards.repositories.asking import Options
from reporting.warehouse import public as warehouse

READ: Final = "dashboards.read_dashboards"
STALE_AFTER: Final = timedelta(hours=3)
"""Loads run every hour: three that are missing are no accident."""

_MOST_DAYS: Final = 30 * 366
_CLOCK_AHEAD: Final = timedelta(days=7)
_PAGE: Final = 50
_KINDS: Final = tuple(
    (each.value, each.name.capitalize().replace("_", " ")) for each in ledger.TransactionKind
)


class BoardUnknown(BankError):
    """No dashboard or figure has this name, or the reader is not shown it."""

    code = "dashboard_unknown"
    cure = "Choose one of the list of dashboards."
    status = 404


class BranchNotYours(BankError):
    """A branch's staff see their own branch."""

    code = "branch_not_yours"
    cure = "Choose your own branch, or none."
    status = 403


class FilterWrong(BankError):
    """The days or the currency of a filter cannot be used."""

    code = "filter_wrong"
    cure = "Choose a first day that is not after the last, and a currency of the list."


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """Of when figures are, and what a reader must know before they rely on them."""

    day: date
    known_at: datetime
    warnings: tuple[str, ...]
    faults: tuple[str, ...]
    """What checks found, row by row: for those who may see the warehouse's checks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """A figure with its places."""

    figure: Figure
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """A dashboard as one reader sees it."""

    board: Board
    choice: Choice
    options: Options
    freshness: Freshness
    figures: tuple[FigureView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsView:
    """A page of the rows behind a figure; `at` is the bar's key, None for all of them."""

    board: Board
    figure: Figure
    at: str | None
    choice: Choice
    freshness: Freshness
    listing: Listing
    rows: Sequence[Mapping[str, Any]]
    count: int
    page: int
    pages: int


def boards(*, actor: Actor) -> tuple[Board, ...]:
    """Return every dashboard; raises NotPermitted."""
    require(actor, READ)
    return BOARDS


def look(*, board: str, chosen: Filter, actor: Actor, now: datetime) -> BoardView:
    """Return a dashboard's figures of the newest version, as far as the reader may see them.

    Raises NotPermitted, BoardUnknown, BranchNotYours, FilterWrong and NothingLoaded.
    """
    require(actor, READ)
    shown = _board(board)
    version = warehouse.version()
    choice = _choice(shown, chosen, actor=actor, version=version)
    with asking.asked(version, choice, kinds=_KINDS) as asked:
        options = _options(asked.options(), actor)
        _require_currency(choice, options)
        figures = tuple(
            _figure(asked, figure, choice) for figure in shown.figures if _is_shown(figure, actor)
        )
    return BoardView(
        board=shown,
        choice=choice,
        options=options,
        freshness=freshness(version, now=now),
        figures=figures,
    )


def rows(
    *,
    board: str,
    figure: str,
    at: str | None,
    chosen: Filter,
    page: int,
    actor: Actor,
    now: datetime,
) -> RowsView:
    """Return some of the rows that a figure counts; whoever is shown them is in the audit trail.

    Raises what `look` raises, and BoardUnknown for a figure that the reader is not shown.
    """
    require(actor, READ)
    shown = _board(board)
    found = next((each for each in shown.figures if each.name == figure), None)
    if found is None or not _is_shown(found, actor):
        raise _unknown(figure)
    version = warehouse.version()
    choice = _choice(shown, chosen, actor=actor, version=version)
    step = ranges.step_of(found, choice.first, choice.last)
    listing = LISTINGS[found.of]
    with asking.asked(version, choice, kinds=_KINDS) as asked:
        _require_currency(choice, asked.options())
        count = asked.count(found, step, at)
        pages = max(1, -(-count // _PAGE))
        page = min(max(1, page), pages)
        listed = asked.rows(
            found, step, at, listing=listing, limit=_PAGE, offset=(page - 1) * _PAGE
        )
    _note(found, at, choice, page=page, rows=len(listed), actor=actor, now=now)
    return RowsView(
        board=shown,
        figure=found,
        at=at,
        choice=choice,
        freshness=freshness(version, now=now),
        listing=listing,
        rows=listed,
        count=count,
        page=page,
        pages=pages,
    )


def freshness(version: warehouse.Version, *, now: datetime) -> Freshness:
    """Return of when a version is, and a warning where it is stale or a check does not hold."""
    warnings = []
    behind = now - version.known_at
    if version.day < ledger.business_date():
        warnings.append(
            f"These figures are of {version.day:%d %B %Y}. The bank's day is"
            f" {ledger.business_date():%d %B %Y}: what happened since is not in them."
        )
    elif behind > STALE_AFTER:
        hours = int(behind.total_seconds() // 3600)
        warnings.append(
            f"These figures are {hours} hours old: the warehouse should be loaded every hour."
        )
    faults = warehouse.faults(version)
    if faults:
        warnings.append(
            f"{len(faults)} of the warehouse's checks failed: figures may be wrong."
            " Do not rely on them before it is known why."
        )
    return Freshness(
        day=version.day,
        known_at=version.known_at,
        warnings=tuple(warnings),
        faults=tuple(faults),
    )


def _board(name: str) -> Board:
    found = BY_NAME.get(name)
    if found is None:
        raise _unknown(name)
    return found


def _unknown(name: str) -> BoardUnknown:
    return BoardUnknown(f"There is no dashboard or figure {name[:60]}.")


def _is_shown(figure: Figure, actor: Actor) -> bool:
    if figure.whole_bank and actor.rights.branch_code is not None:
        return False
    return not figure.needs or actor.may(figure.needs)


def _choice(board: Board, chosen: Filter, *, actor: Actor, version: warehouse.Version) -> Choice:
    own = actor.rights.branch_code
    if own is not None and chosen.branch not in {"", own}:
        message = "Your staff account is of one branch, and this is another."
        raise BranchNotYours(message, field="branch")
    first, last = _days(board, chosen, version.day)
    loaded = version.known_at.date()
    is_newest = last == version.day and timedelta(0) < loaded - last <= _CLOCK_AHEAD
    return Choice(
        first=first,
        last=last,
        until=loaded if is_newest else last,
        currency=chosen.currency,
        branch=own or chosen.branch or None,
        product=chosen.product or None,
    )


def _days(board: Board, chosen: Filter, day: date) -> tuple[date, date]:
    if chosen.days != "FIXED":
        return ranges.days_before(chosen.days or board.days, day)
    if chosen.first is None or chosen.last is None or chosen.first > chosen.last:
        message = "From one day to another takes a first day and a last that is not before it."
        raise FilterWrong(message, field="first")
    if (chosen.last - chosen.first).days > _MOST_DAYS:
        message = "That is more than thirty years."
        raise FilterWrong(message, field="first")
    return chosen.first, chosen.last


def _options(options: Options, actor: Actor) -> Options:
    own = actor.rights.branch_code
    if own is None:
        return options
    branches = tuple(each for each in options.branches if each[0] == own)
    return Options(branches, options.products, options.currencies)


def _require_currency(choice: Choice, options: Options) -> None:
    if choice.currency not in {"EUR", *options.currencies}:
        message = "No customer has an account in this currency."
        raise FilterWrong(message, field="currency")


def _figure(asked: asking.Asked, figure: Figure, choice: Choice) -> FigureView:
    step = ranges.step_of(figure, choice.first, choice.last)
    points = asked.points(figure, step)
    if figure.shape is Shape.RANKS:
        points.sort(key=lambda point: (-point.values[0], point.key))
    elif step is not None and figure.shape is Shape.BARS:
        found = {each.key: each for each in points}
        nothing = (0,) * len(figure.measures)
        end = choice.until if figure.of in ranges.CLOCKED else choice.last
        places = ranges.places(step, choice.first, end)
        points = [found.get(place) or Point(place, nothing) for place in places]
    return FigureView(figure=figure, points=tuple(points))


def _note(
    figure: Figure,
    at: str | None,
    choice: Choice,
    *,
    page: int,
    rows: int,
    actor: Actor,
    now: datetime,
) -> None:
    audit.record_read(
        actor=actor,
        action="dashboards.rows.listed",
        subject=f"figure:{figure.name}",
        at=now,
        detail={
            "at": "" if at is None else at[:80],
            "first": choice.first.isoformat(),
            "last": choice.last.isoformat(),
            "branch": choice.branch or "",
            "page": page,
            "rows": rows,
        },
    )
