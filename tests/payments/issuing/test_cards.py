"""Cards of customers: ordered, frozen, blocked, reported, expired."""

import re
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts import public as accounts
from bankcore.access import NotPermitted
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.approvals import public as approvals
from bankcore.audit.models import AuditEntry
from bankcore.identity import public as identity
from payments.issuing import public as issuing
from payments.issuing.domain import numbers
from payments.issuing.domain.states import AUTHORISATION_CHANGES, CARD_CHANGES, CardState
from payments.issuing.models import Authorisation, Card, CardStateChange, Presentment
from payments.vault import public as vault
from payments.vault.domain.numbers import passes_luhn
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur, factors
from tests.payments.issuing import uses
from tests.payments.issuing.uses import BY
from tests.payments.services import counter, online
from tests.payments.services.movements import set_status

pytestmark = pytest.mark.usefixtures("bank")
S = CardState


def test_a_new_card_is_ready_and_its_number_is_in_the_vault_alone():
    held = uses.card()
    card, row = held.card, Card.objects.get()
    assert (card.state, card.brand, card.expiry) == (S.ACTIVE, "visa", "03/30")
    number = vault.reveal(token=row.token).number
    assert number.startswith("40000099")
    assert passes_luhn(number)
    assert number[-4:] == card.last4
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM issuing_card c")
        kept = cursor.fetchone()[0]
    trail = " ".join(str(each.detail) for each in AuditEntry.objects.all())
    assert number[6:] not in kept + trail
    assert vault.bin_of(number[:8]).issuer == "Bankcore Demo Bank"


def test_numbers_have_their_check_digit_and_do_not_follow_one_another():
    made = {numbers.make("40000099") for _ in range(50)}
    assert len(made) == 50
    assert all(len(each) == 16 and passes_luhn(each) for each in made)
    assert len({each[8:12] for each in made}) > 10


def test_who_has_a_card_for_an_account_gets_no_second_one():
    held = uses.card()
    before = uses.picture()
    with pytest.raises(issuing.CardThereAlready):
        uses.card(account=held.account)
    assert uses.picture() == before


def test_there_is_no_card_for_savings_a_closed_account_or_a_stranger():
    saver = factories.customer()
    order = accounts.AccountOrder(
        customer_id=saver.customer_id,
        product="SAVINGS",
        currency=eur(1).currency,
        opened_on=NOW.date(),
    )
    savings = accounts.open_accounts(orders=[order], **BY)[0]
    current = factories.account()
    stranger = factories.customer().customer_id
    with pytest.raises(issuing.NoCardForAccount):
        issuing.order(account_id=savings.account_id, **BY)
    with pytest.raises(issuing.NoCardForAccount):
        issuing.order(account_id=current.account_id, customer_id=stranger, **BY)
    set_status(current, accounts.AccountStatus.CLOSED)
    with pytest.raises(issuing.NoCardForAccount):
        issuing.order(account_id=current.account_id, **BY)
    assert not Card.objects.exists()


def test_a_customer_freezes_and_unfreezes_a_card_however_often():
    held = uses.card()
    for act, state in (("freeze", S.FROZEN), ("freeze", S.FROZEN), ("unfreeze", S.ACTIVE)):
        assert getattr(issuing, act)(card_id=held.card.card_id, **BY).state == state
    changes = CardStateChange.objects.order_by("id").values_list("before", "after")
    assert list(changes) == [("", "ACTIVE"), ("ACTIVE", "FROZEN"), ("FROZEN", "ACTIVE")]


def test_what_the_bank_blocks_its_customer_does_not_free_and_is_as_it_was_afterwards():
    held = uses.card()
    issuing.freeze(card_id=held.card.card_id, **BY)
    issuing.block(card_id=held.card.card_id, reason="Seen in a leak", **BY)
    before = uses.picture()
    for act in (issuing.freeze, issuing.unfreeze):
        with pytest.raises(issuing.CannotChange):
            act(card_id=held.card.card_id, **BY)
    with pytest.raises(approvals.ReasonMissing):
        issuing.request_unblock(card_id=held.card.card_id, reason=" ", **BY)
    assert uses.picture() == before
    asked = issuing.request_unblock(card_id=held.card.card_id, reason="Another's", **BY)
    counter.approve(asked.request_id, colleague())
    assert Card.objects.get().state == S.FROZEN
    assert CardStateChange.objects.last().reason == "Another's"
    entry = AuditEntry.objects.get(action="issuing.card.blocked")
    assert (entry.reason, entry.subject) == ("Seen in a leak", f"card:{held.card.card_id}")


