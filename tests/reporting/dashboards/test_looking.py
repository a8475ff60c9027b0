"""Figures are the books' own, a bar counts the rows that it opens, and a branch sees its own."""

from datetime import timedelta

import pytest

from bankcore.access import NotPermitted
from bankcore.audit.models import AuditEntry
from reporting.dashboards import public as dashboards
from reporting.dashboards.domain.boards import BOARDS
from reporting.dashboards.domain.figures import Unit
from reporting.warehouse.models import CheckResult, Load
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories.loans import close_day
from tests.reporting.dashboards.readers import ROLE, branches, reader
from tests.reporting.test_business_day import transfer

TODAY = dashboards.Filter(days="DAY")


def look(actor, board="bank-today", chosen=TODAY, now=NOW) -> dashboards.BoardView:
    return dashboards.look(board=board, chosen=chosen, actor=actor, now=now)


def values(view: dashboards.BoardView) -> dict:
    return {
        each.figure.name: {point.key: point.values for point in each.points}
        for each in view.figures
    }


def behind(actor, figure, *, board="bank-today", at=None, chosen=TODAY, page=1):
    return dashboards.rows(
        board=board, figure=figure, at=at, chosen=chosen, page=page, actor=actor, now=NOW
    )


def test_figures_are_those_of_the_books_and_each_opens_the_rows_that_it_counts(load):
    one, other = factories.account(funds=100), factories.account(funds="20.50")
    factories.account(funds=9_000, currency="JPY")
    transfer(one, other, factories.eur("30.25"))
    load()
    finance = reader("f", ROLE.FINANCE)
    found = values(look(finance))
    day = OPENING_DAY.isoformat()
    assert found["deposits"] == {"": (12_050,)}
    assert found["bookings-of-the-day"] == {"": (4,)}
    assert found["bookings-by-kind"] == {"Deposit": (2,), "Transfer": (2,)}
    assert found["money-by-day"] == {day: (15_075, 3_025)}
    yen = values(look(finance, chosen=dashboards.Filter(days="DAY", currency="JPY")))
    assert yen["deposits"] == {"": (9_000,)}
    rows = behind(finance, "deposits")
    assert sorted(row["balance"] for row in rows.rows) == [5_075, 6_975]
    assert {row["public_id"] for row in rows.rows} == {str(one.account_id), str(other.account_id)}
    (moved,) = (row for row in behind(finance, "money-by-day", at=day).rows if row["debits"])
    assert (moved["credits"], moved["debits"]) == (10_000, 3_025)
    _every_bar_counts_the_rows_that_it_opens(reader("a", ROLE.AUDITOR))


def _every_bar_counts_the_rows_that_it_opens(auditor) -> None:
    tried = 0
    for board in BOARDS:
        view = look(auditor, board.name, dashboards.Filter())
        assert {each.figure for each in view.figures} == set(board.figures)
        for each in view.figures:
            figure = each.figure
            ask = {"board": board.name, "chosen": dashboards.Filter()}
            counts = {
                point.key: behind(auditor, figure.name, at=point.key or None, **ask).count
                for point in each.points[-3:]
            }
            if figure.unit is Unit.COUNT and len(figure.measures) == 1:
                shown = {point.key: point.values[0] for point in each.points[-3:]}
                assert shown == counts, figure.name
                tried += 1
    assert tried > 10


def test_a_branchs_staff_are_shown_their_branch_and_no_other(load):
    held = branches(NORTH=100, SOUTH=250)
    load()
    teller = reader("t", ROLE.TELLER, branch="NORTH")
    view = look(teller)
    assert values(view)["deposits"] == {"": (10_000,)}
    assert view.options.branches == (("NORTH", "Demo Branch North"),)
    assert [row["public_id"] for row in behind(teller, "deposits").rows] == [
        str(held["NORTH"].account_id)
    ]
    south = dashboards.Filter(days="DAY", branch="SOUTH")
    with pytest.raises(dashboards.BranchNotYours):
        look(teller, chosen=south)
    with pytest.raises(dashboards.BranchNotYours):
        behind(teller, "deposits", chosen=south)
    by_branch = {"board": "branch-and-product", "figure": "deposits-by-branch"}
    assert behind(teller, at="Demo Branch South", **by_branch).rows == []
    whole = reader("w", ROLE.OPERATIONS)
    assert values(look(whole))["deposits"] == {"": (35_000,)}
    assert values(look(whole, chosen=south))["deposits"] == {"": (25_000,)}
    found = values(look(whole, "branch-and-product"))["deposits-by-branch"]
    assert found == {"Demo Branch North": (10_000,), "Demo Branch South": (25_000,)}


