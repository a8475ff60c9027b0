"""Files of clearing houses cut off, repeated or with a wrong trailer: nobody is credited twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from bankcore.money import Money
from payments.interbank import public as interbank
from payments.interbank.models import InboundItem
from tests import factories
from tests.clearing_houses import clearing_house
from tests.payments.faults import agreement
from tests.payments.interbank.exchanges import ACH, BANK, NOW, SEPA
from tests.payments.services.movements import left, own

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def house(settings, tmp_path):
    """Run clearing houses of the test's own."""
    settings.CLEARED_BY_EXCHANGE = {"EUR": "sepa", "USD": "ach"}
    with clearing_house(tmp_path) as running:
        settings.GATEWAY_EXCHANGE_FOLDER = running.folder
        yield running


def cut_off(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def cut_to_whole_records(content: bytes) -> bytes:
    """Leave the last block of a NACHA file out: its controls are gone."""
    lines = content.splitlines(keepends=True)
    return b"".join(each for each in lines if not each.startswith(b"9"))


def other_credits(content: bytes) -> bytes:
    """Let the file control of a NACHA file sum a cent more than its entries."""
    lines = content.decode().splitlines(keepends=True)
    at = next(n for n, each in enumerate(lines) if each[0] == "9" and each.strip("9\n"))
    total = int(lines[at][43:55]) + 1
    lines[at] = f"{lines[at][:43]}{total:012d}{lines[at][55:]}"
    return "".join(lines).encode()


def other_sum(content: bytes) -> bytes:
    """Let a pacs.008 sum a cent more than its transfers."""
    head, tag, tail = content.decode().partition('<TtlIntrBkSttlmAmt Ccy="EUR">')
    amount, end, rest = tail.partition("<")
    assert tag, "the message has no sum"
    return f"{head}{tag}{float(amount) + 0.01:.2f}{end}{rest}".encode()


DAMAGES = {SEPA: (cut_off, other_sum), ACH: (cut_off, cut_to_whole_records, other_credits)}
CURRENCY = {SEPA: "EUR", ACH: "USD"}


def receive(network) -> list[str]:
    found = interbank.receive(network=network, actor=BANK, now=NOW)
    return [each.state.value for each in found]


def newest(house, network) -> Path:
    return house.files(network.value)[-1]


@pytest.mark.parametrize("network", DAMAGES)
def test_a_clearing_houses_file_counts_whole_and_once(house, network):
    currency = CURRENCY[network]
    payee = factories.account(currency=currency)
    number = payee.iban if network is SEPA else payee.iban[-10:]
    house.order(
        "POST",
        "/credit",
        network=network.value,
        account=number,
        amount_minor=700,
        date="2026-03-02",
    )
    house.look()
    path = newest(house, network)
    whole = path.read_bytes()
    for number, damage in enumerate(DAMAGES[network]):
        assert damage(whole) != whole
        path.unlink(missing_ok=True)
        path.with_stem(f"{path.stem}-{number}").write_bytes(damage(whole))
        assert receive(network) == ["REFUSED"], damage.__name__
        assert (left(payee).minor, own("1100", currency), InboundItem.objects.count()) == (0, 0, 0)
        assert receive(network) == []
    # The house sends it again, as it is.
    path.with_stem(f"{path.stem}-a").write_bytes(whole)
    assert receive(network) == ["APPLIED"]
    path.with_stem(f"{path.stem}-b").write_bytes(whole)
    assert receive(network) == ["DUPLICATE"]
    assert left(payee) == Money.of(7, currency)
    assert own("1100", currency) == house.network(network.value)["balance_minor"] == 700
    agreement.books()
