"""Who may use an account, and how far."""

from datetime import timedelta

import pytest

from accounts import public as accounts
from accounts.models import Mandate, Signature
from accounts.services import mandates, signatures
from bankcore.db.transactions import use_case
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur

pytestmark = pytest.mark.usefixtures("bank")
TOMORROW = OPENING_DAY + timedelta(days=1)


@pytest.fixture
def anna():
    return factories.customer("Demo Person 01")


@pytest.fixture
def ben():
    return factories.customer("Demo Person 02")


@pytest.fixture
def account(anna):
    return factories.account(funds=100, owner=anna)


def share(account, customer, valid_from=OPENING_DAY, valid_to=None) -> None:
    accounts.add_holder(
        account_id=account.account_id,
        customer_id=customer.customer_id,
        valid_from=valid_from,
        valid_to=valid_to,
        actor=TESTER,
        now=NOW,
    )


def mandate(account, customer, *, valid_from=OPENING_DAY, valid_to=None, **limits) -> None:
    order = accounts.MandateOrder(
        account_id=account.account_id,
        customer_id=customer.customer_id,
        valid_from=valid_from,
        valid_to=valid_to,
        **limits,
    )
    accounts.give_mandate(order=order, actor=TESTER, now=NOW)


def end(account, customer, last_day=OPENING_DAY) -> None:
    accounts.end_rights(
        account_id=account.account_id,
        customer_id=customer.customer_id,
        last_day=last_day,
        actor=TESTER,
        now=NOW,
    )


def all_sign(account) -> None:
    accounts.set_signing_rule(
        account_id=account.account_id,
        rule=accounts.SigningRule.ALL_SIGN,
        actor=TESTER,
        now=NOW,
    )


def authorise(account, customer, amount=None, day=OPENING_DAY) -> accounts.Authorisation:
    return accounts.authorise(
        account_id=account.account_id,
        customer_id=customer.customer_id,
        amount=amount or eur(10),
        day=day,
    )


def count(account, customer, amount, reference, day=OPENING_DAY) -> None:
    use_case(accounts.use_mandate)(
        account_id=account.account_id,
        customer_id=customer.customer_id,
        amount=amount,
        day=day,
        reference=reference,
    )


def sign(account, customer, *, reference="order 1", body=b"1" * 32) -> accounts.Signing:
    order = accounts.OrderToSign(
        account_id=account.account_id, reference=reference, order_hash=body
    )
    return use_case(accounts.sign_order)(
        order=order, customer_id=customer.customer_id, day=OPENING_DAY, now=NOW
    )


def test_the_primary_holder_needs_nobody(account, anna):
    assert authorise(account, anna).is_complete


def test_a_stranger_may_not_use_an_account(account, ben):
    with pytest.raises(mandates.NotAuthorised):
        authorise(account, ben)


@pytest.mark.parametrize("give", [share, mandate])
def test_a_right_counts_from_its_first_day_to_its_last(account, ben, give):
    give(account, ben, valid_from=TOMORROW, valid_to=TOMORROW)
    for day in (OPENING_DAY, TOMORROW + timedelta(days=1)):
        with pytest.raises(mandates.NotAuthorised):
            authorise(account, ben, day=day)
    assert authorise(account, ben, day=TOMORROW).is_complete


@pytest.mark.parametrize("give", [share, mandate])
def test_a_right_that_is_ended_counts_to_its_last_day_and_stays_on_record(account, ben, give):
    give(account, ben)
    end(account, ben)
    assert authorise(account, ben).is_complete
    with pytest.raises(mandates.NotAuthorised):
        authorise(account, ben, day=TOMORROW)
    with pytest.raises(mandates.RightNotFound):
        end(account, ben)


def test_a_newer_mandate_takes_the_older_ones_place(account, ben):
    mandate(account, ben, transaction_limit=eur(5))
    mandate(account, ben, transaction_limit=eur(50))
    assert authorise(account, ben, eur(50)).is_complete
    assert Mandate.objects.count() == 2


def test_a_mandate_lets_no_more_through_at_once_than_its_limit(account, ben):
    mandate(account, ben, transaction_limit=eur(10))
    assert authorise(account, ben, eur(10)).is_complete
    with pytest.raises(mandates.MandateTransactionLimitExceeded, match=r"10\.00 EUR at once"):
        authorise(account, ben, eur("10.01"))


def test_a_mandates_daily_limit_counts_what_was_used(account, ben, anna):
    mandate(account, ben, daily_limit=eur(30))
    count(account, ben, eur(20), "order 1")
    count(account, ben, eur(20), "order 1")  # sent again
    count(account, anna, eur(90), "order 2")  # a holder's orders are not the mandate's
    assert authorise(account, ben, eur(10)).is_complete
    with pytest.raises(mandates.MandateDailyLimitExceeded, match=r"30\.00 EUR a day"):
        authorise(account, ben, eur("10.01"))
    with pytest.raises(mandates.MandateDailyLimitExceeded):
        count(account, ben, eur("10.01"), "order 3")
    count(account, ben, eur(10), "order 4")
    count(account, ben, eur(30), "order 5", day=TOMORROW)


