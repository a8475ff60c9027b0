"""Customers in online banking move their own money, each time with a second factor."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts import public as accounts
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.audit import public as audit
from bankcore.identity import public as identity
from bankcore.identity.models import Confirmation
from bankcore.presentation import visitors
from bankcore.roles import CUSTOMER
from payments import public as payments
from payments.models import ExternalPayment
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, request_key
from tests.factories.exchange import publish, quote, set_margin
from tests.payments.services import online
from tests.payments.services.movements import left
from tests.payments.services.online import ask, payment, submit, transfer

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def anna():
    return online.customer("anna")


@pytest.fixture
def ben():
    return factories.account()


def evidence(movement):
    return audit.about(subjects=[f"transaction:{movement.transaction_id}"])


def orders(anna, ben):
    return {"payment": payment(anna, eur(10)), "transfer": transfer(anna, ben, eur(10))}


@pytest.mark.parametrize("kind", ["payment", "transfer"])
def test_what_was_confirmed_is_paid_and_the_proof_kept_with_it(anna, ben, kind):
    order = orders(anna, ben)[kind]
    asked = ask(anna, order)
    movement = submit(anna, order, anna.confirm(asked))
    assert left(anna.account) == eur(90)
    row = Confirmation.objects.get(public_id=asked.confirmation_id)
    assert (row.state, row.used_for) == ("USED", f"transaction:{movement.transaction_id}")
    [told] = evidence(movement)
    assert told.action == f"payments.{kind}.confirmed"
    assert told.detail["confirmation"] == str(asked.confirmation_id)
    assert told.detail["digest"] == bytes(row.digest).hex()
    assert told.detail["amounts"] == "10.00 EUR"


@pytest.mark.parametrize("kind", ["payment", "transfer"])
def test_without_a_confirmation_nothing_is_paid(anna, ben, kind):
    order = orders(anna, ben)[kind]
    unconfirmed = ask(anna, order).confirmation_id
    for confirmation_id in (None, unconfirmed):
        with pytest.raises(identity.ConfirmationRequired):
            submit(anna, order, confirmation_id)
    assert left(anna.account) == eur(100)
    assert not ExternalPayment.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"amount": eur(11)},
        {"creditor_iban": "DE75512108001245126199"},
        {"creditor_name": "Demo Thief"},
        {"remittance": "Other"},
    ],
)
def test_a_payment_changed_after_it_was_confirmed_is_refused(anna, change):
    order = payment(anna, eur(10))
    confirmed = anna.confirm(ask(anna, order))
    with pytest.raises(identity.ConfirmationDoesNotMatch):
        submit(anna, replace(order, **change), confirmed)
    assert left(anna.account) == eur(100)
    submit(anna, order, confirmed)
    assert left(anna.account) == eur(90)


def test_a_transfer_changed_after_it_was_confirmed_is_refused(anna, ben):
    order = transfer(anna, ben, eur(10))
    confirmed = anna.confirm(ask(anna, order))
    other = factories.account()
    second = factories.account(owner=anna.customer, funds=50)
    for change in (
        {"amount": eur("9.99")},
        {"credit_account_id": other.account_id},
        {"debit_account_id": second.account_id},
        {"narrative": "x"},
    ):
        with pytest.raises(identity.ConfirmationDoesNotMatch):
            submit(anna, replace(order, **change), confirmed)
    assert (left(anna.account), left(second), left(other)) == (eur(100), eur(50), eur(0))


def test_a_confirmation_of_a_transfer_pays_no_payment_and_none_twice(anna, ben):
    order = transfer(anna, ben, eur(10))
    confirmed = anna.confirm(ask(anna, order))
    with pytest.raises(identity.ConfirmationDoesNotMatch):
        submit(anna, payment(anna, eur(10)), confirmed)
    submit(anna, order, confirmed)
    with pytest.raises(identity.ConfirmationUsed):
        submit(anna, order, confirmed)
    assert left(anna.account) == eur(90)


def test_the_same_request_sent_twice_pays_once(anna):
    order, request = payment(anna, eur(60)), request_key()
    confirmed = anna.confirm(ask(anna, order))
    movements = [submit(anna, order, confirmed, request=request) for _ in range(2)]
    assert [each.replayed for each in movements] == [False, True]
    assert left(anna.account) == eur(40)
    assert len(evidence(movements[0])) == 1


def test_after_a_refusal_of_the_books_the_confirmation_is_not_used_up(anna):
    order = payment(anna, eur(1000))
    asked = ask(anna, order)
    with pytest.raises(payments.InsufficientFunds):
        submit(anna, order, anna.confirm(asked))
    assert Confirmation.objects.get(public_id=asked.confirmation_id).state == "CONFIRMED"


def test_after_five_minutes_the_order_is_begun_again(anna):
    order = payment(anna, eur(10))
    confirmed = anna.confirm(ask(anna, order))
    with pytest.raises(identity.ConfirmationExpired):
        payments.submit_payment(
            order=order,
            request=request_key(),
            actor=anna.actor,
            now=NOW + timedelta(minutes=5),
            confirmation_id=confirmed,
        )
    assert left(anna.account) == eur(100)


def test_between_own_accounts_nothing_is_asked_and_the_exemption_is_written_down(anna):
    savings = factories.account(owner=anna.customer)
    order = transfer(anna, savings, eur(10))
    assert ask(anna, order) is None
    movement = submit(anna, order, None)
    assert left(savings) == eur(10)
    [told] = evidence(movement)
    assert told.action == "payments.transfer.exempted"
    assert told.detail["exemption"] == "own_accounts"


def test_the_exemption_is_a_setting(anna, settings):
    settings.CONFIRMATION_EXEMPTIONS = []
    order = transfer(anna, factories.account(owner=anna.customer), eur(10))
    assert ask(anna, order) is not None
    with pytest.raises(identity.ConfirmationRequired):
        submit(anna, order, None)


def test_two_accounts_of_somebody_else_are_not_own_accounts(anna):
    holder = factories.customer()
    joint, other = factories.account(owner=holder, funds=50), factories.account(owner=holder)
    accounts.add_holder(
        account_id=joint.account_id,
        customer_id=anna.customer.customer_id,
        valid_from=OPENING_DAY,
        actor=TESTER,
        now=NOW,
    )
    order = payments.TransferOrder(
        debit_account_id=joint.account_id, credit_account_id=other.account_id, amount=eur(10)
    )
    with pytest.raises(identity.ConfirmationRequired):
        submit(anna, order, None)
    submit(anna, order, anna.confirm(ask(anna, order)))
    assert left(other) == eur(10)


@pytest.mark.parametrize("kind", ["payment", "transfer"])
def test_nobody_pays_from_anothers_account_even_confirmed(anna, ben, kind):
    rich = factories.account(funds=500)
    theirs = {
        "payment": payment(anna, eur(10), account_id=rich.account_id),
        "transfer": replace(transfer(anna, ben, eur(10)), debit_account_id=rich.account_id),
    }[kind]
    for act in (lambda: ask(anna, theirs), lambda: submit(anna, theirs, None)):
        with pytest.raises(accounts.AccountNotFound):
            act()
    assert left(rich) == eur(500)


def test_where_others_must_sign_nothing_leaves_at_once(anna, ben):
    accounts.add_holder(
        account_id=anna.account.account_id,
        customer_id=factories.customer().customer_id,
        valid_from=OPENING_DAY,
        actor=TESTER,
        now=NOW,
    )
    accounts.set_signing_rule(
        account_id=anna.account.account_id,
        rule=accounts.SigningRule("ALL_SIGN"),
        actor=TESTER,
        now=NOW,
    )
    with pytest.raises(payments.SignedByOthersToo):
        ask(anna, transfer(anna, ben, eur(10)))


def test_a_mandates_daily_limit_holds_online(anna):
    owner = factories.account(funds=500)
    accounts.give_mandate(
        order=accounts.MandateOrder(
            account_id=owner.account_id,
            customer_id=anna.customer.customer_id,
            valid_from=OPENING_DAY,
            daily_limit=eur(50),
        ),
        actor=TESTER,
        now=NOW,
    )
    order = payment(anna, eur(30), account_id=owner.account_id)
    second, request = ask(anna, order), request_key()
    confirmed = anna.confirm(ask(anna, order))
    submit(anna, order, confirmed, request=request)
    assert submit(anna, order, confirmed, request=request).replayed
    with pytest.raises(accounts.MandateDailyLimitExceeded):
        submit(anna, order, anna.confirm(second))
    assert left(owner) == eur(470)


def test_staff_programs_and_the_bank_itself_are_not_asked(anna, ben):
    order = transfer(anna, ben, eur(1))
    rights = Rights(permissions=CUSTOMER)
    for actor in (
        TESTER,
        Actor(ActorKind.API_CLIENT, "c", rights),
        Actor(ActorKind.USER, "1", rights),
    ):
        payments.submit_transfer(order=order, request=request_key(), actor=actor, now=NOW)
    assert left(ben) == eur(3)


def test_whoever_comes_by_online_banking_is_asked(rf, anna, django_user_model):
    request = rf.get("/")
    request.user = django_user_model.objects.get(pk=anna.user_id)
    assert visitors.actor_of(request).rights.self_service


def test_a_customer_makes_no_payment_without_a_payee(anna):
    with pytest.raises(identity.ConfirmationRequired):
        payments.process_payment(
            account_id=anna.account.account_id,
            amount=eur(1),
            request=request_key(),
            actor=anna.actor,
            now=NOW,
        )
    assert left(anna.account) == eur(100)


def test_a_log_in_without_a_customer_orders_nothing(ben):
    from tests.factories import factors

    actor = factors.customer_actor(factors.person("nobody"))
    order = payments.TransferOrder(
        debit_account_id=ben.account_id,
        credit_account_id=factories.account().account_id,
        amount=eur(Decimal(1)),
    )
    with pytest.raises((accounts.CustomerNotFound, accounts.AccountNotFound)):
        payments.ask_to_confirm_transfer(order=order, actor=actor, now=NOW)


class TestAnExchange:
    """Moves money between two accounts of one customer."""

    @pytest.fixture
    def offer(self, anna):
        publish()
        set_margin("0.01")
        dollars = factories.account(owner=anna.customer, currency="USD")
        return quote(anna.account, dollars, "20")

    def take(self, offer, who, confirmation_id=None):
        return payments.execute_exchange(
            quote_id=offer.quote_id,
            request=request_key(),
            actor=who.actor,
            now=NOW,
            confirmation_id=confirmation_id,
        )

    def test_between_own_accounts_is_exempt_and_says_so(self, anna, offer):
        assert ask_exchange(offer, anna) is None
        [told] = evidence(self.take(offer, anna))
        assert told.action == "payments.exchange.exempted"
        assert told.detail["exemption"] == "own_accounts"

    def test_of_another_customers_offer_there_is_none(self, anna, offer):
        ben = online.customer("ben")
        for act in (lambda: self.take(offer, ben), lambda: ask_exchange(offer, ben)):
            with pytest.raises(payments.QuoteNotFound):
                act()
        assert left(anna.account) == eur(100)

    def test_is_confirmed_where_the_bank_exempts_nothing(self, anna, offer, settings):
        settings.CONFIRMATION_EXEMPTIONS = []
        with pytest.raises(identity.ConfirmationRequired):
            self.take(offer, anna)
        asked = ask_exchange(offer, anna)
        assert asked.amounts == "20.00 EUR"
        self.take(offer, anna, anna.confirm(asked))
        assert left(anna.account) == eur(80)


def ask_exchange(offer, who):
    return payments.ask_to_confirm_exchange(quote_id=offer.quote_id, actor=who.actor, now=NOW)