def colleague() -> Actor:
    user_id = identity.ensure_user(
        username="colleague", password="a-long-demo-password", roles=[identity.Role.COMPLIANCE]
    )
    return identity.staff_actor(user_id=user_id)


def test_nobody_frees_a_blocked_card_alone():
    held = uses.card()
    maker = colleague()
    with pytest.raises(issuing.CannotChange):
        issuing.request_unblock(card_id=held.card.card_id, reason="Free it", actor=maker, now=NOW)
    issuing.block(card_id=held.card.card_id, reason="Seen in a leak", **BY)
    asked = issuing.request_unblock(
        card_id=held.card.card_id, reason="Free it", actor=maker, now=NOW
    )
    with pytest.raises(approvals.OwnRequest):
        counter.approve(asked.request_id, maker)
    with pytest.raises(approvals.AlreadyRequested):
        issuing.request_unblock(card_id=held.card.card_id, reason="Free it", **BY)
    assert uses.use(held).reason is issuing.Reason.BLOCKED
    assert not hasattr(issuing, "unblock")


def test_a_card_that_was_reported_meanwhile_is_not_freed():
    held = uses.card()
    issuing.block(card_id=held.card.card_id, reason="Seen in a leak", **BY)
    asked = issuing.request_unblock(card_id=held.card.card_id, reason="Free it", **BY)
    issuing.report(card_id=held.card.card_id, stolen=True, **BY)
    before = uses.picture()
    with pytest.raises(issuing.CannotChange):
        counter.approve(asked.request_id, colleague())
    assert uses.picture() == before
    assert approvals.get(request_id=asked.request_id).state is approvals.State.REQUESTED


@pytest.mark.parametrize("stolen", [False, True])
def test_a_card_that_is_reported_is_replaced_at_once_by_one_that_is_alike(stolen):
    held = uses.card()
    switches = issuing.Switches(abroad=False)
    issuing.set_switches(card_id=held.card.card_id, switches=switches, **BY)
    new = issuing.report(card_id=held.card.card_id, stolen=stolen, **BY)
    again = issuing.report(card_id=held.card.card_id, stolen=stolen, **BY)
    assert again == new
    assert (new.state, new.replaces, new.switches) == (S.ACTIVE, held.card.card_id, switches)
    assert new.last4 != held.card.last4 or Card.objects.count() == 2
    old = issuing.get(card_id=held.card.card_id, actor=TESTER)
    assert old.state == (S.STOLEN if stolen else S.LOST)
    with pytest.raises(issuing.CannotChange):
        issuing.unfreeze(card_id=held.card.card_id, **BY)


def test_reporting_a_blocked_card_gives_no_card_that_may_be_used():
    held = uses.card()
    issuing.block(card_id=held.card.card_id, reason="Suspected", **BY)
    assert issuing.report(card_id=held.card.card_id, stolen=False, **BY).state == S.BLOCKED


def test_a_card_is_good_to_the_end_of_its_month_and_then_makes_room_for_a_new_one():
    held = uses.card()
    assert issuing.expire_cards(day=date(2030, 3, 31), **BY) == 0
    assert issuing.expire_cards(day=date(2030, 4, 1), **BY) == 1
    assert issuing.get(card_id=held.card.card_id, actor=TESTER).state == S.EXPIRED
    assert uses.card(account=held.account).card.state == S.ACTIVE


def test_limits_stay_under_the_banks_ceilings():
    held = uses.card()
    card_id, fine = held.card.card_id, held.card.limits
    before = uses.picture()
    for change in (
        {"purchases_day": eur("5000.01")},
        {"cash_month": eur("499.99")},
        {"cash_day": -eur(1)},
    ):
        wrong = issuing.Limits(
            **{
                name: change.get(name, getattr(fine, name))
                for name in ("purchases_day", "purchases_month", "cash_day", "cash_month")
            }
        )
        with pytest.raises(issuing.LimitNotPossible):
            issuing.set_limits(card_id=card_id, limits=wrong, **BY)
    assert uses.picture() == before
    none = issuing.Limits(
        purchases_day=eur(0), purchases_month=eur(0), cash_day=eur(0), cash_month=eur(0)
    )
    assert issuing.set_limits(card_id=card_id, limits=none, **BY).limits == none


