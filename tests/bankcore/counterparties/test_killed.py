"""The network ends at any point: what it has answered stands, and its files are whole."""

import contextlib
import sqlite3

import pytest

from tests.bankcore.counterparties import clearing_files as files
from tests.bankcore.counterparties.acquirer import Acquirer, purchase, reversal
from tests.counterparties import CardNetwork, card_network


@pytest.fixture
def running(tmp_path):
    with card_network(tmp_path, "--daily-limit", "10000000000") as network:
        yield network


def signed_on(network: CardNetwork, name: str = "visa") -> Acquirer:
    zone = bytes.fromhex(network.zone_key_file.read_text().strip())
    wire = Acquirer(name, network.port(name), zone)
    wire.sign_on()
    return wire


def halves(asked: list) -> tuple[list, list]:
    return asked[: len(asked) // 2], asked[len(asked) // 2 :]


def test_whatever_was_answered_before_a_kill_stands_after_it(running):
    wire = signed_on(running)
    asked = [purchase(amount=100 + number) for number in range(400)]
    first, rest = (b"".join(wire.packed("0100", each) for each in half) for half in halves(asked))
    wire.socket.sendall(first)
    answered = {}
    with contextlib.suppress(ConnectionError):
        while len(answered) < len(asked):
            answer = wire.read()
            answered[answer["37"]] = answer["38"]
            if len(answered) == 10:
                # In the midst of answers, or of decisions that nobody has heard of.
                wire.socket.sendall(rest)
                running.kill()
    wire.close()
    running.start()
    stands = {row["rrn"]: row["code"] for row in running.state()["open"]}
    assert len(answered) >= 10
    assert answered.items() <= stands.items()
    # A repeat brings the stored answer, and what had not been answered is decided once.
    wire = signed_on(running)
    for each in asked:
        answer = wire.ask("0101", each)
        assert answer["39"] == "00"
        assert answered.get(each[37], answer["38"]) == answer["38"]
    wire.close()
    totals = running.state()["totals"]["978"]
    assert totals["approved_number"] == len(asked)
    assert totals["open_minor"] == sum(100 + number for number in range(400))


def test_reversals_and_unknown_originals_are_remembered_after_a_kill(running):
    wire = signed_on(running)
    known, unknown = purchase(), purchase()
    wire.ask("0100", known)
    assert wire.ask("0420", reversal(known, de39="68"))["39"] == "00"
    assert wire.ask("0420", reversal(unknown, de39="68"))["39"] == "25"
    running.kill()
    wire.close()
    running.start()
    wire = signed_on(running)
    assert running.state()["open"] == []
    assert wire.ask("0100", unknown)["39"] == "05"
    wire.close()


def test_a_stand_in_that_was_not_acknowledged_is_told_after_a_kill(running):
    running.fault("stand_in")
    wire = signed_on(running)
    asked = purchase()
    wire.send("0100", asked)
    with pytest.raises(ConnectionError):
        wire.raw()
    wire.close()
    running.kill()
    running.start()
    wire = signed_on(running)
    assert wire.read()["37"] == asked[37]
    wire.close()


@pytest.mark.parametrize("half_written", [False, True])
def test_files_that_were_not_written_are_written_at_the_next_start(running, half_written):
    wire = signed_on(running)
    asked = purchase()
    answer = wire.ask("0100", asked)
    wire.close()
    content = files.visa_file([files.presented(asked, answer, 1)])
    files.hand_in(running.inbox("visa"), "visa", 1, content)
    written = running.clear("2026-11-25", network="visa")["visa"]["written"]
    assert len(written) == 3
    outbox = running.outbox("visa")
    before = {name: (outbox / name).read_bytes() for name in written}
    running.kill()
    # As after a kill between the commit and the files.
    with sqlite3.connect(running.database) as database:
        database.execute("UPDATE outbox SET written = 0")
    database.close()
    for name in written:
        (outbox / name).unlink()
        if half_written:
            (outbox / f".{name}").write_bytes(before[name][:50])
    running.start()
    assert {path.name: path.read_bytes() for path in outbox.iterdir()} == before
    # And the day that ended is not ended twice.
    assert running.clear("2026-11-25", network="visa")["visa"]["written"] == []


def test_a_day_that_could_not_be_kept_is_not_ended_in_part(running):
    wire = signed_on(running)
    asked = purchase()
    answer = wire.ask("0100", asked)
    wire.close()
    content = files.visa_file([files.presented(asked, answer, 1)])
    files.hand_in(running.inbox("visa"), "visa", 1, content)
    # The books refuse the last thing that a day writes.
    with sqlite3.connect(running.database) as database:
        database.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON outbox WHEN NEW.what = 'nostro'"
            " BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    assert running.ask("POST", "/clear", {"date": "2026-11-25"})[0] == 500
    assert list(running.outbox("visa").iterdir()) == []
    assert running.state()["totals"]["978"]["presented_minor"] == 0
    with database:
        database.execute("DROP TRIGGER refuse")
    database.close()
    assert len(running.clear("2026-11-25", network="visa")["visa"]["written"]) == 3
