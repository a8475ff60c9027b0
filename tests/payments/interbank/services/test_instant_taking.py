"""Instant payments in: checked, answered alike each time, booked once it is confirmed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from bankcore.identity.public import Role
from bankcore.ledger import public as ledger
from payments.interbank.domain.iso20022.pacs_reading import read_message
from payments.interbank.models import ExchangeFile, InboundItem, InstantIncoming
from payments.interbank.services import instant_taking, instant_wire
from risk.cases.models import Case
from tests import factories
from tests.bankcore.ledger import books
from tests.colleagues import member
from tests.conftest import NOW
from tests.factories import eur
from tests.payments.files import schema
from tests.payments.interbank.exchanges import BANK, incoming
from tests.payments.interbank.instant import Wire, instant_in, status
from tests.payments.services.movements import left, own
from tests.risk.sanctions.test_lists import load

pytestmark = pytest.mark.usefixtures("bank")


def decide(content: bytes, now=NOW) -> tuple[str, str]:
    """Return the bank's answer: the word and its reason."""
    found = instant_taking.decide(content=content, actor=BANK, now=now)
    assert found is not None
    schema("pacs.002.001.10").validate(found[1].decode())
    answer = read_message(found[1])
    assert answer.original_message_id == found[0]
    (said,) = answer.transfers
    assert said.status == answer.status
    return said.status, said.reason


def confirm(said="ACSC", *, message="II1", transaction="CI1", reason="", now=NOW) -> bool:
    content = status(message, transaction, said, reason, own=f"C{message}{said}")
    return instant_taking.confirm(message_id=message, content=content, actor=BANK, now=now)


def states() -> list[tuple[str, str]]:
    return list(InstantIncoming.objects.order_by("id").values_list("state", "reason"))


def test_a_payment_is_booked_when_the_network_confirms_it_and_not_before():
    anna = factories.account()
    assert decide(instant_in(anna.iban, eur(30))) == ("ACCP", "")
    assert (left(anna), own("1100"), states()) == (eur(0), 0, [("ACCEPTED", "")])
    assert confirm()
    assert (left(anna), own("1100"), own("2900")) == (eur(30), 3_000, 0)
    assert states() == [("CREDITED", "")]
    assert InboundItem.objects.get().state == "CREDITED"
    assert books.broken() == []


def test_whatever_is_repeated_is_answered_alike_and_booked_once():
    anna = factories.account()
    content = instant_in(anna.iban, eur(30))
    first = instant_taking.decide(content=content, actor=BANK, now=NOW)
    assert instant_taking.decide(content=content, actor=BANK, now=NOW) == first
    for _ in range(3):
        assert confirm()
    assert instant_taking.decide(content=content, actor=BANK, now=NOW) == first
    confirm("RJCT", reason="AB05")
    assert (left(anna), own("1100")) == (eur(30), 3_000)
    assert InstantIncoming.objects.count() == InboundItem.objects.count() == 1


def test_a_payment_that_the_network_gave_up_is_not_booked_whatever_comes_later():
    anna = factories.account()
    decide(instant_in(anna.iban, eur(30)))
    assert confirm("RJCT", reason="AB05")
    assert states() == [("LAPSED", "AB05")]
    confirm()
    assert (left(anna), own("1100")) == (eur(0), 0)
    assert InboundItem.objects.get().state == "REFUSED"


@pytest.mark.parametrize(
    ("changes", "other_amount"),
    [({"own": "II2"}, 31), ({"own": "II2"}, 30), ({"transaction": "CI2"}, 30)],
    ids=["another amount", "another message", "another payment in the same message"],
)
def test_one_that_takes_anothers_name_is_refused_as_repeated(changes, other_amount):
    anna = factories.account()
    decide(instant_in(anna.iban, eur(30)))
    assert decide(instant_in(anna.iban, eur(other_amount), **changes)) == ("RJCT", "AM05")
    assert InstantIncoming.objects.count() == 1


