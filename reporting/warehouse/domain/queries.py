"""The reference queries: written once, run on the embedded engine and on a cluster alike.

Each takes the datasets as tables of Ibis by their names and returns an expression; which engine
works it out is for the caller. Money stays whole minor units of its currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import ibis
from ibis import _
from ibis.expr.types import Table

Tables = Mapping[str, Table]

ROLLED_DAYS: Final = 90
_FOR_EVER: Final = date(9999, 12, 31)
_SIGHT_KINDS: Final = ("CURRENT", "SAVINGS")
_LADDER: Final = (
    (7, "2 up to a week"),
    (30, "3 up to 30 days"),
    (90, "4 up to 90 days"),
    (180, "5 up to half a year"),
    (365, "6 up to a year"),
    (5 * 365, "7 up to five years"),
)


def as_of(dimension: Table, day: date) -> Table:
    """Return a dimension's rows that held on a day, as far as is known now."""
    holds = (dimension.valid_from <= day) & (dimension.valid_to > day)
    return dimension.filter(holds & (dimension.known_to.year() == _FOR_EVER.year))


def monthly_balances(tables: Tables, *, first: date, last: date) -> Table:
    """Return what customers had at the end of each month, by product, branch and currency."""
    accounts = as_of(tables["dim_account"], last)
    held = accounts.filter(accounts.kind == "CUSTOMER").select("account_id", "product", "branch")
    months = tables["fact_month"]
    return (
        months.filter(months.month.between(first, last))
        .join(held, "account_id")
        .group_by(["month", "product", "branch", "currency"])
        .agg(accounts=_.account_id.count(), closing=_.closing.sum().cast("int64"))
        .order_by(["month", "product", "branch", "currency"])
    )


def cohort_retention(tables: Tables, *, last: date) -> Table:
    """Return how many of the customers who joined in a month booked anything in each later one."""
    customers = as_of(tables["dim_customer"], last)
    accounts = as_of(tables["dim_account"], last)
    months = tables["fact_month"]
    active = (
        months.filter((months.credits + months.debits > 0) & (months.month <= last))
        .select("account_id", "month")
        .join(
            accounts.filter(accounts.customer_id.notnull()).select("account_id", "customer_id"),
            "account_id",
        )
        .select("customer_id", "month")
        .distinct()
    )
    joined = customers.select("customer_id", cohort=customers.joined_on.truncate("M").cast("date"))
    return (
        active.join(joined, "customer_id")
        .group_by(["cohort", "month"])
        .agg(active=_.customer_id.count())
        .order_by(["cohort", "month"])
    )


def top_counterparties(tables: Tables, *, first: date, last: date, limit: int) -> Table:
    """Return between which two accounts most was moved from the one to the other, by currency."""
    flows = tables["fact_flow"]
    return (
        flows.filter(flows.day.between(first, last))
        .group_by(["currency", "payer", "payee"])
        .agg(payments=_.payments.sum().cast("int64"), moved=_.moved.sum().cast("int64"))
        .order_by([ibis.desc("moved"), "currency", "payer", "payee"])
        .limit(limit)
    )


def rolling_flows(tables: Tables, *, first: date, last: date, days: int = ROLLED_DAYS) -> Table:
    """Return what came in and went out of each customer's accounts in the `days` up to each day.

    A row a customer, currency and day on which something was booked. Those of 90 days are made
    with the warehouse; of other spans they are worked out.
    """
    booked = tables["fact_customer_day"]
    if days != ROLLED_DAYS:
        booked = _rolled(
            booked.filter(booked.day.between(first - timedelta(days=days), last)), days
        )
    shown = booked.filter(booked.day.between(first, last))
    return shown.select("customer_id", "currency", "day", "came_in", "went_out").order_by(
        ["customer_id", "currency", "day"]
    )


def _rolled(daily: Table, days: int) -> Table:
    # Days as whole numbers: every engine frames a window by them alike.
    numbered = daily.mutate(number=daily.day.delta(ibis.date(date(1970, 1, 1)), unit="day"))
    window = ibis.range_window(
        group_by=["customer_id", "currency"], order_by="number", preceding=days - 1, following=0
    )
    return numbered.mutate(
        came_in=numbered.credits.sum().over(window).cast("int64"),
        went_out=numbered.debits.sum().over(window).cast("int64"),
    )


def liquidity_ladder(tables: Tables, *, day: date) -> Table:
    """Return what falls due from the day on, by bucket and currency: to the bank and from it.

    What customers may take at any time is due at once, like what is past its day.
    """
    accounts, products = as_of(tables["dim_account"], day), as_of(tables["dim_product"], day)
    sight = products.filter(products.kind.isin(_SIGHT_KINDS)).select("product")
    months = tables["fact_month"]
    at_sight = (
        months.filter(months.month == day.replace(day=1))
        .join(accounts.select("account_id", "product"), "account_id")
        .join(sight, "product")
        .select(
            "currency",
            bucket=ibis.literal("1 at sight"),
            comes_in=ibis.greatest(-_.closing, 0),
            goes_out=ibis.greatest(_.closing, 0),
        )
    )
    dues = tables["fact_due"]
    amount = dues.principal + dues.interest
    is_loan = dues.contract == "LOAN"
    at_term = dues.filter(dues.is_open).select(
        "currency",
        bucket=_bucket(dues.due_date, day),
        comes_in=is_loan.ifelse(amount, 0),
        goes_out=is_loan.ifelse(0, amount),
    )
    return (
        at_sight.union(at_term)
        .group_by(["currency", "bucket"])
        .agg(
            comes_in=_.comes_in.sum().cast("int64"),
            goes_out=_.goes_out.sum().cast("int64"),
        )
        .order_by(["currency", "bucket"])
    )


def _bucket(due: Any, day: date) -> Any:
    cases = [(due <= day, "1 at sight")]
    cases += [(due <= day + timedelta(days=days), words) for days, words in _LADDER]
    return ibis.cases(*cases, else_="8 later")
