"""Holders, interest, loans' income, operations and reversals are in the warehouse as they are."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts import public as accounts
from accounts.models import Loan
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.ledger.models import Transaction
from payments.gateway.models import Operation
from reporting.warehouse import public as warehouse
from tests import factories
from tests.accounts import interest_days
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER
from tests.factories import loans as lending
from tests.payments.settlement.shop import authorised, done, shop
from tests.reporting.warehouse.test_risk_datasets import falsify, rows

DAY = OPENING_DAY + timedelta(days=1)
FALSIFIED = (
    (
        "fact_interest",
        "SELECT * REPLACE (unposted + 1 AS unposted) FROM FILE",
        "accrued interest is what the books have accrued",
        "line 2200 in EUR has 100, its accounts 101",
    ),
    (
        "fact_operation",
        "SELECT * REPLACE (amount + 1 AS amount) FROM FILE",
        "operations have moved what they are of",
        "of 10001 moved 10000",
    ),
    (
        "fact_reversal",
        "FROM FILE UNION ALL FROM FILE",
        "keys are unique",
        "txn_id",
    ),
)


def test_what_reports_about_customers_need_is_in_the_warehouse(load):
    interest_days.terms((0, "0.0365"))
    saver, other = factories.account(funds=10_000), factories.customer()
    wrong = interest_days.book(saver, 5_00)
    accounts.add_holder(
        account_id=saver.account_id,
        customer_id=other.customer_id,
        valid_from=OPENING_DAY,
        actor=TESTER,
        now=NOW,
    )
    lent = lending.lent()
    lending.take_away(lent)  # so that nothing but the saver's money earns
    sale = done(authorised(shop()), "CAPTURE", 100_00, fee=30)
    Operation.objects.filter(pk=sale.pk).update(txn_id=Transaction.objects.latest("id").id)
    for _ in range(2):
        interest_days.end_day(steps=(*interest_days.STEPS, accounts.accrue_loan_interest))
    _take_back(wrong)
    load(day=DAY)

    version = warehouse.version()
    assert warehouse.faults(version) == []
    saver_id = saver.ledger_account_id
    assert rows(version, "SELECT account_id, side, day, unposted FROM fact_interest") == [
        (saver_id, 1, DAY, Decimal("100.05000000"))
    ]
    assert rows(version, "SELECT account_id, valid_from, valid_to FROM fact_holder") == [
        (saver_id, OPENING_DAY, None)
    ]
    ((interest, penalties),) = rows(version, "SELECT interest, penalties FROM fact_loan_income")
    assert (interest, penalties) == (Loan.objects.get().interest_accrued, 0)
    found = rows(
        version,
        "SELECT kind, instrument, network, amount, fee, business_date FROM fact_operation"
        " WHERE txn_id IS NOT NULL",
    )
    assert found == [("CAPTURE", "CARD", "visa", 100_00, 30, OPENING_DAY)]
    kind = int(ledger.TransactionKind.TRANSFER)
    assert rows(version, "SELECT reverses_id, reversed_kind FROM fact_reversal") == [
        (wrong.txn_id, kind)
    ]
    for dataset, query, _, _ in FALSIFIED:
        falsify(dataset, query)
    faults = warehouse.recheck(version)
    for dataset, _, check, words in FALSIFIED:
        count, sentences = faults[check, dataset]
        assert count == 1, (check, faults[check, dataset])
        assert words in sentences[0]


@use_case
def _take_back(posted):
    outcome = ledger.reverse(
        txn_id=posted.txn_id,
        reason="Wrong",
        request=factories.request_key(),
        actor=TESTER,
        now=NOW,
    )
    assert isinstance(outcome, ledger.Posted), outcome


@pytest.mark.parametrize("name", ["fact_holder", "fact_interest", "fact_operation"])
def test_no_column_tells_a_person(name):
    columns = {each.name for each in warehouse.BY_NAME[name].columns}
    assert not columns & {"name", "address", "tin", "email", "phone", "iban"}
