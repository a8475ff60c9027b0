"""The bank and the clearing houses' own program, through files alone: both count the same money."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bankcore.money import Money
from payments import public as payments
from payments.gateway import public as gateway
from payments.interbank import public as interbank
from payments.interbank.models import Collection, Item
from tests import factories
from tests.bankcore.ledger import books
from tests.clearing_houses import clearing_house
from tests.conftest import OPENING_DAY
from tests.factories import eur
from tests.payments.files import schema
from tests.payments.interbank.exchanges import (
    ACH,
    BANK,
    NOW,
    SEPA,
    collect,
    to_business_day,
)
from tests.payments.services import online
from tests.payments.services.movements import left, own, pay

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with clearing_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def house(settings, tmp_path):
    """Run clearing houses of the test's own."""
    settings.CLEARED_BY_EXCHANGE = {"EUR": "sepa", "USD": "ach"}
    with clearing_house(tmp_path) as house:
        settings.GATEWAY_EXCHANGE_FOLDER = house.folder
        yield house


def exchange(house, network=SEPA) -> list[tuple[str, str]]:
    """Exchange until nothing moves any more; returns what became of the network's files."""
    found: list[tuple[str, str]] = []
    while True:
        done = interbank.exchange(network=network, actor=BANK, now=NOW)
        looked = house.look()[network.value]
        found += [(each.state.value, each.reason) for each in done.taken]
        if not (done.sent or done.taken or looked):
            return found


def agreed(house, network=SEPA, currency="EUR") -> int:
    """Return what both sides say is on the nostro account, statement by statement."""
    stated = 0
    for path in house.files(network.value):
        if path.name.startswith("nostro-"):
            content = path.read_bytes()
            schema("camt.053.001.08").validate(content.decode())
            statement = interbank.read_statement(content)
            assert statement.difference.minor == 0
            assert statement.opening.minor == stated
            stated = statement.closing.minor
    assert stated == own("1100", currency) == house.network(network.value)["balance_minor"]
    booked = {
        each.reference: each.amount.minor
        for day in range(2, 6)
        for each in interbank.settlements(network=network, day=date(2026, 3, day))
    }
    told = {each["reference"]: each["minor"] for each in house.network(network.value)["entries"]}
    assert booked == told
    return stated


def test_a_day_of_sepa_ends_with_the_same_money_on_both_sides(house, told):
    anna = factories.account(funds=1_000)
    for amount in ("30.00", "20.54", "10.62"):  # taken, rejected, returned
        pay(anna, eur(amount))
    debits = {each: collect(eur(each)).hex for each in ("40.00", "50.51", "60.63")}
    refund = collect(eur("5.00"), kind=gateway.OperationKind.REFUND).hex
    exchange(house)
    assert left(anna) == eur("959.38")  # the rejected one is back
    house.order(
        "POST", "/credit", network="sepa", account=anna.iban, amount_minor=700, date="2026-03-02"
    )
    house.order(
        "POST",
        "/credit",
        network="sepa",
        account="DE89370400440532013000",
        amount_minor=900,
        date="2026-03-02",
    )
    exchange(house)
    house.clear("2026-03-02")
    exchange(house)
    assert left(anna) == eur("977.00")  # 10.62 returned, 7.00 came, 9.00 was for nobody here
    agreed(house)
    to_business_day(date(2026, 3, 4))
    house.clear("2026-03-04")
    exchange(house)
    total = agreed(house)
    assert total == -3_000 - 500 + 700 + 4_000
    assert sorted(each for each in told if each[1] != "PENDING") == sorted(
        [
            (debits["50.51"], "DECLINED", "insufficient_funds"),
            (refund, "APPROVED", ""),
            (debits["40.00"], "APPROVED", ""),
            (debits["60.63"], "APPROVED", ""),
            (debits["60.63"], "RETURNED", "debit_not_authorized"),
        ]
    )
    assert (own("2100"), own("2900")) == (0, 0)
    assert books.broken() == []


def test_every_test_amount_does_what_the_table_for_integrators_says(house):
    anna = factories.account(funds=1_000)
    paid = {
        each: pay(anna, eur(f"10.{each.ending}")).transaction_id
        for each in interbank.SANDBOX_PAYMENTS
    }
    arrives = pay(anna, eur("10.00")).transaction_id

    exchange(house)
    refused = {each for each in paid if each.days is None}
    for each, number in paid.items():
        progress = payments.payment_status_of(transaction_id=number).progress
        assert progress == ("returned" if each in refused else "completed"), each
    reasons = dict(Item.objects.filter(state="REJECTED").values_list("amount_minor", "reason"))
    assert reasons == {1_000 + each.ending: each.reason for each in refused}
    for days in range(3):
        day = OPENING_DAY + timedelta(days=days)
        to_business_day(day)
        house.clear(day.isoformat())
        exchange(house)
        away = [each for each in paid.keys() - refused if each.days > days]
        gone = 1_000 + sum(1_000 + each.ending for each in away)
        assert left(anna).minor == 100_000 - gone, day
    assert payments.payment_status_of(transaction_id=arrives).progress == "completed"
    assert books.broken() == []


