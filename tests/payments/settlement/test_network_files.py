"""A file of a network is taken whole and once; of a wrong one nothing is taken, and it is told."""

import io
from datetime import timedelta

import pytest

from bankcore.outbox.models import Event
from payments.gateway.models import Dispute, Operation
from payments.settlement import public as settlement
from payments.settlement.domain import arn as arns
from payments.settlement.domain import base2
from payments.settlement.domain.records import FileId, ItemKind
from payments.settlement.models import (
    ClearingFile,
    ClearingRecord,
    NetworkAdvice,
    NetworkAdviceLine,
    ReceivedFile,
)
from payments.settlement.services import clearing
from payments.vault import public as vault
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER
from tests.payments.settlement.domain.items import item
from tests.payments.settlement.domain.test_advice import LINES
from tests.payments.settlement.shop import authorised, done, line, shop

VISA = settlement.ClearingNetwork.VISA
ACK = "visa-ack-visa-clearing-20260302-001.dat"
ADVICE = "visa-advice-20260302-001.csv"
INCOMING = "visa-incoming-20260302-001.dat"


@pytest.fixture
def exchange(bank, tmp_path, settings):
    settings.GATEWAY_EXCHANGE_FOLDER = tmp_path
    demo = shop()
    card = vault.store_card(
        merchant="m1", number="4242424242424242", expiry_month=12, expiry_year=2040, now=NOW
    )
    for amount in (1_000, 2_000):
        done(authorised(demo, token=card.token), "CAPTURE", amount)
    make()
    return tmp_path / "visa"


def make():
    return settlement.make_file(network=VISA, day=OPENING_DAY, actor=TESTER, now=NOW)


def take():
    return settlement.take_network_files(network=VISA, actor=TESTER, now=NOW)


def put(exchange, name: str, content: bytes) -> None:
    (exchange / "out").mkdir(exist_ok=True)
    (exchange / "out" / name).write_bytes(content)


def answer(*told: str) -> bytes:
    lines = ["9099999926030200001", *told]
    lines.append(f"92{len(lines) + 1:08d}{0:016d}")
    return "".join(f"{each:<168}\n" for each in lines).encode()


def accepted(count: int, total: int, currency: int = 978) -> str:
    return f"46{currency}{count:08d}{total:016d}+"


def rejected(number: int, arn: str, error: str = "0001") -> str:
    return f"44{number:08d}{arn:<23}{error}"


def states() -> list[str]:
    return sorted(ClearingRecord.objects.values_list("state", flat=True))


def refusal(exchange, name: str, content: bytes) -> str:
    put(exchange, name, content)
    assert take().refused == (name,)
    assert (states(), ClearingFile.objects.get().state) == (["PRESENTED"] * 2, "MADE")
    assert Event.objects.filter(name="settlement.network_file_refused").count() == 1
    return ReceivedFile.objects.get(name=name, state="REFUSED").error_code


def test_a_file_tells_of_what_has_succeeded_at_its_own_network_by_then(exchange):
    demo = shop()
    done(authorised(demo, connector="mastercard"), "CAPTURE", 500)
    done(authorised(demo), "CAPTURE", 600, state="PENDING")
    done(authorised(demo), "CAPTURE", 700, day=OPENING_DAY + timedelta(days=1))
    assert make() is None


def test_a_file_with_card_numbers_is_not_for_everybody_on_the_machine(exchange):
    made = exchange / "in" / ClearingFile.objects.get().name
    assert b"4242424242424242" in made.read_bytes()
    assert made.stat().st_mode & 0o777 == 0o640


def test_records_are_taken_or_rejected_as_the_network_says(exchange):
    second = ClearingRecord.objects.get(number=2)
    put(exchange, ACK, answer(rejected(2, second.arn, "0003"), accepted(1, 1_000)))
    assert take().taken == (ACK,)
    assert states() == ["REJECTED", "TAKEN"]
    second.refresh_from_db()
    assert (second.state, second.error) == ("REJECTED", "0003")
    assert ClearingFile.objects.get().state == "ACKNOWLEDGED"


@pytest.mark.parametrize(
    "told",
    [
        [accepted(1, 1_000)],
        [accepted(2, 3_001)],
        [accepted(2, 3_000, 840)],
        [],
        [rejected(3, "7" * 23), accepted(2, 3_000)],
        [rejected(2, "7" * 23), accepted(1, 1_000)],
    ],
    ids=["count", "sum", "currency", "nothing", "number", "arn"],
)
def test_an_answer_that_cannot_be_is_refused(exchange, told):
    assert refusal(exchange, ACK, answer(*told)) == "network_answer_unknown"


def test_an_answer_to_what_was_not_told_is_refused(exchange):
    other = ACK.replace("001", "002")
    assert refusal(exchange, other, answer(accepted(2, 3_000))) == "network_answer_unknown"


def test_an_answer_to_what_was_answered_is_refused(exchange):
    ClearingRecord.objects.update(state="TAKEN")
    ClearingFile.objects.update(state="ACKNOWLEDGED")
    put(exchange, ACK, answer())
    assert take().refused == (ACK,)
    assert (states(), ClearingFile.objects.get().state) == (["TAKEN"] * 2, "ACKNOWLEDGED")


