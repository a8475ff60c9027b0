"""Presentments: what networks present of what was authorised is booked once, and no more of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from payments.issuing import public as issuing
from payments.issuing.models import Authorisation, Presentment
from tests.bankcore.ledger import books
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.payments.issuing import uses
from tests.payments.issuing.uses import BY, EATERY
from tests.payments.services.movements import own, withdraw

pytestmark = pytest.mark.usefixtures("bank")


def test_a_presentment_books_what_was_set_aside_against_what_networks_are_owed():
    held = uses.card(funds=100)
    asked = uses.paid(held, eur(40))
    cleared = uses.present(asked)
    balance = held.balance()
    assert (balance.posted, balance.held) == (eur(60), eur(0))
    assert own("2420") == 4_000
    assert (uses.state_of(asked), cleared.amount) == ("CLEARED", eur(40))
    assert uses.ties()


def test_the_same_presentment_is_booked_once_and_its_reference_is_no_others():
    held = uses.card()
    asked = uses.paid(held, eur(40))
    first = uses.present(asked)
    before = uses.picture()
    again = uses.present(asked)
    assert (again.transaction_id, again.replayed) == (first.transaction_id, True)
    with pytest.raises(issuing.PresentmentReused):
        uses.present(asked, eur(39))
    assert uses.picture() == before


def test_a_smaller_presentment_gives_the_rest_back_and_parts_add_up():
    held = uses.card(funds=100)
    less, parts = uses.paid(held, eur(40)), uses.paid(held, eur(30))
    uses.present(less, eur("25.50"))
    uses.present(parts, eur(10), reference="part-1", is_final=False)
    assert (held.balance().posted, held.balance().held) == (eur("64.50"), eur(20))
    assert uses.ties()
    uses.present(parts, eur(20), reference="part-2", is_final=False)
    assert (held.balance().posted, held.balance().held) == (eur("44.50"), eur(0))
    assert uses.state_of(parts) == "CLEARED"
    assert own("2420") == 5_550
    assert uses.ties()


def test_what_is_left_of_a_part_is_reversed():
    held = uses.card(funds=100)
    asked = uses.paid(held, eur(30))
    uses.present(asked, eur(10), is_final=False)
    assert issuing.reverse(reference=asked.reference, **BY).code == "00"
    assert (held.balance().posted, held.balance().held) == (eur(90), eur(0))
    assert uses.state_of(asked) == "CLEARED"
    assert uses.ties()


def test_more_than_was_authorised_is_refused_but_for_a_tip_where_one_is_usual():
    held = uses.card(funds=100)
    bakery, eatery = uses.paid(held, eur(40)), uses.paid(held, eur(40), merchant=EATERY)
    before = uses.picture()
    for asked, amount in ((bakery, "40.01"), (eatery, "48.01")):
        with pytest.raises(issuing.PresentmentRefused):
            uses.present(asked, eur(amount))
    assert uses.picture() == before
    uses.present(eatery, eur(48))
    assert (held.balance().posted, held.balance().held) == (eur(52), eur(40))
    assert uses.ties()


def test_a_tip_that_the_account_has_not_is_refused_and_changes_nothing():
    held = uses.card(funds=40)
    asked = uses.paid(held, eur(40), merchant=EATERY)
    before = uses.picture()
    with pytest.raises(issuing.PresentmentRefused, match="insufficient funds"):
        uses.present(asked, eur(41))
    assert uses.picture() == before
    uses.present(asked, eur(40))
    assert held.balance().posted == eur(0)


def test_what_was_never_authorised_declined_or_taken_back_is_not_paid():
    held = uses.card()
    declined, reversed_ = uses.ask(held, eur(1_000)), uses.paid(held)
    issuing.authorise(request=declined, **BY)
    issuing.reverse(reference=reversed_.reference, **BY)
    before = uses.picture()
    for asked in (declined, reversed_, uses.ask(held)):
        with pytest.raises(issuing.PresentmentRefused):
            uses.present(asked)
    assert uses.picture() == before


def test_a_late_presentment_is_paid_where_the_account_has_the_money_still():
    held = uses.card(funds=100)
    late, too_late = uses.paid(held, eur(40)), uses.paid(held, eur(30))
    issuing.expire_authorisations(actor=TESTER, now=NOW + timedelta(days=8))
    uses.present(late)
    assert (held.balance().posted, held.balance().held) == (eur(60), eur(0))
    withdraw(held.account, eur(50))
    with pytest.raises(issuing.PresentmentRefused):
        uses.present(too_late)
    assert uses.ties()


def test_a_card_that_was_frozen_meanwhile_still_pays_what_was_promised():
    held = uses.card(funds=100)
    asked = uses.paid(held, eur(40))
    issuing.freeze(card_id=held.card.card_id, **BY)
    uses.present(asked)
    assert held.balance().posted == eur(60)


def test_a_check_of_the_books_finds_money_that_is_set_aside_for_nothing():
    held = uses.card(funds=100)
    uses.paid(held, eur(40))
    books.release_hold(hold_id=Authorisation.objects.get().hold_id, **BY)
    broken = [each.code for each in issuing.verify_cards() if not each.holds]
    assert broken == ["CD1"]


def test_what_a_merchant_gives_back_is_on_the_account_again_and_never_more_than_was_booked():
    held = uses.card(funds=100)
    asked = uses.paid(held, eur(40))
    back = {"is_credit": True}
    with pytest.raises(issuing.PresentmentRefused):
        uses.present(asked, eur(1), reference="early", **back)
    uses.present(asked)
    uses.present(asked, eur(15), reference="back-1", **back)
    again = uses.present(asked, eur(15), reference="back-1", **back)
    assert again.replayed
    assert (held.balance().posted, own("2420")) == (eur(75), 2_500)
    before = uses.picture()
    with pytest.raises(issuing.PresentmentRefused):
        uses.present(asked, eur("25.01"), reference="back-2", **back)
    with pytest.raises(issuing.PresentmentReused):
        uses.present(asked, eur(15), reference="back-1")
    assert uses.picture() == before
    row = Presentment.objects.get(reference="back-1")
    row.pk, row.reference, row.txn_id, row.amount_minor = None, "x", row.txn_id + 1, 2_501
    with pytest.raises(IntegrityError, match="more is given back"), transaction.atomic():
        row.save(force_insert=True)
    assert uses.ties()
