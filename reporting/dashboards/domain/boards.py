"""Every dashboard, on one page."""

from __future__ import annotations

from typing import Final

from reporting.dashboards.domain.figures import Board, Figure, Key, Measure, Shape, Unit

_SCREENING: Final = "risk.view_screeningdecision"
_COUNT: Final = (Measure("number", "count(*)"),)
_DEPOSITS: Final = "is_deposit AND balance > 0"
_SUM: Final = (Measure("deposits", "sum(balance)"),)
_OWED: Final = (Measure("owed", "sum(outstanding)"),)

_DEPOSITS_TILE: Final = Figure(
    name="deposits", title="Deposits", of="account", measures=_SUM, unit=Unit.MONEY,
    where=_DEPOSITS, words="What customers have on current, savings and term accounts.",
)  # fmt: skip
_LOANS_TILE: Final = Figure(
    name="loans-owed", title="Loans owed", of="loan", measures=_OWED, unit=Unit.MONEY,
    where="outstanding > 0", words="The principal that borrowers still owe.",
)  # fmt: skip
_CUSTOMERS_TILE: Final = Figure(
    name="customers", title="Active customers", of="customer", measures=_COUNT,
    where="status = 'ACTIVE'",
)  # fmt: skip
_PAYMENTS: Final = Figure(
    name="payments-by-day", title="Payments by the day on which they began", of="payment",
    measures=(
        Measure("of merchants", "count(*) FILTER (channel = 'GATEWAY')"),
        Measure("to other banks", "count(*) FILTER (channel = 'OUTGOING')"),
    ),
    shape=Shape.BARS, key="created_on", keys=Key.DAY,
)  # fmt: skip
_DEPOSITS_BY_MONTH: Final = Figure(
    name="deposits-by-month", title="Deposits at the end of each month", of="account_month",
    measures=(Measure("deposits", "sum(closing)"),), shape=Shape.LINES, unit=Unit.MONEY,
    key="month", keys=Key.MONTH, where="is_deposit AND closing > 0",
    words="The running month is as last loaded.",
)  # fmt: skip
_DEPOSITS_BY_PRODUCT: Final = Figure(
    name="deposits-by-product", title="Deposits by product", of="account", measures=_SUM,
    shape=Shape.RANKS, unit=Unit.MONEY, key="product_name", where=_DEPOSITS,
)  # fmt: skip

