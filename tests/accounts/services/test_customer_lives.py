"""The life of a customer: what may follow what, and what else happens then."""

import itertools
from uuid import uuid4

import pytest

from accounts import public as accounts
from accounts.domain.customer_states import TRANSITIONS
from accounts.models import Customer, CustomerStatusChange
from accounts.services.customer_lives import (
    AccountsStillOpen,
    NotReadyForActivation,
    ReasonMissing,
    StatusNotReachable,
)
from bankcore.audit.models import AuditEntry
from bankcore.money import Currency
from bankcore.outbox.models import Event
from payments import public as payments
from tests import factories
from tests.conftest import NOW, OPENING_DAY, in_threads
from tests.factories import TESTER, eur, people, request_key

S = accounts.CustomerStatus
PAIRS = list(itertools.product(S, S))
ALLOWED = [pair for pair in PAIRS if pair[1] in TRANSITIONS[pair[0]]]
REFUSED = [pair for pair in PAIRS if pair not in ALLOWED]


def registered(status: S, kind: str = "PERSON") -> accounts.CustomerView:
    return accounts.register_customer(
        kind=kind, name="Demo Person", status=status, actor=TESTER, now=NOW
    )


def status_of(customer_id) -> str:
    return Customer.objects.get(public_id=customer_id).status


def balance(account) -> accounts.AccountView:
    return accounts.get_account(account_id=account.account_id)


@pytest.mark.parametrize(("before", "after"), REFUSED)
def test_a_change_that_is_not_in_the_table_is_refused_and_changes_nothing(bank, before, after):
    customer = registered(before)
    trail, events = AuditEntry.objects.count(), Event.objects.count()
    with pytest.raises(StatusNotReachable):
        people.move(customer.customer_id, after)
    assert status_of(customer.customer_id) == before
    assert CustomerStatusChange.objects.count() == 1
    assert (AuditEntry.objects.count(), Event.objects.count()) == (trail, events)


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_a_change_that_is_in_the_table_is_kept_audited_and_told(bank, before, after):
    customer = people.prospect()
    people.add_papers(customer)
    for step in _way_to(before):
        people.move(customer, step)
    assert people.move(customer, after, reason="Because").status is after
    change = CustomerStatusChange.objects.latest("id")
    assert (change.from_status, change.to_status, change.reason, change.actor) == (
        before, after, "Because", "system:test",
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="accounts.customer.status_changed", id__gt=_last_audit(1))
    assert entry.detail == {"before": before, "after": after, "reason": "Because"}
    event = Event.objects.filter(name="accounts.customer_status_changed").latest("id")
    assert event.payload == {"customer_id": str(customer), "before": before, "after": after}
    assert status_of(customer) == after


def _last_audit(back: int) -> int:
    return list(AuditEntry.objects.order_by("-id").values_list("id", flat=True))[back]


def _way_to(status: S) -> list[S]:
    """Return the steps from PROSPECT to a status from which there are more."""
    way = [S.PENDING_KYC, S.ACTIVE, status]
    early = [S.PROSPECT, S.PENDING_KYC, S.ACTIVE]
    return way[: early.index(status)] if status in early else way


def test_the_two_ends_are_final_and_everything_else_leads_to_one():
    assert {status for status, after in TRANSITIONS.items() if not after} == {S.CLOSED, S.DECEASED}
    assert all(S.CLOSED in after for status, after in TRANSITIONS.items() if after)
    assert set(TRANSITIONS) == set(S)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a\x00b"])
def test_a_change_without_a_reason_is_refused(bank, reason):
    customer = registered(S.ACTIVE)
    with pytest.raises(ReasonMissing):
        people.move(customer.customer_id, S.DORMANT, reason=reason)
    assert status_of(customer.customer_id) == S.ACTIVE


def test_an_unknown_customer_is_not_found(bank):
    with pytest.raises(accounts.CustomerNotFound):
        people.move(uuid4(), S.DORMANT)


def test_a_customer_registered_by_the_bank_is_active_with_a_history(bank):
    customer = factories.customer()
    assert accounts.get_customer(customer_id=customer.customer_id).status is S.ACTIVE
    change = CustomerStatusChange.objects.get()
    assert (change.from_status, change.to_status) == (None, S.ACTIVE)


