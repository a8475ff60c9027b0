"""Nothing is promised or paid out beyond a limit, and two people alone move a limit."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from accounts import public as accounts
from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.identity.public import Role
from bankcore.money import Money
from risk.credit.models import CreditDecisionRecord
from risk.exposures import public as exposures
from risk.exposures.models import Limit, Member
from risk.exposures.services import checks
from tests import factories
from tests.colleagues import member
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.risk.exposures.lending import (
    Kind,
    approve,
    asked_for,
    contract,
    item,
    limit,
    loans,
    pay_out,
    secure,
)

pytestmark = pytest.mark.usefixtures("bank")


def order(**changes):
    given = {
        "kind": Kind.PRODUCT, "key": "LOAN", "ceiling": eur(1000), "effective_from": OPENING_DAY,
        **changes,
    }  # fmt: skip
    return exposures.LimitOrder(**given)


def test_two_people_set_a_limit(anna, ben):
    asked = exposures.request_limit(order=order(), reason="Appetite", actor=anna, now=NOW)
    assert Limit.objects.count() == 0
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(request_id=asked.request_id, actor=anna, now=NOW)
    approvals.approve(request_id=asked.request_id, actor=ben, now=NOW)
    kept = Limit.objects.get()
    assert (kept.kind, kept.key, kept.ceiling, kept.set_by) == (
        "PRODUCT", "LOAN", 100_000, str(anna),
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        Limit.objects.update(ceiling=1)


@pytest.mark.parametrize(
    "changes",
    [
        {"ceiling": Money.of(1000, "USD")},
        {"ceiling": eur("-1")},
        {"effective_from": OPENING_DAY - timedelta(days=1)},
        {"kind": Kind.LARGE},
    ],
)
def test_what_is_no_limit_is_refused(anna, changes):
    with pytest.raises(exposures.CreditLimitInvalid):
        exposures.request_limit(order=order(**changes), reason="x", actor=anna, now=NOW)


def test_who_sells_loans_sets_no_limits():
    teller = member("teller", Role.TELLER)
    with pytest.raises(NotPermitted):
        exposures.request_limit(order=order(), reason="x", actor=teller, now=NOW)


def test_a_customers_limit_holds_at_approval_and_nothing_has_changed(two):
    limit(Kind.CUSTOMER, 2000, by=two)
    customer = factories.customer()
    first, second = asked_for(customer, 1500), asked_for(customer, 501)
    approve(first)
    with pytest.raises(exposures.CreditLimitExceeded):
        approve(second)
    assert loans.application(application_id=second.application_id).state == "SUBMITTED"
    third = asked_for(customer, 500)
    assert approve(third).state == "APPROVED"


def test_a_limit_of_ones_own_goes_before_that_of_each(two):
    customer, other = factories.customer(), factories.customer()
    limit(Kind.CUSTOMER, 1000, by=two)
    limit(Kind.CUSTOMER, 5000, by=two, key=str(customer.customer_id))
    assert approve(asked_for(customer, 4000)).state == "APPROVED"
    with pytest.raises(exposures.CreditLimitExceeded):
        approve(asked_for(other, 1001))


def test_a_limit_counts_from_its_day_on(two):
    limit(Kind.CUSTOMER, 600, by=two, day=OPENING_DAY + timedelta(days=1))
    assert approve(asked_for(factories.customer(), 5000)).state == "APPROVED"


def test_connected_customers_share_one_limit(two, anna):
    one, two_ = factories.customer(), factories.customer()
    group = exposures.make_group(name="Demo Group", actor=anna, now=NOW)
    for each in (one, two_):
        exposures.connect(
            group_id=group, customer_id=each.customer_id, reason="One owner", actor=anna, now=NOW
        )
    limit(Kind.GROUP, 2000, by=two)
    approve(asked_for(one, 1500))
    with pytest.raises(exposures.CreditLimitExceeded):
        approve(asked_for(two_, 501))
    assert approve(asked_for(factories.customer(), 1999)).state == "APPROVED"


def test_leaving_a_group_takes_two_people(anna, ben):
    customer = factories.customer()
    group = exposures.make_group(name="Demo Group", actor=anna, now=NOW)
    exposures.connect(
        group_id=group, customer_id=customer.customer_id, reason="One owner", actor=anna, now=NOW
    )
    kept = Member.objects.get()
    asked = exposures.request_parting(member_id=kept.pk, reason="Sold", actor=anna, now=NOW)
    assert Member.objects.get().ended_at is None
    approvals.approve(request_id=asked.request_id, actor=member("cora", Role.RISK_ANALYST), now=NOW)
    assert Member.objects.get().ended_at == NOW
    with pytest.raises(exposures.GroupInvalid):
        exposures.request_parting(member_id=kept.pk, reason="Sold", actor=ben, now=NOW)


def test_nobody_is_in_two_groups_and_no_stranger_in_any(anna):
    customer = factories.customer()
    for name in ("First", "Second"):
        group = exposures.make_group(name=name, actor=anna, now=NOW)
        with pytest.raises(exposures.GroupInvalid):
            exposures.connect(group_id=group, customer_id=uuid4(), reason="x", actor=anna, now=NOW)
    exposures.connect(
        group_id=group, customer_id=customer.customer_id, reason="x", actor=anna, now=NOW
    )
    with pytest.raises(exposures.GroupInvalid):
        exposures.connect(
            group_id=group - 1, customer_id=customer.customer_id, reason="x", actor=anna, now=NOW
        )
    with pytest.raises(exposures.GroupInvalid):
        exposures.make_group(name="First", actor=anna, now=NOW)


def test_a_product_has_a_limit_over_all_customers(two):
    limit(Kind.PRODUCT, 3000, by=two, key="LOAN")
    approve(asked_for(factories.customer(), 2000))
    with pytest.raises(exposures.CreditLimitExceeded):
        approve(asked_for(factories.customer(), 1001))


def test_a_sector_has_a_limit_over_its_customers(two, anna):
    builders = [factories.customer(), factories.customer()]
    for each in builders:
        exposures.record_sector(customer_id=each.customer_id, sector="F", actor=anna, now=NOW)
    limit(Kind.SECTOR, 2000, by=two, key="F")
    approve(asked_for(builders[0], 1500))
    with pytest.raises(exposures.CreditLimitExceeded):
        approve(asked_for(builders[1], 501))
    assert approve(asked_for(factories.customer(), 5000)).state == "APPROVED"
    with pytest.raises(exposures.GroupInvalid):
        exposures.record_sector(
            customer_id=builders[0].customer_id, sector="Z", actor=anna, now=NOW
        )


def test_a_quarter_of_tier_one_is_the_most_to_anybody(two, monkeypatch):
    monkeypatch.setattr(checks.market, "latest_tier_one", lambda: eur(8000))
    customer = factories.customer()
    with pytest.raises(exposures.CreditLimitExceeded, match="quarter of Tier 1"):
        approve(asked_for(customer, 2001))
    assert approve(asked_for(customer, 2000)).state == "APPROVED"


@pytest.mark.parametrize("tier_one", ["0", "-1"])
def test_no_share_is_taken_of_capital_that_is_not_in_the_books(monkeypatch, tier_one):
    monkeypatch.setattr(checks.market, "latest_tier_one", lambda: eur(tier_one))
    assert approve(asked_for(factories.customer(), 600)).state == "APPROVED"


def test_collateral_after_its_haircut_makes_room(two, anna):
    limit(Kind.CUSTOMER, 1000, by=two)
    customer = factories.customer()
    application = asked_for(customer, 1700)
    with pytest.raises(exposures.CreditLimitExceeded):
        approve(application)
    secure(item(customer, 999, by=anna), application, by=anna)
    with pytest.raises(exposures.CreditLimitExceeded):
        approve(application)
    secure(item(customer, 2, by=anna), application, by=anna)
    assert approve(application).state == "APPROVED"


def test_collateral_of_one_loan_makes_no_room_for_another(two, anna):
    limit(Kind.CUSTOMER, 1000, by=two)
    customer = factories.customer()
    small = asked_for(customer, 500)
    secure(item(customer, 9999, by=anna), small, by=anna)
    approve(small)
    with pytest.raises(exposures.CreditLimitExceeded):
        approve(asked_for(customer, 1001))


def test_a_lowered_limit_stops_the_payout_of_what_was_promised(two):
    customer = factories.customer()
    loan = contract(customer, approve(asked_for(customer, 1500)))
    limit(Kind.CUSTOMER, 1000, by=two)
    with pytest.raises(exposures.CreditLimitExceeded):
        pay_out(loan)
    assert loans.get(loan_id=loan.loan_id).state == "PENDING"
    limit(Kind.CUSTOMER, 1500, by=two)
    assert pay_out(loan).state == "ACTIVE"


def test_an_overdraft_counts_whole_from_its_agreement(two):
    limit(Kind.CUSTOMER, 1000, by=two)
    customer = factories.customer()
    account = factories.account(owner=customer, funds=0)

    def agree(amount):
        overdraft = accounts.OverdraftOrder(
            account_id=account.account_id, limit=eur(amount), from_day=OPENING_DAY
        )
        return accounts.agree_overdraft(order=overdraft, actor=TESTER, now=NOW)

    agree(600)
    with pytest.raises(exposures.CreditLimitExceeded):
        agree(1001)
    assert accounts.overdraft_of_account(account_id=account.account_id).agreed == eur(600)
    with pytest.raises(exposures.CreditLimitExceeded):
        approve(asked_for(customer, 500))
    agree(400)
    assert approve(asked_for(customer, 600)).state == "APPROVED"


def test_the_bank_itself_leaves_to_people_what_would_exceed_a_limit(two):
    limit(Kind.CUSTOMER, 1000, by=two)
    application = asked_for(factories.customer(), 1500)
    assert application.state == "SUBMITTED"
    assert "limit" in CreditDecisionRecord.objects.get().reasons


def test_what_is_owed_in_a_currency_without_a_rate_stops_lending(two):
    limit(Kind.CUSTOMER, 100_000, by=two)
    customer = factories.customer()
    account = factories.account(owner=customer, funds=0, currency="JPY")
    with pytest.raises(exposures.ExposureNotKnown):
        accounts.agree_overdraft(
            order=accounts.OverdraftOrder(
                account_id=account.account_id, limit=Money.of(100, "JPY"), from_day=OPENING_DAY
            ),
            actor=TESTER,
            now=NOW,
        )
