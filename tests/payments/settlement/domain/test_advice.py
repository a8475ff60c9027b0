"""The network's advice counts when it adds up, and not at all otherwise; its fees are as agreed."""

from datetime import date

import pytest

from payments.settlement.domain import advice, interchange
from payments.settlement.domain.records import (
    FileMalformed,
    FileTruncated,
    ItemKind,
    TrailerWrong,
)

ARN = "7" * 23
LINES = [
    ",".join(advice.HEADER),
    f"visa,2026-03-02,EUR,{ARN},presentment,10000,30,2,9968,REF1",
    f"visa,2026-03-02,EUR,{ARN},refund,-2000,-6,2,-1996,REF1",
    "visa,2026-03-02,EUR,,TOTAL,8000,24,4,7972,REF1",
    f"visa,2026-03-02,USD,{ARN},chargeback,-700,0,2,-702,REF2",
    "visa,2026-03-02,USD,,TOTAL,-700,0,2,-702,REF2",
]


def read(lines: list[str]) -> list[advice.Advice]:
    return advice.read("\n".join([*lines, ""]).encode())


def test_an_advice_is_read_currency_by_currency():
    euros, dollars = read(LINES)
    assert (euros.network, euros.business_date, euros.currency) == ("visa", date(2026, 3, 2), "EUR")
    assert (euros.total.net_minor, dollars.total.net_minor) == (7_972, -702)
    assert [line.kind for line in euros.lines] == [ItemKind.PRESENTMENT, ItemKind.REFUND]


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ([], FileMalformed),
        (LINES[1:], FileMalformed),
        (LINES[:3], FileTruncated),
        ([*LINES[:2], *LINES[3:]], TrailerWrong),
        ([LINES[0], LINES[1].replace("9968", "9969"), *LINES[2:]], FileMalformed),
        ([LINES[0], LINES[1].replace("REF1", "REF9"), *LINES[2:]], TrailerWrong),
        ([LINES[0], LINES[1].replace("presentment", "gift"), *LINES[2:]], FileMalformed),
        ([LINES[0], LINES[1] + ",more", *LINES[2:]], FileMalformed),
    ],
    ids=["nothing", "headless", "endless", "sum", "net", "reference", "kind", "columns"],
)
def test_an_advice_that_does_not_add_up_is_refused(lines, refusal):
    with pytest.raises(refusal):
        read(lines)


@pytest.mark.parametrize(
    ("kind", "bin6", "amount", "fees"),
    [
        (ItemKind.PRESENTMENT, "424242", 10_000, (30, 2)),
        (ItemKind.PRESENTMENT, "400005", 10_000, (20, 2)),
        (ItemKind.PRESENTMENT, "520082", 250, (1, 2)),
        (ItemKind.PRESENTMENT, "555555", 166, (0, 2)),
        (ItemKind.PRESENTMENT, "555555", 167, (1, 2)),
        (ItemKind.REFUND, "424242", 10_000, (-30, 2)),
        (ItemKind.CHARGEBACK, "424242", 10_000, (0, 2)),
        (ItemKind.REPRESENTMENT, "424242", 10_000, (0, 2)),
    ],
)
def test_what_the_network_keeps_is_as_agreed(kind, bin6, amount, fees):
    found = interchange.expected(kind=kind, bin6=bin6, amount_minor=amount)
    assert (found.interchange_minor, found.scheme_fee_minor) == fees