def test_an_applicant_becomes_active_only_with_papers_and_checks(bank):
    customer = people.prospect()
    accounts.submit_for_kyc(customer_id=customer, reason="Papers", actor=TESTER, now=NOW)
    with pytest.raises(NotReadyForActivation) as refusal:
        accounts.approve_customer(customer_id=customer, reason="Checked", actor=TESTER, now=NOW)
    for word in ("address", "tax residence", "self-certification", "risk rating", "identity check",
                 "screening check"):  # fmt: skip
        assert word in refusal.value.message
    assert status_of(customer) == S.PENDING_KYC
    people.add_papers(customer)
    accounts.approve_customer(customer_id=customer, reason="Checked", actor=TESTER, now=NOW)
    assert status_of(customer) == S.ACTIVE


def test_a_check_that_failed_later_counts_more_than_one_that_was_passed(bank):
    customer = people.prospect()
    people.add_papers(customer)
    people.move(customer, S.PENDING_KYC)
    failed = accounts.NewCheck(kind=accounts.KycKind.SCREENING, result=accounts.KycResult.FAILED)
    accounts.record_kyc_check(customer_id=customer, check=failed, actor=TESTER, now=NOW)
    with pytest.raises(NotReadyForActivation, match="screening"):
        people.move(customer, S.ACTIVE)


def test_a_us_person_needs_a_us_tax_number(bank):
    customer = people.prospect()
    people.add_papers(customer)
    given = {"customer_id": customer, "actor": TESTER, "now": NOW}
    accounts.record_self_certification(
        certification=accounts.SelfCertification(
            signed_on=OPENING_DAY, us_person=True, crs_status=accounts.CrsStatus.INDIVIDUAL
        ),
        **given,
    )
    people.move(customer, S.PENDING_KYC)
    with pytest.raises(NotReadyForActivation, match="US tax number"):
        people.move(customer, S.ACTIVE)
    accounts.set_tax_residence(
        residence=accounts.TaxResidence(country="US", tin="1", valid_from=OPENING_DAY), **given
    )
    assert people.move(customer, S.ACTIVE).status is S.ACTIVE


def test_a_company_needs_an_owner_or_a_reason_for_none(bank):
    for exemption in ("", "Listed on a regulated market"):
        company = people.prospect(people.company(owners_exemption=exemption))
        people.add_papers(company)
        people.move(company, S.PENDING_KYC)
        if not exemption:
            with pytest.raises(NotReadyForActivation, match="beneficial owner"):
                people.move(company, S.ACTIVE)
            accounts.add_beneficial_owner(
                customer_id=company, owner=people.owner(), actor=TESTER, now=NOW
            )
        assert people.move(company, S.ACTIVE).status is S.ACTIVE


@pytest.mark.parametrize("status", [each for each in S if each is not S.ACTIVE])
def test_only_an_active_customer_gets_an_account(bank, status):
    with pytest.raises(accounts.CustomerNotActive):
        factories.account(owner=registered(status))
    assert not accounts.page_of_accounts(chosen=accounts.AccountFilter(), limit=1)[0]


@pytest.mark.parametrize("status", [S.BLOCKED, S.DECEASED])
def test_who_is_blocked_or_dead_pays_nothing_out_but_is_paid(bank, status):
    owner = factories.customer()
    account = factories.account(owner=owner, funds=10)
    people.move(owner.customer_id, status)
    assert balance(account).status is accounts.AccountStatus.DEBIT_BLOCKED
    order = payments.CashOrder(account_id=account.account_id, amount=eur(1))
    with pytest.raises(payments.AccountBlocked):
        payments.withdraw(order=order, request=request_key(), actor=TESTER, now=NOW)
    payments.deposit(order=order, request=request_key(), actor=TESTER, now=NOW)
    assert balance(account).posted == eur(11)