def test_what_screening_decided_is_shown_to_whom_it_may_be(load):
    load()
    names = [
        set(values(look(actor, "payments-and-fraud")))
        for actor in (
            reader("teller", ROLE.TELLER),
            reader("risk", ROLE.RISK_ANALYST),
            reader("north", ROLE.RISK_ANALYST, branch=_branch()),
        )
    ]
    secret = {"risk-outcomes", "scores"}
    assert [each & secret for each in names] == [set(), secret, {"risk-outcomes"}]
    with pytest.raises(dashboards.BoardUnknown):
        behind(reader("teller", ROLE.TELLER), "scores", board="payments-and-fraud")
    with pytest.raises(NotPermitted):
        look(reader("admin", ROLE.ADMINISTRATOR))


def _branch() -> str:
    branches(NORTH=1)
    return "NORTH"


def test_a_reader_is_told_when_figures_are_old_or_a_check_failed(load):
    load()
    finance = reader("f", ROLE.FINANCE)
    assert look(finance).freshness.warnings == ()
    (old,) = look(finance, now=NOW + timedelta(hours=4)).freshness.warnings
    assert "4 hours old" in old
    CheckResult.objects.create(
        load=Load.objects.get(), check_name="days", dataset="fact_day", faults=1,
        sentences=["account 1 moved"], checked_at=NOW,
    )  # fmt: skip
    close_day(OPENING_DAY + timedelta(days=1))
    stale, failed = look(finance).freshness.warnings
    assert "what happened since is not in them" in stale
    assert failed.startswith("1 of the warehouse's checks failed")


def test_rows_come_by_the_page_and_whoever_is_shown_them_is_in_the_trail(load, monkeypatch):
    from reporting.dashboards.services import looking

    monkeypatch.setattr(looking, "_PAGE", 2)
    for funds in (1, 2, 3):
        factories.account(funds=funds)
    load()
    finance = reader("f", ROLE.FINANCE)
    pages = [behind(finance, "deposits", page=page) for page in (1, 2, 9)]
    assert [[row["balance"] for row in each.rows] for each in pages] == [[300, 200], [100], [100]]
    assert {(each.count, each.pages) for each in pages} == {(3, 2)}
    entries = AuditEntry.objects.filter(action="dashboards.rows.listed")
    assert [entry.subject for entry in entries] == ["figure:deposits"] * 3
    assert [entry.detail["rows"] for entry in entries.order_by("id")] == [2, 1, 1]
    with pytest.raises(dashboards.BoardUnknown):
        behind(finance, "no-such-figure")


WRONG = [
    {"days": "FIXED"},
    {"days": "FIXED", "first": OPENING_DAY, "last": OPENING_DAY - timedelta(days=1)},
    {"days": "FIXED", "first": OPENING_DAY - timedelta(days=20_000), "last": OPENING_DAY},
    {"currency": "XXX"},
    {"currency": "'; DROP"},
]


def test_a_filter_that_cannot_be_used_is_refused(load):
    load()
    finance = reader("f", ROLE.FINANCE)
    for wrong in WRONG:
        with pytest.raises(dashboards.FilterWrong):
            look(finance, chosen=dashboards.Filter(**wrong))


def test_what_a_reader_types_is_a_value_and_never_sql(load):
    factories.account(funds=5)
    load()
    finance = reader("f", ROLE.FINANCE)
    hostile = dashboards.Filter(days="DAY", product="x' OR '1'='1", branch="') --")
    assert values(look(finance, chosen=hostile))["deposits"] == {"": (0,)}
    at = "Deposit' OR '1'='1"
    assert behind(finance, "bookings-by-kind", at=at).count == 0