def test_customers_act_on_their_own_cards_alone_and_block_none():
    anna, ben = online.customer("anna"), online.customer("ben")
    by_anna = {"actor": anna.actor, "now": NOW}
    card = issuing.order(account_id=anna.account.account_id, **by_anna)
    before = uses.picture()
    by_ben = {"actor": factors.customer_actor(ben.user_id), "now": NOW}
    for act in (issuing.freeze, issuing.unfreeze):
        with pytest.raises(issuing.CardNotFound):
            act(card_id=card.card_id, **by_ben)
    with pytest.raises(issuing.CardNotFound):
        issuing.uses_of(card_id=card.card_id, actor=by_ben["actor"], limit=5)
    with pytest.raises(accounts.AccountNotFound):
        issuing.order(account_id=anna.account.account_id, **by_ben)
    with pytest.raises(NotPermitted):
        issuing.block(card_id=card.card_id, reason="x", **by_anna)
    with pytest.raises(NotPermitted):
        issuing.authorise(request=uses.ask(uses.Held(anna.account, card)), **by_anna)
    assert uses.picture() == before


def test_staff_of_a_branch_do_not_find_another_branchs_card():
    held = uses.card()
    rights = Rights(permissions=frozenset({"issuing.block_card"}), branch_code="NORTH")
    clerk = Actor(ActorKind.USER, "7", rights)
    with pytest.raises(accounts.NotInBranch):
        issuing.block(card_id=held.card.card_id, reason="x", actor=clerk, now=NOW)


def test_postgresql_has_the_same_table_of_changes():
    wanted = {(a.value, b.value) for a, after in CARD_CHANGES.items() for b in after}
    assert _changes_in("issuing_card_changed") == wanted
    wanted = {(a.value, b.value) for a, after in AUTHORISATION_CHANGES.items() for b in after}
    assert _changes_in("issuing_authorisation_changed") == wanted


CARDS, LINES = Card.objects, CardStateChange.objects
USES, PRESENTED = Authorisation.objects, Presentment.objects


@pytest.mark.parametrize(
    ("rows", "change", "words"),
    [
        (CARDS, {"state": "ACTIVE"}, "does not go from LOST"),
        (CARDS, {"last4": "0000"}, "permission denied"),
        (LINES, {"reason": "x"}, "permission denied"),
        (USES, {"amount_minor": 1}, "permission denied"),
        (USES, {"cleared_minor": 1}, "has booked what was presented"),
        (USES, {"state": "APPROVED"}, "does not go from CLEARED"),
        (PRESENTED, {"amount_minor": 1}, "permission denied"),
    ],
)
def test_the_bank_itself_cannot_change_what_a_card_was_or_how_it_ended(rows, change, words):
    held = uses.card()
    uses.present(uses.paid(held), eur(4))
    row = rows.latest("id")
    issuing.report(card_id=held.card.card_id, stolen=False, **BY)
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        rows.filter(pk=row.pk).update(**change)


def test_a_cards_state_changes_with_a_line_that_says_by_whom():
    uses.card()
    with pytest.raises(IntegrityError, match="by whom"), transaction.atomic():
        CARDS.update(state="FROZEN")


def test_no_money_is_set_aside_for_a_card_that_may_not_be_used():
    held = uses.card()
    uses.paid(held)
    issuing.freeze(card_id=held.card.card_id, **BY)
    with (
        pytest.raises(IntegrityError, match="may not be used"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            """INSERT INTO issuing_authorisation
               SELECT (jsonb_populate_record(a, jsonb_build_object('id', a.id + 1, 'rrn', 'x',
                 'public_id', gen_random_uuid(), 'hold_id', a.hold_id + 1))).*
               FROM issuing_authorisation a"""
        )


def test_a_customers_numbers_are_told_masked_and_destroyed_on_erasure():
    held = uses.card()
    uses.paid(held)
    told = issuing.cards_held(customer_id=held.card.customer_id)
    assert told["cards"][0]["last_four_digits"] == held.card.last4
    assert told["card_payments"][0]["merchant"] == "DEMO BAKERY"
    done = issuing.erase_numbers(customer_id=held.card.customer_id, now=NOW)
    assert done == {"card_numbers": 1}
    with pytest.raises(vault.NoSuchCard):
        vault.reveal(token=held.token)


def test_the_vault_keeps_the_numbers_of_cards_that_nothing_was_bought_with():
    held = uses.card()
    later = NOW.replace(year=2029)
    assert vault.destroy_unused_cards(now=later) == 0
    assert vault.reveal(token=held.token).number


def _changes_in(function: str) -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [function])
        source = cursor.fetchone()[0]
    return set(re.findall(r"\('([A-Z]+)', '([A-Z]+)'\)", source))
