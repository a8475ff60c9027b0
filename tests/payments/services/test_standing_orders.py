"""A standing order is given, changed, paused and called off; whoever may not is refused."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from schwifty import IBAN

from accounts import public as accounts
from bankcore.audit.models import AuditEntry
from bankcore.identity import public as identity
from bankcore.money import CurrencyMismatch
from payments import public as payments
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, request_key
from tests.payments.services import movements
from tests.payments.services.orders import CREDITOR, give, once, picture, run, state, terms, told

NOBODY = str(IBAN.generate("DE", bank_code="99999999", account_code="7"))
pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def anna() -> accounts.AccountRef:
    return factories.account(funds=100)


@pytest.fixture
def ben() -> accounts.AccountRef:
    return factories.account()


def refused(error, act, *values, **more):
    before = picture()
    with pytest.raises(error) as found:
        act(*values, **more)
    assert picture() == before
    return found.value


def owner_of(account) -> int:
    """Give the account's customer a log-in; returns the user's id."""
    user_id = identity.ensure_user(username="demo", password="a-long-demo-password")
    customer = accounts.register_customer(
        kind="PERSON", name="Demo Person 01", user_id=user_id, actor=TESTER, now=NOW
    )
    return user_id, factories.account(funds=100, owner=customer)


def test_an_order_is_kept_as_given_and_pays_nothing_yet(anna, ben):
    order = give(anna, ben, eur(10), remittance="Rent", day_of_month=31)
    assert order.state is payments.OrderState.ACTIVE
    assert order.next_due_date == date(2026, 3, 31)
    assert payments.get_standing_order(order_id=order.order_id) == order
    assert payments.standing_orders_of_account(account_id=anna.account_id) == [order]
    assert movements.left(anna) == eur(100)


def test_an_order_to_an_iban_of_this_bank_is_a_transfer(anna, ben):
    order = give(anna, " ".join([ben.iban[:4], ben.iban[4:]]), eur(10))
    assert (order.payee.account_id, order.payee.iban) == (ben.account_id, "")


def test_the_same_request_gives_one_order(anna, ben):
    key = request_key(body="x")
    first = give(anna, ben, eur(10), request=key)
    again = give(anna, ben, eur(10), request=key)
    assert again == replace(first, replayed=True)
    other = replace(key, request_hash=b"y" * 32)
    refused(payments.KeyReused, give, anna, ben, eur(11), request=other)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": eur(0)}, "amount"),
        ({"amount": eur(-1)}, "amount"),
        ({"amount": eur(-1), "rule": payments.AmountRule.SWEEP}, "amount"),
        ({"retries": 31}, "retries"),
        ({"retries": -1}, "retries"),
        ({"start": OPENING_DAY - timedelta(days=1)}, "start"),
    ],
)
def test_what_cannot_be_kept_is_refused_naming_the_field(anna, ben, change, field):
    amount = change.pop("amount", eur(1))
    error = refused(payments.InvalidStandingOrder, give, anna, ben, amount, **change)
    assert error.field == field


@pytest.mark.parametrize(
    ("payee", "error"),
    [
        (payments.Payee(iban="DE00370400440532013000", name="X"), payments.InvalidIban),
        (payments.Payee(iban="x", name="X"), payments.InvalidIban),
        (payments.Payee(iban=CREDITOR), payments.InvalidStandingOrder),
        (payments.Payee(), payments.InvalidStandingOrder),
        (payments.Payee(account_id=uuid4()), accounts.AccountNotFound),
        (payments.Payee(iban=NOBODY, name="X"), accounts.AccountNotFound),
    ],
)
def test_whom_nobody_can_pay_is_refused(anna, ben, payee, error):
    wrong = replace(terms(anna, ben, eur(1)), payee=payee)
    refused(
        error,
        payments.create_standing_order,
        terms=wrong,
        request=request_key(),
        actor=TESTER,
        now=NOW,
    )


def test_an_account_does_not_pay_itself(anna):
    refused(payments.SameAccount, give, anna, anna, eur(1))
    refused(payments.SameAccount, give, anna, anna.iban, eur(1))


def test_an_order_is_in_the_currency_of_both_accounts(anna):
    dollars = factories.account(currency="USD")
    refused(CurrencyMismatch, give, anna, dollars, eur(1))
    refused(CurrencyMismatch, give, dollars, CREDITOR, eur(1))


def test_a_change_holds_from_the_next_date_on(anna, ben):
    order = give(anna, ben, eur(10), unit=payments.Unit.WEEK)
    run()
    changed = payments.change_standing_order(
        order_id=order.order_id,
        wanted=payments.StandingOrderChange(amount=eur(3), until=date(2026, 3, 9), remittance="x"),
        actor=TESTER,
        now=NOW,
    )
    assert (changed.amount, changed.remittance) == (eur(3), "x")
    run(date(2026, 3, 16))
    assert movements.left(ben) == eur(13)
    assert state(order) == "ENDED"


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ({"amount": eur(0)}, payments.InvalidStandingOrder),
        ({"amount": factories.Money.of(1, "USD")}, CurrencyMismatch),
        ({"retries": 99}, payments.InvalidStandingOrder),
        ({"until": OPENING_DAY - timedelta(days=1)}, payments.InvalidRecurrence),
    ],
)
def test_an_impossible_change_is_refused(anna, ben, wanted, error):
    order = give(anna, ben, eur(10))
    refused(
        error,
        payments.change_standing_order,
        order_id=order.order_id,
        wanted=payments.StandingOrderChange(**wanted),
        actor=TESTER,
        now=NOW,
    )


def test_a_paused_order_skips_its_dates_and_pays_the_next_after_it_is_resumed(anna, ben):
    order = give(anna, ben, eur(10), unit=payments.Unit.WEEK)
    act(payments.pause_standing_order, order)
    assert run() == {"skipped": 1}
    act(payments.resume_standing_order, order)
    assert run() == {}
    assert run(date(2026, 3, 9)) == {"executed": 1}
    assert told(order) == [
        (OPENING_DAY, "SKIPPED", 0),
        (date(2026, 3, 9), "EXECUTED", 1),
    ]


def test_a_cancelled_order_pays_nothing_more_not_even_what_was_to_be_tried_again(ben):
    poor = factories.account()
    order = give(poor, ben, eur(10))
    assert run() == {"retried": 1}
    act(payments.cancel_standing_order, order)
    movements.deposit(poor, eur(100))
    assert run(date(2026, 4, 2)) == {}
    assert told(order) == [(OPENING_DAY, "SKIPPED", 1)]
    assert state(order) == "CANCELLED"
    assert act(payments.cancel_standing_order, order).replayed


@pytest.mark.parametrize("how", ["cancelled", "ended"])
def test_an_order_that_is_over_stays_over(anna, ben, how):
    order = once(anna, ben, eur(10))
    if how == "cancelled":
        act(payments.cancel_standing_order, order)
    else:
        run()
        refused(payments.StandingOrderOver, act, payments.cancel_standing_order, order)
    for change in (payments.pause_standing_order, payments.resume_standing_order):
        refused(payments.StandingOrderOver, act, change, order)


def test_every_change_is_in_the_audit_trail(anna, ben):
    order = give(anna, ben, eur(10))
    for change in ("pause", "resume", "cancel"):
        act(getattr(payments, f"{change}_standing_order"), order)
    found = AuditEntry.objects.filter(subject=f"standing_order:{order.order_id}")
    assert [each.action.rpartition(".")[2] for each in found.order_by("id")] == [
        "created", "paused", "resumed", "cancelled",
    ]  # fmt: skip


def test_another_customers_order_is_not_found(anna, ben):
    user_id, own = owner_of(anna)
    theirs = give(anna, ben, eur(10))
    refused(accounts.AccountNotFound, give, anna, ben, eur(1), user_id=user_id)
    for change in ("pause", "resume", "cancel"):
        refused(
            payments.StandingOrderNotFound,
            act,
            getattr(payments, f"{change}_standing_order"),
            theirs,
            user_id=user_id,
        )
    with pytest.raises(payments.StandingOrderNotFound):
        payments.get_standing_order(order_id=theirs.order_id, user_id=user_id)
    mine = give(own, ben, eur(10), user_id=user_id)
    assert payments.standing_orders_of_user(user_id=user_id) == [mine]


def test_an_order_that_does_not_exist_is_not_found():
    with pytest.raises(payments.StandingOrderNotFound):
        payments.get_standing_order(order_id=uuid4())


def act(change, order, **more):
    return change(order_id=order.order_id, actor=TESTER, now=NOW, **more)


def log_in(name: str) -> tuple[int, accounts.CustomerView]:
    user_id = identity.ensure_user(username=name, password="a-long-demo-password")
    return user_id, accounts.register_customer(
        kind="PERSON", name=name, user_id=user_id, actor=TESTER, now=NOW
    )


@pytest.fixture
def joint(ben) -> tuple:
    """Give an account of two holders who must both sign, with their log-ins, and an order on it."""
    (first, anna), (second, carl) = log_in("demo-1"), log_in("demo-2")
    shared = factories.account(funds=100, owner=anna)
    accounts.add_holder(
        account_id=shared.account_id,
        customer_id=carl.customer_id,
        valid_from=OPENING_DAY,
        actor=TESTER,
        now=NOW,
    )
    accounts.set_signing_rule(
        account_id=shared.account_id, rule=accounts.SigningRule.ALL_SIGN, actor=TESTER, now=NOW
    )
    order = give(shared, ben, eur(10), user_id=first)
    return order, first, second


def resume(order, user_id):
    return payments.resume_standing_order(
        order_id=order.order_id, actor=TESTER, now=NOW, user_id=user_id
    )


def test_an_order_that_two_must_sign_pays_only_when_both_have(joint):
    order, first, second = joint
    assert order.state is payments.OrderState.PAUSED
    with pytest.raises(payments.SignaturesMissing, match="1 more must sign"):
        resume(order, first)
    assert state(order) == "PAUSED"
    assert resume(order, second).state is payments.OrderState.ACTIVE


def test_a_signed_order_that_is_changed_is_signed_anew(joint):
    order, first, second = joint
    resume(order, second)
    changed = payments.change_standing_order(
        order_id=order.order_id,
        wanted=payments.StandingOrderChange(amount=eur(99)),
        actor=TESTER,
        now=NOW,
        user_id=first,
    )
    assert changed.state is payments.OrderState.PAUSED
    assert resume(order, second).state is payments.OrderState.ACTIVE


def test_a_mandate_holder_gives_no_order_beyond_its_limit(ben):
    user_id, carl = log_in("demo-3")
    shared = factories.account(funds=100)
    mandate = accounts.MandateOrder(
        account_id=shared.account_id,
        customer_id=carl.customer_id,
        valid_from=OPENING_DAY,
        transaction_limit=eur(20),
    )
    accounts.give_mandate(order=mandate, actor=TESTER, now=NOW)
    refused(accounts.MandateTransactionLimitExceeded, give, shared, ben, eur(21), user_id=user_id)
    assert give(shared, ben, eur(20), user_id=user_id).state is payments.OrderState.ACTIVE