def test_a_day_of_ach_ends_with_the_same_money_on_both_sides(house, told, monkeypatch):
    heard = []
    monkeypatch.setattr(
        gateway, "correct_account", lambda **told: heard.append(told["number"]), raising=False
    )
    rich = factories.account(funds=100, currency="USD")
    debits = {
        each: collect(Money.of(each, "USD"), connector=interbank.ACH_DEBIT, method="pm_ach").hex
        for each in ("40.00", "50.51", "60.63", "70.71")
    }
    exchange(house, ACH)
    house.order(
        "POST",
        "/credit",
        network="ach",
        account=rich.iban[-10:],
        amount_minor=700,
        date="2026-03-02",
    )
    exchange(house, ACH)
    house.clear("2026-03-02")
    to_business_day(date(2026, 3, 3))
    house.clear("2026-03-03")
    interbank.settle_due(network=ACH, actor=BANK, now=NOW)
    exchange(house, ACH)
    assert agreed(house, ACH, "USD") == 700 + 4_000 + 7_071
    assert left(rich) == Money.of(107, "USD")
    ends = {operation: (verdict, code) for operation, verdict, code in told}
    assert ends == {
        debits["40.00"]: ("APPROVED", ""),
        debits["50.51"]: ("DECLINED", "insufficient_funds"),
        debits["60.63"]: ("RETURNED", "debit_not_authorized"),
        debits["70.71"]: ("APPROVED", ""),
    }
    assert heard == ["231380104/9123456789"]


def collect_from(house, account, minor, *, network="sepa", day="2026-03-02", **more) -> None:
    """Have somebody collect from an account through the clearing house."""
    house.order(
        "POST",
        "/collect",
        network=network,
        account=account,
        amount_minor=minor,
        date=day,
        **more,
    )


@pytest.mark.parametrize("settles_first", [True, False], ids=["house first", "bank first"])
@pytest.mark.parametrize(("network", "currency"), [(SEPA, "EUR"), (ACH, "USD")])
def test_what_others_collect_ends_with_the_same_money_on_both_sides(
    house, network, currency, settles_first
):
    anna = online.customer("anna")
    account = factories.account(owner=anna.customer, funds=100, currency=currency)
    number = account.iban if network is SEPA else account.iban[-10:]
    for minor in (3_000, 2_000, 9_000):  # booked, booked and given back, more than there is
        collect_from(house, number, minor, network=network.value)
    collect_from(house, "DE89370400440532013000" if network is SEPA else "999", 70, network=network)
    if settles_first:
        house.clear("2026-03-02")
    exchange(house, network)
    assert left(account) == Money.of(50, currency)
    interbank.claim_back(
        collection_id=Collection.objects.get(amount_minor=2_000).public_id,
        kind=interbank.ClaimKind.UNAUTHORISED,
        words="",
        actor=anna.actor,
        now=NOW,
    )
    exchange(house, network)
    house.clear("2026-03-02")
    exchange(house, network)
    assert left(account) == Money.of(70, currency)
    assert agreed(house, network, currency) == -3_000
    assert own("2900", currency) == 0
    states = house.network(network.value)["payments"]
    assert {name: told["count"] for name, told in states.items()} == {"DRAWN": 1, "GIVEN_BACK": 3}
    assert books.broken() == []


def test_a_collection_that_the_clearing_house_repeats_is_booked_once(house):
    anna = factories.account(funds=100)
    house.order("POST", "/faults", kind="repeat")
    collect_from(house, anna.iban, 3_000)
    assert ("DUPLICATE", "") in exchange(house)
    house.clear("2026-03-02")
    exchange(house)
    assert left(anna) == eur(70)
    assert agreed(house) == -3_000


@pytest.mark.parametrize(
    ("fault", "states"),
    [
        ("truncate", [("REFUSED", "not_well_formed")]),
        ("repeat", [("APPLIED", ""), ("DUPLICATE", "")]),
        ("answer_twice", [("APPLIED", ""), ("APPLIED", "")]),
        ("reject_file", [("APPLIED", "")]),
        ("silent", []),
    ],
)
def test_whatever_a_clearing_house_does_wrong_moves_no_money_twice(house, fault, states):
    anna = factories.account(funds=100)
    pay(anna, eur(30))
    interbank.send(network=SEPA, actor=BANK, now=NOW)
    house.order("POST", "/faults", kind=fault)
    house.look()
    taken = interbank.receive(network=SEPA, actor=BANK, now=NOW)
    assert [(each.state.value, each.reason) for each in taken] == states
    settled = fault in {"repeat", "answer_twice"}
    given_back = fault == "reject_file"
    assert own("1100") == (-3_000 if settled else 0)
    assert left(anna) == (eur(100) if given_back else eur(70))
    assert books.broken() == []


def test_what_is_returned_twice_is_given_back_once(house):
    anna = factories.account(funds=100)
    pay(anna, eur("10.62"))
    exchange(house)
    house.order("POST", "/faults", kind="return_twice")
    house.clear("2026-03-02")
    assert ("REFUSED", "returned_before") in exchange(house)
    assert left(anna) == eur(100)
    assert agreed(house) == 0


def test_a_house_that_is_killed_goes_on_where_it_was(house):
    anna = factories.account(funds=100)
    pay(anna, eur(30))
    interbank.send(network=SEPA, actor=BANK, now=NOW)
    house.kill()
    house.start()
    house.look()
    house.kill()
    house.start()
    exchange(house)
    house.clear("2026-03-02")
    house.clear("2026-03-02")
    assert agreed(house) == -3_000
    assert Item.objects.get().state == "SETTLED"


def test_an_order_that_cannot_be_carried_out_is_refused_with_the_reason(house):
    for method, path, values in (
        ("POST", "/clear", {}),
        ("POST", "/clear", {"date": "yesterday"}),
        ("POST", "/faults", {"kind": "earthquake"}),
        ("POST", "/credit", {"network": "sepa", "account": "x", "amount_minor": -1}),
    ):
        assert house.ask(method, path, **values)[0] == 400
    assert house.ask("GET", "/else")[0] == 404