def test_the_end_of_a_block_frees_what_it_has_blocked_and_nothing_else(bank):
    owner = factories.customer()
    free, blocked, frozen = (factories.account(owner=owner) for _ in range(3))
    for account, status in ((blocked, "DEBIT_BLOCKED"), (frozen, "FROZEN")):
        accounts.set_account_status(
            account_id=account.account_id, status=accounts.AccountStatus[status],
            reason="Court", actor=TESTER, now=NOW,
        )  # fmt: skip
    people.move(owner.customer_id, S.BLOCKED)
    assert [balance(each).status for each in (free, blocked, frozen)] == [
        "debit_blocked", "debit_blocked", "frozen",
    ]  # fmt: skip
    people.move(owner.customer_id, S.ACTIVE)
    assert [balance(each).status for each in (free, blocked, frozen)] == [
        "open", "debit_blocked", "frozen",
    ]  # fmt: skip


def test_what_a_block_does_to_accounts_is_in_their_trail(bank):
    owner = factories.customer()
    subject = f"account:{factories.account(owner=owner).account_id}"
    people.move(owner.customer_id, S.BLOCKED)
    people.move(owner.customer_id, S.ACTIVE)
    entries = AuditEntry.objects.filter(subject=subject).order_by("id")
    assert [(entry.action, entry.detail) for entry in entries] == [
        ("accounts.account.opened", {}),
        ("accounts.account.debit_blocked", {"reason": "The customer became BLOCKED"}),
        ("accounts.account.open", {"reason": "The customer became ACTIVE"}),
    ]


def test_a_blocked_customers_account_is_not_freed_by_itself(bank):
    owner = factories.customer()
    account = factories.account(owner=owner)
    people.move(owner.customer_id, S.BLOCKED)
    with pytest.raises(accounts.CustomerNotActive):
        accounts.set_account_status(
            account_id=account.account_id, status=accounts.AccountStatus.OPEN,
            reason="Please", actor=TESTER, now=NOW,
        )  # fmt: skip
    assert balance(account).status is accounts.AccountStatus.DEBIT_BLOCKED


def test_a_customer_is_closed_after_the_accounts(bank):
    owner = factories.customer()
    account = factories.account(owner=owner)
    with pytest.raises(AccountsStillOpen):
        people.move(owner.customer_id, S.CLOSED)
    assert status_of(owner.customer_id) == S.ACTIVE
    accounts.set_account_status(
        account_id=account.account_id, status=accounts.AccountStatus.CLOSED,
        reason="Asked", actor=TESTER, now=NOW,
    )  # fmt: skip
    assert people.move(owner.customer_id, S.CLOSED).status is S.CLOSED


def test_a_company_does_not_die(bank):
    company = registered(S.ACTIVE, kind="COMPANY")
    with pytest.raises(StatusNotReachable):
        people.move(company.customer_id, S.DECEASED)
    assert status_of(company.customer_id) == S.ACTIVE


@pytest.mark.usefixtures("committed_bank")
def test_an_account_opened_while_the_customer_is_being_closed_or_blocked_is_not_left_open():
    owner = factories.customer()

    def work(number: int) -> None:
        if number % 2:
            order = accounts.AccountOrder(
                customer_id=owner.customer_id, product="CURRENT",
                currency=Currency.of("EUR"), opened_on=OPENING_DAY,
            )  # fmt: skip
            accounts.open_accounts(orders=[order], actor=TESTER, now=NOW)
        else:
            people.move(owner.customer_id, S.BLOCKED)

    in_threads(6, work)
    chosen = accounts.AccountFilter(customer_id=owner.customer_id)
    views, _ = accounts.page_of_accounts(chosen=chosen, limit=9)
    assert status_of(owner.customer_id) == S.BLOCKED
    assert {view.status for view in views} <= {accounts.AccountStatus.DEBIT_BLOCKED}


@pytest.mark.usefixtures("committed_bank")
def test_two_changes_at_once_are_one_after_the_other():
    customer = factories.customer()
    outcomes = in_threads(4, lambda _: people.move(customer.customer_id, S.DORMANT))
    assert sum(isinstance(each, StatusNotReachable) for each in outcomes) == 3
    assert CustomerStatusChange.objects.count() == 2