BOARDS: Final = (
    Board(
        name="bank-today",
        title="Bank today",
        words="What the bank has, and what moved.",
        figures=(
            _DEPOSITS_TILE,
            _LOANS_TILE,
            _CUSTOMERS_TILE,
            Figure(
                name="bookings-of-the-day", title="Bookings of the last day", of="entry",
                measures=_COUNT, where="booking_date = last",
                words="Entries on accounts of customers.",
            ),
            Figure(
                name="payments-of-the-day", title="Payments begun on the last day", of="payment",
                measures=_COUNT, where="created_on BETWEEN last AND until",
                words="And since, up to the load.",
            ),
            Figure(
                name="money-by-day", title="Money of customers that came in and went out",
                of="account_day",
                measures=(
                    Measure("came in", "sum(credits)"), Measure("went out", "sum(debits)"),
                ),
                shape=Shape.BARS, unit=Unit.MONEY, key="day", keys=Key.DAY,
            ),
            Figure(
                name="bookings-by-kind", title="Bookings by kind", of="entry", measures=_COUNT,
                shape=Shape.RANKS, key="kind_name",
            ),
            _DEPOSITS_BY_MONTH,
            _PAYMENTS,
        ),
    ),
    Board(
        name="customers-and-deposits",
        title="Customers and deposits",
        words="Who is with the bank, and what they have here.",
        days="YEAR",
        figures=(
            _CUSTOMERS_TILE,
            Figure(
                name="new-customers", title="New customers", of="customer", measures=_COUNT,
                where="joined_on BETWEEN first AND until",
            ),
            Figure(
                name="accounts", title="Accounts open", of="account", measures=_COUNT,
                where="status <> 4",
            ),
            _DEPOSITS_TILE,
            Figure(
                name="overdrawn", title="Overdrawn", of="account", unit=Unit.MONEY,
                measures=(Measure("owed", "sum(-balance)"),),
                where="is_deposit AND balance < 0",
                words="What is owed on accounts for deposits.",
            ),
            Figure(
                name="customers-by-month", title="New customers by month", of="customer",
                measures=_COUNT, shape=Shape.BARS, key="joined_on", keys=Key.MONTH,
                where="joined_on BETWEEN first AND until",
            ),
            _DEPOSITS_BY_MONTH,
            _DEPOSITS_BY_PRODUCT,
            Figure(
                name="accounts-by-size", title="Accounts by what is on them", of="account",
                measures=_COUNT, shape=Shape.BARS, key="size_of_balance",
                where="is_deposit AND status <> 4",
            ),
        ),
    ),
    Board(
        name="lending",
        title="Lending",
        words="What is lent, what is late, and what comes back when.",
        days="YEAR",
        figures=(
            _LOANS_TILE,
            Figure(
                name="loans", title="Loans", of="loan", measures=_COUNT, where="outstanding > 0"
            ),
            Figure(
                name="lent", title="Lent in these days", of="loan", unit=Unit.MONEY,
                measures=(Measure("lent", "sum(principal)"),),
                where="disbursed_on BETWEEN first AND last",
            ),
            Figure(
                name="late", title="Owed on late loans", of="loan", measures=_OWED,
                unit=Unit.MONEY, where="outstanding > 0 AND days_past_due > 0",
            ),
            Figure(
                name="late-90", title="More than 90 days late", of="loan", unit=Unit.SHARE,
                measures=(
                    Measure(
                        "late", "coalesce(sum(outstanding) FILTER (days_past_due > 90), 0)"
                    ),
                    Measure("owed", "sum(outstanding)"),
                ),
                where="outstanding > 0", opens="days_past_due > 90",
                words="Of what is owed.",
            ),
            Figure(
                name="owed-by-lateness", title="Owed by how late the loan is", of="loan",
                measures=_OWED, shape=Shape.BARS, unit=Unit.MONEY, key="lateness",
                where="outstanding > 0",
            ),
            Figure(
                name="lent-by-month", title="Lent by month", of="loan",
                measures=(Measure("lent", "sum(principal)"),), shape=Shape.BARS,
                unit=Unit.MONEY, key="disbursed_on", keys=Key.MONTH,
                where="disbursed_on BETWEEN first AND last",
            ),
            Figure(
                name="due-by-month", title="Falls due in the year to come", of="due",
                measures=(
                    Measure("principal", "sum(principal)"), Measure("interest", "sum(interest)"),
                ),
                shape=Shape.BARS, unit=Unit.MONEY, key="strftime(due_date, '%Y-%m')",
            ),
        ),
    ),
    Board(
        name="payments-and-fraud",
        title="Payments and fraud",
        words="Payments of merchants and to other banks, by the day on which they began.",
        figures=(
            Figure(name="payments", title="Payments", of="payment", measures=_COUNT),
            Figure(
                name="captured", title="Taken", of="payment", unit=Unit.MONEY,
                measures=(Measure("taken", "sum(captured)"),), where="captured > 0",
            ),
            Figure(
                name="declined", title="Declined", of="payment", unit=Unit.SHARE,
                measures=(
                    Measure("declined", "count(*) FILTER (decline_code <> '')"),
                    Measure("all", "count(*)"),
                ),
                opens="decline_code <> ''",
            ),
            Figure(
                name="refunded", title="Paid back", of="payment", unit=Unit.MONEY,
                measures=(Measure("paid back", "sum(refunded)"),), where="refunded > 0",
            ),
            Figure(
                name="disputed", title="Taken by chargebacks", of="payment", unit=Unit.MONEY,
                measures=(Measure("disputed", "sum(disputed)"),), where="disputed > 0",
            ),
            _PAYMENTS,
            Figure(
                name="payments-by-state", title="How far payments have come", of="payment",
                measures=_COUNT, shape=Shape.RANKS, key="state",
            ),
            Figure(
                name="declines", title="Why payments were declined", of="payment",
                measures=_COUNT, shape=Shape.RANKS, key="decline_code",
                where="decline_code <> ''",
            ),
            Figure(
                name="risk-outcomes", title="What risk decided of payments", of="payment",
                measures=_COUNT, shape=Shape.RANKS, key="risk_outcome",
                where="risk_outcome <> ''", needs=_SCREENING,
            ),
            Figure(
                name="scores", title="Decisions of risk by score", of="decision",
                measures=_COUNT, shape=Shape.BARS, key="score_band", needs=_SCREENING,
                whole_bank=True, words="From 0 to 1000; the higher, the likelier fraud.",
            ),
        ),
    ),
    Board(
        name="branch-and-product",
        title="Branch and product",
        words="How branches and products compare.",
        days="YEAR",
        figures=(
            _DEPOSITS_TILE,
            _LOANS_TILE,
            _CUSTOMERS_TILE,
            Figure(
                name="customers-by-branch", title="Active customers by branch", of="customer",
                measures=_COUNT, shape=Shape.RANKS, key="branch_name",
                where="status = 'ACTIVE'",
            ),
            Figure(
                name="deposits-by-branch", title="Deposits by branch", of="account",
                measures=_SUM, shape=Shape.RANKS, unit=Unit.MONEY, key="branch_name",
                where=_DEPOSITS,
            ),
            Figure(
                name="loans-by-branch", title="Loans owed by branch", of="loan", measures=_OWED,
                shape=Shape.RANKS, unit=Unit.MONEY, key="branch_name", where="outstanding > 0",
            ),
            _DEPOSITS_BY_PRODUCT,
            Figure(
                name="accounts-by-product", title="Accounts open by product", of="account",
                measures=_COUNT, shape=Shape.RANKS, key="product_name", where="status <> 4",
            ),
        ),
    ),
)  # fmt: skip

BY_NAME: Final = {each.name: each for each in BOARDS}