def test_an_order_on_an_account_where_all_sign_says_who_is_missing(account, anna, ben):
    share(account, ben)
    all_sign(account)
    answer = authorise(account, anna)
    assert answer.missing == (ben.customer_id,)
    assert not answer.is_complete


def test_an_order_is_complete_once_all_have_signed_it(account, anna, ben):
    share(account, ben)
    all_sign(account)
    assert sign(account, anna).missing == (ben.customer_id,)
    assert sign(account, anna).missing == (ben.customer_id,)
    done = sign(account, ben)
    assert done.is_complete
    assert done.signed == (anna.customer_id, ben.customer_id)
    order = accounts.OrderToSign(
        account_id=account.account_id, reference="order 1", order_hash=b"1" * 32
    )
    assert accounts.signing_of_order(order=order, day=OPENING_DAY) == done


def test_all_sign_the_same_order(account, anna, ben):
    share(account, ben)
    all_sign(account)
    sign(account, anna)
    with pytest.raises(signatures.AnotherOrderSigned):
        sign(account, ben, body=b"2" * 32)
    assert Signature.objects.count() == 1


def test_a_stranger_and_a_company_cannot_sign(anna, ben):
    firm = factories.customer("Demo Company", kind="COMPANY")
    account = factories.account(owner=firm)
    for customer in (ben, firm):
        with pytest.raises(mandates.NotAuthorised):
            sign(account, customer)
    assert not Signature.objects.exists()


def test_a_mandate_for_a_company_is_for_persons_who_sign(ben):
    firm = factories.customer("Demo Company", kind="COMPANY")
    account = factories.account(owner=firm)
    mandate(account, ben)
    assert sign(account, ben).is_complete
    use = accounts.use_of_account(account_id=account.account_id, day=OPENING_DAY)
    assert [each.role for each in use.signatories] == ["primary", "mandate"]


def test_a_mandate_that_cannot_be_kept_is_not_given(account, ben):
    with pytest.raises(ValueError, match="last day"):
        mandate(account, ben, valid_to=OPENING_DAY - timedelta(days=1))
    with pytest.raises(ValueError, match="more than zero"):
        mandate(account, ben, daily_limit=eur(0))
    with pytest.raises(Exception, match="cannot be mixed"):
        mandate(account, ben, daily_limit=factories.Money.of(1, "USD"))
    with pytest.raises(accounts.AccountNotFound):
        accounts.use_of_account(account_id=ben.customer_id, day=OPENING_DAY)
    assert not Mandate.objects.exists()


class TestOnlineBanking:
    """A log-in sees what its customer holds or has a mandate on."""

    @pytest.fixture
    def user(self) -> int:
        return identity.ensure_user(username="demo", password="a-long-demo-password")

    @pytest.fixture
    def ben(self, user):
        return accounts.register_customer(
            kind="PERSON", name="Demo Person 02", user_id=user, actor=TESTER, now=NOW
        )

    def seen(self, user: int) -> list:
        page, _ = accounts.page_of_accounts(chosen=accounts.AccountFilter(user_id=user), limit=10)
        return [each.account_id for each in page]

    def test_own_joint_and_mandated_accounts_are_seen_once_each(self, user, ben):
        own, joint, mandated, other = (
            factories.account(owner=owner) for owner in (ben, None, None, None)
        )
        share(joint, ben)
        mandate(joint, ben)
        mandate(mandated, ben)
        mandate(own, ben)
        assert self.seen(user) == [own.account_id, joint.account_id, mandated.account_id]
        assert accounts.get_account_of_user(account_id=joint.account_id, user_id=user)
        with pytest.raises(accounts.AccountNotFound):
            accounts.get_account_of_user(account_id=other.account_id, user_id=user)

    @pytest.mark.parametrize("give", [share, mandate])
    def test_an_account_is_seen_on_the_days_of_the_right_only(self, user, ben, account, give):
        give(account, ben, valid_from=TOMORROW, valid_to=TOMORROW)
        seen = []
        for _ in range(3):
            seen.append(self.seen(user))
            ledger.close_business_day(actor=TESTER, now=NOW)
        assert seen == [[], [account.account_id], []]

    def test_a_right_that_was_ended_shows_nothing_afterwards(self, user, ben, account):
        mandate(account, ben)
        end(account, ben)
        assert self.seen(user) == [account.account_id]
        ledger.close_business_day(actor=TESTER, now=NOW)
        assert self.seen(user) == []