def test_a_damaged_file_is_refused_and_taken_when_it_comes_right(exchange):
    whole = answer(accepted(2, 3_000))
    assert refusal(exchange, ACK, whole[:-30]) == "network_file_truncated"
    assert take() == settlement.TakenFiles()
    put(exchange, ACK, whole)
    assert take().taken == (ACK,)
    assert states() == ["TAKEN", "TAKEN"]
    assert ReceivedFile.objects.get().state == "TAKEN"


def test_an_answer_that_comes_before_the_bank_knows_that_it_has_told_is_taken_later(
    exchange, monkeypatch
):
    done(
        authorised(shop(), token=Operation.objects.first().payment_method.card_token),
        "CAPTURE",
        500,
    )

    def stopped(**_given):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(clearing, "_note", stopped)
        with pytest.raises(KeyboardInterrupt):
            make()
    later = ACK.replace("001", "002")
    put(exchange, later, answer(accepted(1, 500)))
    assert take().refused == (later,)
    make()
    assert take().taken == (later,)


def test_what_is_still_being_written_is_not_looked_at(exchange):
    put(exchange, f".{ACK}", b"half")
    put(exchange, "mastercard-advice-20260302-001.csv", b"of another")
    assert take() == settlement.TakenFiles()


def advice(*, reference: str = "REF1") -> bytes:
    return "\n".join([*LINES[:4], ""]).replace("REF1", reference).encode()


def test_fees_are_booked_once_with_their_advice(exchange):
    put(exchange, ADVICE, advice())
    assert take().taken == (ADVICE,)
    assert take() == settlement.TakenFiles()
    assert (NetworkAdvice.objects.count(), NetworkAdviceLine.objects.count()) == (1, 2)
    assert (line("5400"), line("1410")) == (28, 3_000 - 28)


def test_an_advice_without_fees_books_none(exchange):
    line = "visa,2026-03-02,EUR,{},{},1000,0,0,1000,REF1"
    told = [LINES[0], line.format("7" * 23, "presentment"), line.format("", "TOTAL"), ""]
    put(exchange, ADVICE, "\n".join(told).encode())
    assert take().taken == (ADVICE,)
    assert NetworkAdvice.objects.get().fees_txn_id is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (ADVICE, advice(reference="REF9")),
        (ADVICE.replace("001", "002"), advice()),
        (ADVICE.replace("001", "002"), advice().replace(b"7" * 23, b"8" * 23)),
    ],
    ids=["the same name", "the same content", "the same settlement"],
)
def test_an_advice_that_came_before_is_refused(exchange, name, content):
    put(exchange, ADVICE, advice())
    take()
    put(exchange, name, content)
    assert take().refused == (name,)
    assert take() == settlement.TakenFiles()
    assert (NetworkAdvice.objects.count(), line("5400")) == (1, 28)
    assert ReceivedFile.objects.get(name=ADVICE).state == "TAKEN"


def test_an_advice_of_another_network_is_refused(exchange):
    other = advice().replace(b"visa", b"mastercard")
    assert refusal(exchange, ADVICE, other) == "network_answer_unknown"
    assert (NetworkAdvice.objects.count(), line("5400")) == (0, 0)


def test_a_chargeback_of_what_was_never_sold_is_refused(exchange):
    out = io.BytesIO()
    unknown = item(1, ItemKind.CHARGEBACK, arn=arns.make(number=99, day=OPENING_DAY))
    base2.write(file_id=FileId(business_date=OPENING_DAY, seq=1), items=[unknown], out=out)
    assert refusal(exchange, INCOMING, out.getvalue()) == "network_answer_unknown"


def incoming(kind: ItemKind, arn: str, *, seq: int = 1) -> bytes:
    out = io.BytesIO()
    told = item(1, kind, arn=arn, amount_minor=1_000)
    base2.write(file_id=FileId(business_date=OPENING_DAY, seq=seq), items=[told], out=out)
    return out.getvalue()


@pytest.mark.parametrize("kind", [ItemKind.PRESENTMENT, ItemKind.REFUND])
def test_a_network_tells_of_no_sale_and_no_refund_by_itself(exchange, kind):
    put(exchange, ACK, answer(accepted(2, 3_000)))
    take()
    put(exchange, INCOMING, incoming(kind, ClearingRecord.objects.get(number=1).arn))
    assert take().refused == (INCOMING,)
    assert not Dispute.objects.exists()


def test_a_chargeback_of_what_was_represented_is_the_end_of_it(exchange):
    put(exchange, ACK, answer(accepted(2, 3_000)))
    take()
    record = ClearingRecord.objects.get(number=1)
    put(exchange, INCOMING, incoming(ItemKind.CHARGEBACK, record.arn))
    take()
    original = record.operation.original
    represented = done(original, "REPRESENTMENT", 1_000, state="PENDING")
    Dispute.objects.update(stage="UNDER_REVIEW", representment=represented)
    make()
    put(exchange, ACK.replace("001", "002"), answer(accepted(1, 1_000)))
    second = INCOMING.replace("001", "002")
    put(exchange, second, incoming(ItemKind.CHARGEBACK, record.arn, seq=2))
    take()
    assert Dispute.objects.get().stage == "LOST"


def test_the_database_makes_the_same_number_of_a_sale_as_the_bank(exchange):
    for record in ClearingRecord.objects.all():
        assert record.arn == arns.make(number=record.operation_id, day=OPENING_DAY)
