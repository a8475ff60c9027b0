"""The demo bank and its business day."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.models import Sum

from accounts import public as accounts
from bankcore.db.transactions import use_case
from bankcore.demo import bank, course, opening
from bankcore.ledger import public as ledger
from payments.issuing.models import Authorisation
from payments.models import ExternalPayment
from reporting import public as reporting
from reporting.reports import public as reports
from reporting.reports.models import Run
from reporting.warehouse import public as warehouse
from tests.conftest import NOW, OPENING_DAY
from tests.final import wait_until_final

pytestmark = pytest.mark.usefixtures("committed_bank")


@pytest.fixture
def demo(committed_bank, monkeypatch, settings, tmp_path) -> None:
    settings.LAKE_FOLDER = tmp_path / "lake"
    load = warehouse.load

    def load_final(**asked):
        # Other tests have transactions on this server, behind which a load leaves rows for later.
        wait_until_final(seconds=180)
        return load(**asked)

    monkeypatch.setattr(warehouse, "load", load_final)
    # The shop's day needs programs of their own and the time as it is: tests/journeys has it.
    monkeypatch.setitem(course.STEPS, "a shop is paid", lambda _day: None)
    opening.ensure(day=OPENING_DAY, now=NOW)


def balances() -> dict:
    return {
        account.account_id: accounts.get_account(account_id=account.account_id).posted
        for account in bank.demo_accounts()
    }


@pytest.mark.usefixtures("demo")
def test_making_the_demo_bank_again_changes_nothing():
    before = balances()
    opening.ensure(day=OPENING_DAY, now=NOW)
    assert balances() == before
    assert set(before.values()) == {account.opening for account in bank.demo_accounts()}


@pytest.mark.usefixtures("demo")
def test_a_day_runs_every_step_and_leaves_the_books_clean():
    output = StringIO()
    call_command("run_business_day", stdout=output)
    said = output.getvalue()
    assert [name for name in course.STEPS if f"  {name}\n" not in said] == []
    assert "every invariant holds" in said
    assert ledger.business_date() > OPENING_DAY
    figures = reporting.business_day_figures(day=OPENING_DAY)
    kinds = {line.kind for line in figures.movements}
    assert {"TRANSFER", "DEPOSIT", "WITHDRAWAL", "PAYMENT", "REVERSAL", "SETTLEMENT"} <= kinds
    used = set(Authorisation.objects.values_list("state", "response_code"))
    assert used >= {("CLEARED", "00"), ("APPROVED", "00"), ("REVERSED", "00"), ("DECLINED", "61")}
    assert {line.code for line in figures.refusals} >= {"insufficient_funds", "account_blocked"}
    assert {line.state for line in figures.holds} >= {"CAPTURED", "RELEASED", "EXPIRED"}
    assert figures.flags > 0
    assert "value at risk of currencies" in said
    assert "minutes from midnight to the day's end" in said
    assert "capital for operational risk" in said
    assert "worst loss of economic value (parallel" in said
    runs = {run.report: run for run in Run.objects.all()}
    assert set(runs) == set(reports.CATALOGUE)
    assert [run.failure for run in runs.values() if run.failure] == []
    assert [name for name, run in runs.items() if not run.ties] == []
    assert [run.title for run in runs.values() if run.title[:25] not in said] == []
    assert "not known" not in said
    assert "applications for loans" in said
    assert "lent, promised, covered" in said
    transfers = [line for line in figures.movements if line.kind == "TRANSFER"]
    for line in transfers:
        assert f"{line.amount.amount:,f} {line.amount.currency}" in said


@pytest.mark.usefixtures("demo")
def test_clearing_holds_what_was_ordered_after_the_settlement_and_nothing_else():
    course.run(now=NOW, step_done=lambda _name: None)
    waiting = ExternalPayment.objects.filter(state=ExternalPayment.State.IN_CLEARING)
    for currency in bank.currencies():
        clearing = use_case(ledger.internal_account)(
            gl_code="2100", currency=currency, opened_on=OPENING_DAY
        )
        ordered = waiting.filter(currency=currency.code).aggregate(sum=Sum("amount_minor"))["sum"]
        assert ledger.balance(account_id=clearing).posted.minor == (ordered or 0)


class CutOff(Exception):
    pass


@pytest.mark.usefixtures("demo")
def test_a_day_cut_off_in_the_middle_is_finished_without_doubling_anything(rewind):
    def cut_off_at(step: str) -> Callable[[str], None]:
        def cut_off(name: str) -> None:
            if name == step:
                raise CutOff

        return cut_off

    def figures() -> tuple:
        """Return the day without cash between drawers and vault: counters open anew."""
        found = reporting.business_day_figures(day=OPENING_DAY)
        movements = [line for line in found.movements if line.kind != "TELLER"]
        return movements, found.refusals, found.customers, found.accounts, balances()

    rewind()
    course.run(now=NOW, step_done=lambda _name: None)
    undisturbed = figures()
    for step in ("holds", "settlement"):
        rewind()
        with pytest.raises(CutOff):
            course.run(now=NOW, step_done=cut_off_at(step))
        course.run(now=NOW, step_done=lambda _name: None)
        assert figures() == undisturbed, step


@pytest.mark.usefixtures("demo")
def test_a_day_with_a_broken_invariant_fails():
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_balance DROP CONSTRAINT ledger_balance_cr_posted_check")
        cursor.execute(
            "UPDATE ledger_balance SET cr_posted = cr_posted + 1 WHERE account_id ="
            " (SELECT id FROM ledger_account WHERE number = '1000-KWD')"
        )
    with pytest.raises(CommandError, match="I2 is broken"):
        call_command("run_business_day", stdout=StringIO(), stderr=StringIO())


def test_demo_log_ins_are_never_made_in_production(settings):
    settings.DEMO_BANK = False
    with pytest.raises(CommandError, match="published passwords"):
        call_command("setup_bank")


@pytest.mark.parametrize("command", ["run_business_day", "run_bank"])
def test_a_bank_that_is_not_set_up_says_how_to_set_it_up(command):
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'payments'")
    with pytest.raises(CommandError, match="make setup"):
        call_command(command, stdout=StringIO())
