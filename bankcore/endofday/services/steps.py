"""The steps of the end of day, in their order: the whole of it on one page.

The cut-off has happened before the first: the next day is open, and only these steps still book on
the day that ends. After `close period` nobody does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.db.transactions import use_case
from bankcore.endofday.domain.steps import Step
from bankcore.endofday.services import books
from bankcore.ledger import public as ledger
from bankcore.seals import public as seals
from payments import public as payments
from payments.issuing import public as issuing
from risk.crime import public as crime
from risk.exposures import public as exposures
from risk.market import public as market
from risk.operational import public as operational
from risk.provisions import public as provisions


def _expire_holds(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    del day, next_day
    expired = 0
    while count := ledger.expire_due_holds(now=now, actor=actor):
        expired += count
    return {"holds expired": expired}


def _close_period(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    del day, next_day
    closed = use_case(ledger.close_period)(actor=actor, now=now)
    return {"days closed": int(closed is not None)}


def _summarise(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    del day, next_day, actor, now
    snapshots, lines = ledger.summarise_closed_days()
    return {"snapshots": snapshots, "general-ledger lines": lines}


def _verify(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    del next_day, actor, now
    return {"invariants": books.require_sound(day=day)}


def _seal(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    del day, next_day, actor
    sealed = {f"rows of the {log} sealed": count for log, count in seals.seal_all(now=now).items()}
    return {**sealed, "heads exported": seals.export_heads()}


STEPS: Final = (
    Step("expire holds", _expire_holds),
    Step("expire requests", approvals.expire_requests),
    Step("drawers left open", payments.count_drawers_left_open),
    # What customers and contracts ask for on the day.
    Step("clear cheques", payments.clear_cheques),
    Step("payment files", payments.process_waiting_bulk_files),
    Step("standing orders", payments.run_standing_orders),
    Step("loan instalments", accounts.collect_instalments),
    Step("arrears", accounts.update_arrears),
    Step("fees", accounts.post_fees),
    # Interest sees every booking with value on the day; after it, none is made.
    Step("adjust interest", accounts.adjust_interest),
    Step("mature deposits", accounts.mature_deposits),
    Step("accrue interest", accounts.accrue_interest),
    Step("post interest", accounts.post_interest),
    Step("dormancy", accounts.mark_dormant_accounts),
    Step("overdrafts", accounts.apply_overdraft_changes),
    Step("card networks", issuing.settle_networks),
    # What the bank itself has earned.
    Step("accrued interest", accounts.book_accruals),
    Step("loan interest", accounts.accrue_loan_interest),
    # What it will lose of what it has lent; before income in other currencies becomes euros.
    Step("expected credit loss", provisions.measure_losses),
    Step("foreign results", payments.sell_foreign_results),
    Step("foreign positions", payments.revalue_positions),
    Step("year's result", ledger.close_result),
    Step("close period", _close_period),
    Step("snapshots and general ledger", _summarise),
    # What the closed books could lose.
    Step("market risk", market.measure_currencies),
    Step("interest-rate risk", market.measure_rates),
    # Who moved money as launderers do, and whose names are on a list.
    Step("transaction monitoring", crime.monitor),
    Step("re-screening", crime.rescreen),
    Step("credit exposures", exposures.measure_exposures),
    Step("key risk indicators", operational.measure),
    Step("months and years", ledger.close_periods),
    Step("invariants", _verify),
    Step("statements", accounts.make_statements),
    Step("sums of spending", accounts.online.keep_spending_sums),
    Step("documents that expire", accounts.remind_of_expiring_documents),
    Step("customers to review", accounts.list_reviews_due),
    Step("seal", _seal),
)
