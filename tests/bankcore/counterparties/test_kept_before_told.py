"""Nobody hears of a decision that the network might forget."""

import asyncio
import sqlite3

import pytest

from bankcore.counterparties.card_network.codec import Message
from bankcore.counterparties.card_network.faults import Faults
from bankcore.counterparties.card_network.fields import VISA
from bankcore.counterparties.card_network.network import Network
from bankcore.counterparties.card_network.store import Store
from tests.bankcore.counterparties.acquirer import purchase

_KEPT = "SELECT (SELECT count(*) FROM authorisation), (SELECT count(*) FROM answer)"


class Reader:
    """A connection that looks, at each answer, at what another process would find."""

    def __init__(self, path) -> None:
        self.path = path
        self.found: list[tuple[int, int]] = []

    def answer(self, body, order) -> None:
        database = sqlite3.connect(self.path)
        self.found.append(database.execute(_KEPT).fetchone())
        database.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "network.sqlite3"


@pytest.fixture
def store(path):
    store = Store(path)
    yield store
    store.close()


def dealt(store, path, requests) -> Reader:
    """Return what was found when requests that came together were answered."""
    network = Network(VISA, store, Faults(), zone=bytes(32), daily_limit=10**9)
    reader = Reader(path)

    async def run() -> None:
        for request in requests:
            network.deal(reader, Message("0100", request), None)
        await asyncio.sleep(0)

    asyncio.run(run())
    return reader


def test_every_answer_of_a_batch_leaves_after_the_whole_batch_is_kept(store, path):
    assert dealt(store, path, [purchase() for _ in range(5)]).found == [(5, 5)] * 5


def test_what_cannot_be_kept_is_not_answered_and_leaves_nothing(store, path, caplog):
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON answer WHEN NEW.rrn = 'REFUSED00000'"
            " BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    database.close()
    refused = purchase(de37="REFUSED00000")
    assert dealt(store, path, [purchase(), refused]).found == []
    assert tuple(store.one(_KEPT)) == (0, 0)
    assert "could not be dealt with" in caplog.text
    # And the next is answered as ever.
    assert dealt(store, path, [purchase()]).found == [(1, 1)]


def test_a_commit_that_fails_answers_nobody(store, path, caplog, monkeypatch):
    def full() -> None:
        raise sqlite3.OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(store, "commit", full)
        assert dealt(store, path, [purchase(), purchase()]).found == []
    assert "2 decisions could not be kept" in caplog.text
    assert dealt(store, path, [purchase()]).found == [(1, 1)]
