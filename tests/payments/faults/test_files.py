"""Files cut off, repeated or with a wrong trailer: nothing of them counts, and the day goes on."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bankcore.outbox.models import Event
from payments.reconciliation import public as reconciliation
from payments.settlement import public as settlement
from payments.settlement.domain import blocks
from payments.settlement.models import NetworkAdvice, ReceivedFile
from tests.payments.cards import till
from tests.payments.faults import agreement, day
from tests.payments.gateway import shops

LINES = {"visa": "1410", "mastercard": "1420"}


def cut_off(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def other_count(content: bytes) -> bytes:
    """Let the trailer of a Visa-like file count one line more."""
    *lines, trailer = content.decode().splitlines(keepends=True)
    assert trailer.startswith("92")
    return ("".join(lines) + f"92{int(trailer[2:10]) + 1:08d}{trailer[10:]}").encode()


def other_messages(content: bytes) -> bytes:
    """Let the trailer of an IPM file count other messages than it has."""
    records = list(blocks.read(io.BytesIO(content)))
    at = records[-1].index("0306".encode("cp500")) + 7
    records[-1] = records[-1][:at] + "99".encode("cp500") + records[-1][at + 2 :]
    out = io.BytesIO()
    blocked = blocks.BlockWriter(out)
    for record in records:
        blocked.write(record)
    blocked.close()
    return out.getvalue()


def other_total(content: bytes) -> bytes:
    """Let an advice pay a cent more than its lines."""
    *lines, total = content.decode().splitlines()
    network, booked, currency, arn, kind, amount, fees, scheme, net, reference = total.split(",")
    assert kind == "TOTAL"
    more = (str(int(amount) + 1), fees, scheme, str(int(net) + 1), reference)
    total = ",".join([network, booked, currency, arn, kind, *more])
    return ("\n".join([*lines, total]) + "\n").encode()


def other_balance(content: bytes) -> bytes:
    """Let a statement close with other than it opened with and booked."""
    head, mark, tail = content.decode().partition("<Cd>CLBD</Cd>")
    before, tag, after = tail.partition('Ccy="EUR">')
    assert mark, tag
    return f"{head}{mark}{before}{tag}9{after}".encode()


@dataclass(frozen=True)
class Kind:
    """Files of a kind: what they are called, what makes their trailers wrong, and the codes."""

    pattern: str
    trailer: Callable[[bytes], bytes]
    cut: set[str]
    wrong: set[str]


READ = {"network_file_truncated", "network_file_malformed"}
KINDS = {
    ("visa", "ack"): Kind("visa-ack-*.dat", other_count, READ, {"network_file_trailer_wrong"}),
    ("visa", "advice"): Kind(
        "visa-advice-*.csv", other_total, READ, {"network_file_trailer_wrong"}
    ),
    ("mastercard", "ack"): Kind(
        "mastercard-ack-*.dat", other_messages, READ, {"network_file_trailer_wrong"}
    ),
    ("mastercard", "advice"): Kind(
        "mastercard-advice-*.csv", other_total, READ, {"network_file_trailer_wrong"}
    ),
}


@dataclass
class Day:
    """A network's day that has ended, of which the bank has taken nothing in yet."""

    name: str
    out: Path

    def take(self) -> settlement.TakenFiles:
        return day.take_files(self.name)

    def find(self, pattern: str) -> Path:
        """Return the newest file of a pattern."""
        return max(self.out.glob(pattern))

    def books(self) -> tuple[int, ...]:
        """Return what the network owes, its fees, and what is on the nostro account."""
        lines = (LINES[self.name], "5400", "1100")
        return tuple(-shops.on_line(each) for each in lines)


@pytest.fixture(params=LINES)
def ended(request, shop, network, settings) -> Day:
    """Sell, capture, give back, and let the network end its day."""
    settings.GATEWAY_EXCHANGE_FOLDER = network.folder
    name = request.param
    card = till.card(shop, till.APPROVES[name])
    sold = [till.capture(shop, till.pay(shop, card, minor)) for minor in (10_000, 7_300)]
    assert sold[0].state == "SUCCEEDED"
    assert day.make_file(name) is not None
    day.clear(network, name)
    return Day(name, network.outbox(name))


def codes(path: Path) -> set[str]:
    """Return why files of this name were refused."""
    found = ReceivedFile.objects.filter(name__startswith=path.name, state="REFUSED")
    return set(found.values_list("error_code", flat=True))


@pytest.mark.parametrize("what", ["ack", "advice"])
def test_a_networks_file_counts_whole_and_once(ended, network, what):
    kind = KINDS[ended.name, what]
    path = ended.find(kind.pattern)
    whole, told = path.read_bytes(), Event.objects.filter(name__endswith="file_refused").count()
    others = [each for each in ended.out.iterdir() if each != path]
    for each in others:
        each.rename(each.with_name(f"later-{each.name}"))
    before = ended.books()
    for damage, expected in ((cut_off, kind.cut), (kind.trailer, kind.wrong)):
        assert damage(whole) != whole
        path.write_bytes(damage(whole))
        assert ended.take().refused == (path.name,)
        assert codes(path) <= expected, codes(path)
        assert ended.books() == before
        assert ended.take() == settlement.TakenFiles()
    assert Event.objects.filter(name__endswith="file_refused").count() == told + 2
    for each in others:
        each.with_name(f"later-{each.name}").rename(each)
    path.write_bytes(whole)
    assert path.name in ended.take().taken
    after = ended.books()
    number = path.stem[-3:]
    again = path.with_name(path.name.replace(f"-{number}.", f"-9{number[1:]}."))
    assert not again.exists()
    again.write_bytes(whole)
    assert ended.take().refused == (again.name,)
    again.unlink()
    assert ended.books() == after
    day.reconcile()
    agreement.everywhere(network, name=ended.name)
    agreement.reconciled(ended.name)


@pytest.mark.parametrize("damage", [cut_off, other_balance])
def test_a_bank_statement_counts_whole_and_once(ended, network, damage):
    assert ended.take().refused == ()
    path = ended.find("nostro-2*.xml")
    whole, before = path.read_bytes(), ended.books()
    path.write_bytes(damage(whole))
    refused = day.reconcile().refused
    assert [name for name, _ in refused] == [path.name]
    assert ended.books() == before
    # What was advised has not been seen to come: people are told so until the statement is right.
    (missing,) = reconciliation.inbox()
    assert -missing.difference.minor == NetworkAdvice.objects.latest("pk").net_minor
    path.write_bytes(whole)
    assert day.reconcile().refused == ()
    after = ended.books()
    assert after[0] == 0
    assert after[2] - before[2] == NetworkAdvice.objects.latest("pk").net_minor
    again = path.with_name(path.name.replace("nostro-", "nostro-9"))
    again.write_bytes(whole)
    assert day.reconcile().refused == ()
    assert ended.books() == after
    again.unlink()
    agreement.everywhere(network, name=ended.name)
    agreement.reconciled(ended.name)