def test_accounts_that_take_nothing_are_named_by_why(settings):
    closed, frozen, dollars = (
        factories.account(),
        factories.account(),
        factories.account(currency="USD"),
    )
    for account, state in ((closed, "CLOSED"), (frozen, "FROZEN")):
        books.set_status(account_id=account.ledger_account_id, status=ledger.AccountStatus[state])
    settings.INSTANT_LIMIT = 100
    anna = factories.account()
    asked = {
        "AC01": instant_in("DE02120300000000202051", eur(5), own="I1", transaction="T1"),
        "AC04": instant_in(closed.iban, eur(5), own="I2", transaction="T2"),
        "AC06": instant_in(frozen.iban, eur(5), own="I3", transaction="T3"),
        "AM03": instant_in(dollars.iban, eur(5), own="I4", transaction="T4"),
        "AM02": instant_in(anna.iban, eur("100.01"), own="I5", transaction="T5"),
        "AB05": instant_in(
            anna.iban,
            eur(5),
            own="I6",
            transaction="T6",
            accepted_at=NOW - timedelta(seconds=10, milliseconds=1),
        ),
    }
    assert {code: decide(content)[1] for code, content in asked.items()} == {
        code: code for code in asked
    }
    assert decide(instant_in(anna.iban, eur(100), own="I7", transaction="T7")) == ("ACCP", "")
    refused = InboundItem.objects.values_list("state", flat=True)
    assert list(refused) == ["REFUSED"] * 6
    for number in range(1, 7):  # what was refused is not booked by a confirmation either
        confirm(message=f"I{number}", transaction=f"T{number}")
    assert own("1100") == 0


def test_a_payer_near_a_list_is_refused_and_compliance_looks():
    load(member("cora", Role.COMPLIANCE))
    anna = factories.account()
    assert decide(instant_in(anna.iban, eur(5), payer="Ivan Petrovich Example")) == ("RJCT", "RR04")
    case = Case.objects.get()
    assert (case.kind, case.subject) == ("SANCTIONS", f"account:{anna.account_id}")
    assert decide(instant_in(anna.iban, eur(5), own="I2", transaction="T2")) == ("ACCP", "")


def test_an_account_that_was_closed_after_the_yes_leaves_the_money_in_suspense():
    anna = factories.account()
    decide(instant_in(anna.iban, eur(30)))
    books.set_status(account_id=anna.ledger_account_id, status=ledger.AccountStatus.CLOSED)
    assert confirm()
    assert states() == [("SUSPENSE", "AC04")]
    assert (own("2900"), own("1100")) == (3_000, 3_000)


@pytest.mark.parametrize(
    "content",
    [b"<html/>", b"", incoming(("T1", "DE02120300000000202051", eur(5)))],
    ids=["no message", "nothing", "not instant"],
)
def test_what_is_no_instant_payment_is_kept_once_and_answered_by_silence(content):
    for _ in range(2):
        assert instant_taking.decide(content=content, actor=BANK, now=NOW) is None
    assert ExchangeFile.objects.get().state == "REFUSED"
    assert InstantIncoming.objects.count() == 0


def test_two_payments_in_one_message_are_not_taken():
    anna = factories.account()
    content = incoming(("T1", anna.iban, eur(5)), ("T2", anna.iban, eur(6)), instant=True)
    assert instant_taking.decide(content=content, actor=BANK, now=NOW) is None


def test_a_confirmation_of_another_payment_or_of_none_books_nothing():
    anna = factories.account()
    decide(instant_in(anna.iban, eur(30)))
    for content in (b"", status("II1", "CI9", "ACSC"), status("II1", "CI1", "PDNG")):
        assert not instant_taking.confirm(message_id="II1", content=content, actor=BANK, now=NOW)
    assert not confirm(message="II9")
    assert own("1100") == 0


def test_a_payment_that_was_taken_and_not_confirmed_is_asked_about(monkeypatch):
    wire = Wire(monkeypatch)
    anna = factories.account()
    content = instant_in(anna.iban, eur(30))
    monkeypatch.setattr(instant_wire, "next_waiting", lambda *, seconds: content)
    # The answer is lost on its way.
    monkeypatch.setattr(instant_taking.clock, "now", lambda: NOW)
    assert instant_taking.take_next(seconds=0, actor=BANK)
    assert (left(anna), states()) == (eur(0), [("ACCEPTED", "")])
    assert instant_taking.ask_unconfirmed(actor=BANK, now=NOW + timedelta(seconds=9)) == 0
    wire.says = [status("II1", "CI1", "ACSC")]
    assert instant_taking.ask_unconfirmed(actor=BANK, now=NOW + timedelta(seconds=11)) == 1
    schema("pacs.028.001.03").validate(wire.got[-1].decode())
    assert left(anna) == eur(30)


def test_a_confirmed_payment_stays_what_it_is():
    anna = factories.account()
    decide(instant_in(anna.iban, eur(30)))
    confirm()
    for change, match in (
        ("UPDATE interbank_instantincoming SET state = 'LAPSED', reason = 'X'", "does not go"),
        ("UPDATE interbank_instantincoming SET amount_minor = 1", "permission denied"),
        ("DELETE FROM interbank_instantincoming", "permission denied"),
    ):
        with (
            pytest.raises(DatabaseError, match=match),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)
