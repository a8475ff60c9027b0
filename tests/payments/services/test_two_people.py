"""Nobody moves much money, and nobody changes rates or margins, alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bankcore.access import NotPermitted
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.approvals import public as approvals
from bankcore.identity import public as identity
from bankcore.identity.models import User
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from bankcore.roles import CUSTOMER, PERMISSIONS
from bankcore.scopes import SCOPES
from payments import public as payments
from payments.models import FxCoverDeal, FxMargin, FxRate
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, request_key
from tests.factories.exchange import cover, execute, pair, publish, quote, set_margin
from tests.payments.services import counter, orders

pytestmark = pytest.mark.usefixtures("bank")

ABOVE = eur("10000.01")
LIMIT = eur(10_000)


def member(name: str, *roles: identity.Role) -> Actor:
    """Return a member of staff with these roles."""
    user_id = identity.ensure_user(username=name, password="a-long-demo-password", roles=roles)
    return identity.staff_actor(user_id=user_id)


def superuser(name: str) -> Actor:
    user_id = identity.ensure_user(username=name, password="a-long-demo-password", is_admin=True)
    return identity.staff_actor(user_id=user_id)


@pytest.fixture
def clerk():
    return member("clerk", identity.Role.OPERATIONS)


@pytest.fixture
def colleague():
    return member("colleague", identity.Role.OPERATIONS, identity.Role.FINANCE)


@pytest.fixture
def treasurer():
    return member("treasurer", identity.Role.FINANCE)


@pytest.fixture
def anna():
    return factories.account(funds=50_000)


@pytest.fixture
def ben():
    return factories.account()


def transfer_of(anna, ben, amount=ABOVE):
    return payments.TransferOrder(
        debit_account_id=anna.account_id, credit_account_id=ben.account_id, amount=amount
    )


def payment_of(anna, amount=ABOVE):
    return payments.PaymentOrder(
        account_id=anna.account_id,
        amount=amount,
        creditor_iban="DE89370400440532013000",
        creditor_name="Demo Creditor",
    )


def order(what, wanted, *, actor, reason="By letter", request=None):
    return what(order=wanted, reason=reason, request=request or request_key(), actor=actor, now=NOW)


def has(account) -> Money:
    return counter.balance(account).posted


# Transfers and payments for customers


@pytest.mark.parametrize("amount", [eur(1), LIMIT])
def test_up_to_the_limit_one_person_moves_a_customers_money(clerk, anna, ben, amount):
    made = order(payments.order_transfer, transfer_of(anna, ben, amount), actor=clerk, reason="")
    assert isinstance(made, payments.Movement)
    assert has(ben) == amount


def test_above_the_limit_nothing_moves_before_a_colleague_agrees(clerk, colleague, anna, ben):
    asked = order(payments.order_transfer, transfer_of(anna, ben), actor=clerk)
    assert (has(anna), has(ben)) == (eur(50_000), eur(0))
    done = counter.approve(asked.request_id, colleague)
    assert done.result.startswith("transaction:")
    assert has(ben) == ABOVE


def test_above_the_limit_a_payment_waits_as_well(clerk, colleague, anna):
    asked = order(payments.order_payment, payment_of(anna), actor=clerk)
    assert has(anna) == eur(50_000)
    counter.approve(asked.request_id, colleague)
    assert has(anna) == eur(50_000) - ABOVE


def test_who_asks_does_not_agree_superuser_or_not(anna, ben):
    root = superuser("root")
    asked = order(payments.order_transfer, transfer_of(anna, ben), actor=root)
    with pytest.raises(approvals.OwnRequest):
        counter.approve(asked.request_id, root)
    assert has(ben) == eur(0)


def test_a_second_person_needs_the_right_to_decide(clerk, anna, ben):
    asked = order(payments.order_transfer, transfer_of(anna, ben), actor=clerk)
    with pytest.raises(NotPermitted):
        counter.approve(asked.request_id, member("teller", identity.Role.TELLER))
    assert has(ben) == eur(0)


def test_what_takes_two_says_why(clerk, anna, ben):
    with pytest.raises(approvals.ReasonMissing):
        order(payments.order_transfer, transfer_of(anna, ben), actor=clerk, reason=" ")


def test_an_order_asked_for_twice_is_booked_once(clerk, colleague, anna, ben):
    request = request_key()
    asked = order(payments.order_transfer, transfer_of(anna, ben), actor=clerk, request=request)
    with pytest.raises(approvals.AlreadyRequested):
        order(payments.order_transfer, transfer_of(anna, ben), actor=clerk, request=request)
    counter.approve(asked.request_id, colleague)
    again = order(payments.order_transfer, transfer_of(anna, ben), actor=clerk, request=request)
    counter.approve(again.request_id, colleague)
    assert has(ben) == ABOVE


def test_a_request_whose_money_is_gone_is_refused_and_waits(clerk, colleague, anna, ben):
    asked = order(payments.order_transfer, transfer_of(anna, ben), actor=clerk)
    payments.submit_transfer(
        order=transfer_of(anna, ben, eur(45_000)), request=request_key(), actor=TESTER, now=NOW
    )
    before = counter.picture()
    with pytest.raises(payments.InsufficientFunds):
        counter.approve(asked.request_id, colleague)
    assert counter.picture() == before
    assert approvals.get(request_id=asked.request_id).state is approvals.State.REQUESTED


@pytest.mark.parametrize(
    ("what", "make"),
    [
        (payments.submit_transfer, lambda anna, ben: {"order": transfer_of(anna, ben)}),
        (payments.submit_payment, lambda anna, ben: {"order": payment_of(anna)}),
        (
            payments.process_payment,
            lambda anna, ben: {"account_id": anna.account_id, "amount": ABOVE},
        ),
        (
            payments.deposit,
            lambda anna, ben: {
                "order": payments.CashOrder(account_id=anna.account_id, amount=ABOVE)
            },
        ),
        (
            payments.withdraw,
            lambda anna, ben: {
                "order": payments.CashOrder(account_id=anna.account_id, amount=ABOVE)
            },
        ),
    ],
    ids=["transfer", "payment", "processed payment", "cash into no drawer", "cash out of none"],
)
def test_no_way_around_the_second_person(what, make, anna, ben):
    before = counter.picture()
    with pytest.raises(payments.TakesTwoPeople):
        what(**make(anna, ben), request=request_key(), actor=superuser("root"), now=NOW)
    counter_after = counter.picture()
    assert counter_after == before


def test_a_customers_and_a_programs_orders_are_their_own(anna, ben):
    customer = Actor(ActorKind.USER, "7", Rights(permissions=CUSTOMER))
    program = Actor(ActorKind.API_CLIENT, "p", Rights(permissions=SCOPES["payments:write"]))
    for actor in (customer, program, TESTER):
        payments.submit_transfer(
            order=transfer_of(anna, ben), request=request_key(), actor=actor, now=NOW
        )
    assert has(ben) == ABOVE + ABOVE + ABOVE


def test_staff_hand_in_no_file_alone(clerk):
    owner = factories.customer()
    with pytest.raises(payments.TakesTwoPeople):
        payments.submit_bulk_file(
            data=b"x", name="x", customer_id=owner.customer_id, actor=clerk, now=NOW
        )


def test_staff_give_no_standing_order_and_change_none(clerk, anna, ben):
    with pytest.raises(payments.TakesTwoPeople):
        payments.create_standing_order(
            terms=orders.terms(anna, ben, eur(1)), request=request_key(), actor=clerk, now=NOW
        )
    given = orders.give(anna, ben, eur(1))
    with pytest.raises(payments.TakesTwoPeople):
        payments.change_standing_order(
            order_id=given.order_id,
            wanted=payments.StandingOrderChange(amount=eur(9)),
            actor=clerk,
            now=NOW,
        )
    assert payments.get_standing_order(order_id=given.order_id) == given


# Cheques


def test_a_large_cheque_to_an_account_takes_two(clerk, colleague, anna, ben):
    counter.book_of(anna)
    wanted = payments.ChequePresentment(
        account_id=anna.account_id,
        number=1,
        amount=ABOVE,
        payee="Demo Payee",
        credit_account_id=ben.account_id,
    )
    with pytest.raises(payments.TakesTwoPeople):
        payments.pay_cheque(order=wanted, request=request_key(), actor=clerk, now=NOW)
    asked = order(payments.order_cheque_payment, wanted, actor=clerk)
    assert has(ben) == eur(0)
    counter.approve(asked.request_id, colleague)
    assert has(ben) == ABOVE


def test_a_cheque_stopped_meanwhile_is_not_paid_on_approval(clerk, colleague, anna, ben):
    leaves = counter.book_of(anna)
    wanted = payments.ChequePresentment(
        account_id=anna.account_id,
        number=1,
        amount=ABOVE,
        payee="Demo Payee",
        credit_account_id=ben.account_id,
    )
    asked = order(payments.order_cheque_payment, wanted, actor=clerk)
    payments.stop_cheques(leaves=leaves, reason="Lost", actor=TESTER, now=NOW)
    with pytest.raises(payments.ChequeStopped):
        counter.approve(asked.request_id, colleague)
    assert has(ben) == eur(0)


def test_a_large_cheques_money_is_freed_early_by_two(clerk, colleague, anna):
    held = counter.collect(anna, ABOVE)
    with pytest.raises(payments.TakesTwoPeople):
        payments.clear_cheque(cheque_id=held.cheque_id, actor=clerk, now=NOW)
    asked = payments.order_cheque_clearing(
        cheque_id=held.cheque_id, reason="Paid by wire", actor=clerk, now=NOW
    )
    assert counter.balance(anna).available == eur(50_000)
    counter.approve(asked.request_id, colleague)
    assert counter.balance(anna).available == eur(50_000) + ABOVE


def test_a_small_cheques_money_is_freed_by_one(clerk, anna):
    held = counter.collect(anna, LIMIT)
    done = payments.order_cheque_clearing(cheque_id=held.cheque_id, reason="", actor=clerk, now=NOW)
    assert done.state is payments.CollectionState.CLEARED


def test_a_fee_beyond_the_limit_is_nobodys_to_take(clerk, anna):
    held = counter.collect(anna, eur(100))
    order = payments.ChequeReturn(cheque_id=held.cheque_id, reason="No funds", fee=ABOVE)
    before = counter.picture()
    with pytest.raises(payments.TakesTwoPeople):
        payments.return_cheque(order=order, actor=clerk, now=NOW)
    assert counter.picture() == before


# Margins and rates


def margins_of(day: date) -> list[FxMargin]:
    return list(FxMargin.objects.filter(effective_from=day))


TERMS = payments.MarginTerms(margin=Decimal("0.0125"), effective_from=OPENING_DAY)


def test_a_margin_is_set_by_two(treasurer, colleague):
    with pytest.raises(payments.TakesTwoPeople):
        payments.set_fx_margin(terms=TERMS, actor=superuser("root"), now=NOW)
    asked = payments.request_fx_margin(terms=TERMS, reason="Costs", actor=treasurer, now=NOW)
    assert not margins_of(TERMS.effective_from)
    counter.approve(asked.request_id, colleague)
    assert [row.margin for row in margins_of(TERMS.effective_from)] == [Decimal("0.0125")]


def test_a_margin_of_a_pair_and_product_comes_out_as_it_was_asked_for(treasurer, colleague):
    terms = payments.MarginTerms(
        margin=Decimal("0.00000001"),
        effective_from=OPENING_DAY + timedelta(days=3),
        sell=Currency.of("USD"),
        buy=Currency.of("EUR"),
        product="CURRENT",
    )
    asked = payments.request_fx_margin(terms=terms, reason="Costs", actor=treasurer, now=NOW)
    counter.approve(asked.request_id, colleague)
    (row,) = margins_of(terms.effective_from)
    assert (row.margin, row.effective_from) == (terms.margin, terms.effective_from)
    assert (row.sell_currency, row.buy_currency, row.product_id) == ("USD", "EUR", "CURRENT")


def test_terms_that_came_about_meanwhile_are_not_set_over(treasurer, colleague):
    asked = payments.request_fx_margin(terms=TERMS, reason="Costs", actor=treasurer, now=NOW)
    set_margin("0.02")
    with pytest.raises(payments.MarginVersionExists):
        counter.approve(asked.request_id, colleague)
    assert [row.margin for row in margins_of(TERMS.effective_from)] == [Decimal("0.02")]


def test_no_margin_is_asked_for_that_could_not_be(treasurer):
    terms = payments.MarginTerms(margin=Decimal("0.6"), effective_from=OPENING_DAY)
    with pytest.raises(payments.InvalidMargin):
        payments.request_fx_margin(terms=terms, reason="Costs", actor=treasurer, now=NOW)


USD = Currency.of("USD")


def asked_rate(actor, currency=USD, rate="1.2"):
    return payments.request_fx_rate(
        currency=currency, rate=Decimal(rate), reason="None published", actor=actor, now=NOW
    )


def test_a_rate_entered_by_hand_takes_two_and_goes_before_what_was_published(treasurer, colleague):
    publish(source="ECB", USD="1.1")
    asked = asked_rate(treasurer)
    mid = payments.fx_rate(day=OPENING_DAY, sell=Currency.of("EUR"), buy=USD)
    assert mid.buy_rate == Decimal("1.1")
    counter.approve(asked.request_id, colleague)
    mid = payments.fx_rate(day=OPENING_DAY, sell=Currency.of("EUR"), buy=USD)
    assert mid.buy_rate == Decimal("1.2")
    assert FxRate.objects.filter(source=payments.HAND).count() == 1


def test_a_person_publishes_no_rates_and_imports_no_file(treasurer):
    rates = [payments.PublishedRate("USD", OPENING_DAY, Decimal("1.2"))]
    with pytest.raises(payments.TakesTwoPeople):
        payments.add_fx_rates(source="ECB", published_rates=rates, actor=treasurer, now=NOW)
    with pytest.raises(payments.TakesTwoPeople):
        payments.import_ecb_rates(data=b"Date,USD,\n2026-03-02,1.2,\n", actor=treasurer, now=NOW)
    assert not FxRate.objects.exists()


@pytest.mark.parametrize(
    ("currency", "rate"),
    [("EUR", "1"), ("USD", "0"), ("USD", "-1"), ("USD", "NaN"), ("USD", "1.000000001")],
)
def test_a_rate_that_cannot_be_is_not_asked_for(treasurer, currency, rate):
    with pytest.raises(payments.InvalidRate):
        asked_rate(treasurer, Currency.of(currency), rate)


def test_a_rate_whose_day_is_over_is_not_kept(treasurer, colleague, monkeypatch):
    asked = asked_rate(treasurer)
    monkeypatch.setattr(ledger, "business_date", lambda: date(2026, 3, 3))
    with pytest.raises(payments.InvalidRate, match="not the open business day"):
        counter.approve(asked.request_id, colleague)
    assert not FxRate.objects.exists()


# Deals with the market


@pytest.fixture
def market():
    publish()
    set_margin("0")
    execute(quote(*pair("USD", "EUR", funds=500_000), "400000"))


def deal(amount, rate="1.25"):
    return payments.CoverOrder(
        side=payments.Side.SELL,
        amount=Money.of(amount, "USD"),
        rate=Decimal(rate),
        reference="Demo Bank 01",
        value_date=OPENING_DAY,
    )


def test_a_deal_up_to_the_limit_is_one_persons(treasurer, market):
    made = order(payments.order_fx_cover, deal("125000"), actor=treasurer, reason="")
    assert made.eur == eur(100_000)


def test_a_deal_above_the_limit_takes_two(treasurer, colleague, market):
    with pytest.raises(payments.TakesTwoPeople):
        payments.cover_fx_position(
            order=deal("125000.02"), request=request_key(), actor=treasurer, now=NOW
        )
    asked = order(payments.order_fx_cover, deal("125000.02"), actor=treasurer)
    assert not FxCoverDeal.objects.exists()
    counter.approve(asked.request_id, colleague)
    assert FxCoverDeal.objects.get().amount_minor == 12_500_002


def test_a_deal_from_which_the_market_moved_away_is_not_booked(treasurer, colleague, market):
    asked = order(payments.order_fx_cover, deal("200000"), actor=treasurer)
    publish(source="AA", USD="2")
    with pytest.raises(payments.RateOffMarket):
        counter.approve(asked.request_id, colleague)
    assert not FxCoverDeal.objects.exists()


def test_the_bank_covers_itself(market):
    assert cover(payments.Side.SELL, 200_000, "USD", "1.25").eur == eur(160_000)


SETTLING = frozenset({"payments.settle_clearing"})


def test_clearing_is_settled_by_the_bank_itself():
    with pytest.raises(NotPermitted):
        payments.settle_clearing(
            currency=Currency.of("EUR"),
            request=request_key(),
            actor=Actor(ActorKind.USER, "7", Rights(permissions=frozenset(PERMISSIONS) - SETTLING)),
            now=NOW,
        )
    root = superuser("root")
    assert User.objects.get(pk=int(root.id)).is_superuser
    with pytest.raises(payments.TakesTwoPeople):
        payments.settle_clearing(
            currency=Currency.of("EUR"), request=request_key(), actor=root, now=NOW
        )
