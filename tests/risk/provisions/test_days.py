"""A day's end provides for every credit, and the ledger has what the credits lack, to the cent."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts import public as accounts
from bankcore.db.transactions import use_case
from bankcore.endofday import public as endofday
from bankcore.ledger import public as ledger
from bankcore.money import Money
from risk.credit.models import CreditDecisionRecord
from risk.provisions import public as provisions
from risk.provisions.models import Exposure, Loss, Movement, ProvisionDay, Schedule
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.factories.loans import APPROVER, contracted, gl, lent, loans, take_away
from tests.payments.services.movements import withdraw
from tests.risk.provisions.days import (
    DAY,
    NEXT_DAY,
    agree,
    allowances,
    broken,
    content,
    end_day,
    last_loss,
    mark,
    provide,
)

pytestmark = pytest.mark.usefixtures("bank")
Kind = provisions.MarkKind


def total() -> int:
    newest = ProvisionDay.objects.latest("day")
    return sum(newest.losses.values_list("amount", flat=True))


def write_off(loan) -> None:
    loans.write_off(loan_id=loan.loan_id, reason="Insolvent", actor=APPROVER, now=NOW)


def test_without_parameters_nothing_is_provided_and_the_step_says_so():
    lent()
    assert provide() == {"without parameters": 1}
    assert not Loss.objects.exists()
    assert allowances() == 0
    assert broken() == []


def test_a_new_loan_is_in_stage_one_and_its_loss_is_in_the_books():
    loan = lent()
    agree()
    assert provide() == {
        "credits": 1, "in stage 2": 0, "in stage 3": 0, "written off": 0, "bookings": 1,
    }  # fmt: skip
    loss = last_loss(loan.loan_id)
    assert (loss.stage, loss.line, loss.drawn, loss.pd) == (1, "1291", 1200_00, Decimal("0.02"))
    assert 0 < loss.amount < 1200_00 * 0.03
    assert -gl("1291").minor == gl("5810").minor == loss.amount
    assert broken() == []


def test_the_whole_end_of_day_closes_with_it_and_the_invariants_hold():
    lent()
    agree()
    ended = endofday.close_business_day(next_day=NEXT_DAY, actor=TESTER, now=NOW)
    names = [each.step for each in ended.steps]
    assert names.index("expected credit loss") < names.index("close period")
    assert names.index("expected credit loss") < names.index("foreign results")
    assert {"PR1", "PR2", "PR3"} <= {each.code for each in endofday.verify_books()}
    lines = {each.gl_code: each.balance for each in ledger.trial_balance(day=DAY)}
    assert lines["1291"].minor == total() == -lines["5810"].minor


def test_a_second_run_of_a_day_books_nothing():
    lent()
    agree()
    provide()
    before = (allowances(), Movement.objects.count(), Loss.objects.count())
    assert provide() == {}
    assert (allowances(), Movement.objects.count(), Loss.objects.count()) == before


def test_the_next_day_books_what_moved_and_no_more():
    lent()
    agree()
    end_day()
    first = allowances()
    end_day()
    assert allowances() == total()
    moved = Movement.objects.filter(day__day=NEXT_DAY)
    assert {each.cause for each in moved} == {"REMEASURED"}
    assert sum(each.amount for each in moved) == allowances() - first
    assert broken() == []


def test_a_loan_behind_goes_through_the_stages_and_its_allowance_with_it():
    loan = lent()
    take_away(loan)
    agree()
    end_day(61)
    assert last_loss(loan.loan_id).stage == 1
    end_day()
    late = last_loss(loan.loan_id)
    assert (late.days_past_due, late.stage) == (30, 2)  # two months after: 30 days, PD four times
    assert allowances() == total() == late.amount == -gl("1292").minor
    assert gl("1291").minor == 0
    end_day(60)
    end_day()
    impaired = last_loss(loan.loan_id)
    assert (impaired.stage, impaired.line, impaired.pd) == (3, "1293", 1)
    assert -gl("1293").minor == impaired.amount > 400_00
    assert gl("1292").minor == 0
    assert gl("5810").minor == impaired.amount
    assert broken() == []


def test_a_transfer_moves_what_stood_there_and_the_rest_is_remeasured():
    loan = lent()
    agree()
    end_day()
    before = last_loss(loan.loan_id).amount
    mark(loan.customer.customer_id, Kind.UNLIKELY_TO_PAY)
    end_day()
    after = last_loss(loan.loan_id)
    assert after.stage == 3
    moved = {
        (each.line, each.cause): each.amount for each in Movement.objects.filter(day__day=NEXT_DAY)
    }
    assert moved == {
        ("1291", "TRANSFER"): -before,
        ("1293", "TRANSFER"): before,
        ("1293", "REMEASURED"): after.amount - before,
    }


def test_the_watch_list_leads_to_stage_two_and_back_after_probation():
    loan = lent()
    agree(content(staging__probation_days=2))
    end_day()
    mark(loan.customer.customer_id, Kind.WATCHED)
    end_day()
    assert last_loss(loan.loan_id).reasons == ["on the watch list"]
    mark(loan.customer.customer_id, Kind.WATCHED, is_on=False)
    stages = []
    for _ in range(3):
        end_day()
        stages.append(last_loss(loan.loan_id).stage)
    assert stages == [2, 2, 1]


def test_a_restructured_loan_is_forborne():
    loan = lent()
    agree()
    order = loans.Restructuring(loan_id=loan.loan_id, reason="Less income", more_instalments=6)
    loans.restructure(order=order, actor=APPROVER, now=NOW)
    provide()
    assert last_loss(loan.loan_id).reasons == [f"given other terms on {DAY}"]


def two_overdrafts(kind: str) -> list[accounts.AccountRef]:
    """Return two accounts of a customer, the first of which is drawn to its limit."""
    owner = factories.customer(kind=kind)
    found = [factories.account(owner=owner, funds=10) for _ in range(2)]
    for each in found:
        overdraft(each, 100)
    withdraw(found[0], eur(110))
    return found


def test_a_company_in_default_is_so_on_all_that_it_owes_and_a_person_is_not():
    company, person = two_overdrafts("COMPANY"), two_overdrafts("PERSON")
    agree()
    end_day()
    for late, _ in (company, person):
        overdraft(late, 0)
    end_day(89)
    assert last_loss(company[0].account_id).days_past_due == 1
    end_day()
    assert [last_loss(each.account_id).stage for each in (*company, *person)] == [3, 3, 3, 1]
    assert last_loss(company[0].account_id).days_past_due == 90
    assert last_loss(company[1].account_id).days_past_due == 0


def overdraft(account, limit) -> None:
    order = accounts.OverdraftOrder(
        account_id=account.account_id, limit=eur(limit), from_day=ledger.business_date()
    )
    accounts.agree_overdraft(order=order, actor=TESTER, now=NOW)


def test_an_overdraft_counts_with_what_may_still_be_drawn():
    anna = factories.account(funds=10)
    overdraft(anna, 1000)
    agree()
    end_day()
    unused = last_loss(anna.account_id)
    assert (unused.drawn, unused.undrawn, unused.line) == (0, 1000_00, "2801")
    assert gl("2801").minor == unused.amount > 0
    withdraw(anna, eur(310))
    end_day()
    used = last_loss(anna.account_id)
    assert (used.drawn, used.undrawn, used.line) == (300_00, 700_00, "1291")
    assert gl("2801").minor == 0
    assert -gl("1291").minor == used.amount > unused.amount
    assert broken() == []


def test_a_contract_that_is_not_paid_out_is_a_commitment():
    view, _, _ = contracted()
    agree()
    end_day()
    waits = last_loss(view.loan_id)
    assert (waits.drawn, waits.undrawn, waits.line) == (0, 1200_00, "2801")
    loans.disburse(loan_id=view.loan_id, actor=TESTER, now=NOW)
    end_day()
    assert last_loss(view.loan_id).line == "1291"
    assert Exposure.objects.count() == 1
    assert broken() == []


def test_a_write_off_uses_the_allowance_and_the_rest_is_a_loss():
    loan = lent()
    take_away(loan)
    agree()
    end_day()
    mark(loan.customer.customer_id, Kind.UNLIKELY_TO_PAY)
    end_day()
    provided = last_loss(loan.loan_id).amount
    charged = gl("5810").minor
    write_off(loan)
    lost = gl("5800").minor
    assert end_day()["written off"] == 1
    assert allowances() == 0
    assert gl("5800").minor == lost - provided > 0
    assert gl("5810").minor == charged == provided
    (used,) = Movement.objects.filter(cause="WRITTEN_OFF")
    assert (used.line, used.amount) == ("1293", -provided)
    assert broken() == []


def test_an_allowance_above_the_loss_is_released():
    loan = lent(amount=600, instalments=1, funds=50)
    agree(content(segments__retail__lgd="1", scenarios__2__lgd_times="2"))
    end_day()
    mark(loan.customer.customer_id, Kind.UNLIKELY_TO_PAY)
    end_day()
    provided = last_loss(loan.loan_id).amount
    quoted = loans.quote(
        loan_id=loan.loan_id, for_day=ledger.business_date(), principal=eur(590), actor=TESTER,
        now=NOW,
    )  # fmt: skip
    loans.repay_early(
        quote_id=quoted.quote_id, request=factories.request_key(), actor=TESTER, now=NOW
    )
    write_off(loan)
    lost = gl("5800").minor
    end_day()
    assert lost < provided
    assert gl("5800").minor == 0
    assert gl("5810").minor == lost
    assert allowances() == 0
    assert {each.cause: each.amount for each in Movement.objects.filter(line="1293").filter(
        day=ProvisionDay.objects.latest("day"))} == {
            "WRITTEN_OFF": -lost, "REPAID": lost - provided,
        }  # fmt: skip


def test_a_loan_written_off_on_the_next_day_keeps_its_allowance_until_then():
    loan = lent()
    take_away(loan)
    agree()
    end_day()
    provided = last_loss(loan.loan_id).amount
    use_case(ledger.cut_off)(next_day=NEXT_DAY + timedelta(days=1))
    write_off(loan)
    provide(NEXT_DAY)
    assert last_loss(loan.loan_id).carried
    assert allowances() == provided
    assert not Movement.objects.filter(cause="WRITTEN_OFF").exists()
    use_case(ledger.close_period)(actor=TESTER, now=NOW)
    ledger.summarise_closed_days()
    end_day()
    assert allowances() == 0
    assert Movement.objects.get(cause="WRITTEN_OFF").amount == -provided


def test_what_comes_in_after_a_write_off_is_told_and_touches_no_allowance():
    loan = lent(funds=50)
    agree()
    end_day()
    write_off(loan)
    end_day()
    loans.recover(
        loan_id=loan.loan_id, amount=eur(40), from_account_id=loan.account.account_id,
        request=factories.request_key(), actor=TESTER, now=NOW,
    )  # fmt: skip
    day = ledger.business_date()
    end_day()
    assert provisions.figures_of(day=day).recovered == (eur(40),)
    assert gl("4800") == eur(40)
    assert allowances() == 0


def test_a_loan_that_is_repaid_frees_its_allowance():
    loan = lent(funds=100)
    agree()
    end_day()
    quoted = loans.quote(
        loan_id=loan.loan_id, for_day=ledger.business_date(), principal=None, actor=TESTER,
        now=NOW,
    )  # fmt: skip
    loans.repay_early(
        quote_id=quoted.quote_id, request=factories.request_key(), actor=TESTER, now=NOW
    )
    end_day()
    assert (allowances(), gl("5810").minor) == (0, 0)
    assert Movement.objects.latest("id").cause == "REPAID"


def test_a_score_is_the_probability_at_the_beginning_and_rises_as_the_pool_does():
    view, account, _ = contracted()
    application = loans.application(application_id=application_of(view))
    CreditDecisionRecord.objects.create(
        reference=str(application.application_id), subject="", outcome="APPROVE", reasons=[],
        lost=[], pd=Decimal("0.005"), scorecard="retail 1", decided_at=NOW,
    )  # fmt: skip
    loans.disburse(loan_id=view.loan_id, actor=TESTER, now=NOW)
    withdraw(account, accounts.get_account(account_id=account.account_id).posted)
    agree()
    end_day(32)
    end_day()
    late = last_loss(view.loan_id)
    assert late.exposure.pd_source == "scorecard retail 1"
    assert (late.exposure.initial_pd, late.pd) == (Decimal("0.005"), Decimal("0.02"))
    assert late.stage == 2


def application_of(view):
    from accounts.models import Loan

    return Loan.objects.get(public_id=view.loan_id).application.public_id


def secured(*, loan_ids, day):
    assert day
    return dict.fromkeys(loan_ids, eur(1_000))


def in_dollars(*, loan_ids, day):
    assert day
    return dict.fromkeys(loan_ids, Money.of(1_000, "USD"))


def test_collateral_comes_from_whom_the_setting_names(settings):
    loan = lent()
    agree()
    end_day()
    bare = last_loss(loan.loan_id).amount
    settings.LOAN_COLLATERAL = f"{__name__}.secured"
    end_day()
    covered = last_loss(loan.loan_id)
    assert covered.collateral == 1_000_00
    assert covered.amount < bare
    settings.LOAN_COLLATERAL = f"{__name__}.in_dollars"
    with pytest.raises(ValueError, match="in another currency"):
        end_day()


def test_a_schedule_is_kept_once_until_it_changes():
    loan = lent()
    agree()
    end_day()
    end_day()
    assert Schedule.objects.count() == 1
    quoted = loans.quote(
        loan_id=loan.loan_id, for_day=ledger.business_date(), principal=eur(100), actor=TESTER,
        now=NOW,
    )  # fmt: skip
    loans.repay_early(
        quote_id=quoted.quote_id, request=factories.request_key(), actor=TESTER, now=NOW
    )
    end_day()
    assert Schedule.objects.count() == 2


def test_every_figure_comes_out_again_from_what_was_kept():
    first = lent()
    anna = factories.account(funds=10)
    overdraft(anna, 1000)
    contracted()
    agree()
    end_day()
    agree(content(segments__retail__lgd="0.9"), day=NEXT_DAY)
    mark(first.customer.customer_id, Kind.UNLIKELY_TO_PAY)
    end_day()
    assert Loss.objects.count() == 6
    for loss in Loss.objects.all():
        found = provisions.explain(loss_id=loss.pk)
        assert found.agrees, loss
        assert sum(each.loss.minor for each in found.shortfalls) == loss.amount
    with pytest.raises(provisions.LossNotFound):
        provisions.explain(loss_id=0)


def test_a_booking_that_was_reversed_is_made_good_the_next_day_and_named():
    lent()
    agree()
    end_day()
    stood = allowances()
    txn = Movement.objects.get().txn_id
    ledger.post(
        postings=[factories.posting((ledger_account("1291"), -100), (ledger_account("5810"), 100))],
        now=NOW,
    )
    assert txn
    assert broken() == ["PR1", "PR2"]
    end_day()
    assert Movement.objects.get(cause="ADJUSTED").amount == 100
    assert (
        allowances()
        == total()
        == stood + sum(each.amount for each in Movement.objects.filter(cause="REMEASURED"))
    )
    assert "PR1" not in broken()


def ledger_account(code: str) -> int:
    return ledger.internal_account(gl_code=code, currency=eur(1).currency, opened_on=DAY)


def test_figures_of_a_day_tell_stages_and_their_movement():
    lent()
    agree()
    end_day()
    found = provisions.figures_of(day=DAY)
    (first,) = found.stages
    assert (first.stage, first.credits, first.owed) == (1, 1, Money(1200_39, eur(1).currency))
    assert first.provided == first.charged == Money(total(), eur(1).currency)
    assert first.used == eur(0)
    assert provisions.figures_of(day=NEXT_DAY) is None


def test_no_credit_is_provided_for_twice_on_a_day():
    lent()
    agree()
    provide()
    loss = Loss.objects.get()
    loss.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        loss.save(force_insert=True)


def test_migration_counts_each_credit_once():
    stays, worsens, repaid = lent(), lent(), lent(funds=100)
    agree()
    end_day()
    mark(worsens.customer.customer_id, Kind.WATCHED)
    quoted = loans.quote(
        loan_id=repaid.loan_id, for_day=ledger.business_date(), principal=None, actor=TESTER,
        now=NOW,
    )  # fmt: skip
    loans.repay_early(
        quote_id=quoted.quote_id, request=factories.request_key(), actor=TESTER, now=NOW
    )
    lent()
    end_day()
    (matrix,) = provisions.migration(by="stage", first=DAY, last=NEXT_DAY)
    counts = {here: dict(zip(matrix.columns, found, strict=True)) for here, found, _ in matrix.rows}
    assert counts["Stage 1"] == {"Stage 1": 1, "Stage 2": 1, "Stage 3": 0, "gone": 1}
    assert counts["new"] == {"Stage 1": 1, "Stage 2": 0, "Stage 3": 0, "gone": 0}
    shares = {here: found for here, _, found in matrix.rows}
    assert shares["Stage 1"][:2] == (Decimal("0.3333"), Decimal("0.3333"))
    assert shares["Stage 2"] == (None,) * 4
    assert last_loss(stays.loan_id).stage == 1
    (buckets,) = provisions.migration(by="bucket", first=DAY, last=NEXT_DAY)
    assert buckets.columns == ("CURRENT", "1-30", "31-60", "61-90", "90+", "gone")
    before = DAY - timedelta(days=1)
    for by, first, last in (
        ("x", DAY, NEXT_DAY),
        ("stage", NEXT_DAY, DAY),
        ("stage", before, DAY),
    ):
        with pytest.raises(provisions.MatrixInvalid):
            provisions.migration(by=by, first=first, last=last)


def test_a_vintage_tells_what_was_ever_in_default_by_age():
    late = lent()
    lent(funds=1000)
    take_away(late)
    agree()
    end_day()
    (young,) = provisions.vintages(last=DAY)
    assert (young.month, young.credits, young.defaulted) == (DAY.replace(day=1), 2, (0,))
    end_day(64)
    end_day(60)
    end_day()
    (aged,) = provisions.vintages(last=DAY + timedelta(days=125))
    assert aged.defaulted == (0, 0, 0, 0, Decimal("0.5"))
    assert aged.past_due[2:] == (Decimal("0.5"),) * 3
