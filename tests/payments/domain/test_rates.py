"""Reading the ECB's file: whole, exactly, or refused with its line."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from bankcore.money import Currency
from payments.domain import rates
from payments.domain.rates import MidRate, PublishedRate, RatesMalformed

GOOD = "Date,USD,JPY,\n2026-03-03,1.1684,186.75,\n2026-03-02,1.17,N/A,\n"


def zipped(*files: tuple[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as folder:
        for name, text in files:
            folder.writestr(name, text)
    return out.getvalue()


EXPECTED = [
    PublishedRate("USD", date(2026, 3, 3), Decimal("1.1684")),
    PublishedRate("JPY", date(2026, 3, 3), Decimal("186.75")),
    PublishedRate("USD", date(2026, 3, 2), Decimal("1.17")),
]


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace(",\n", "\n").encode(),
        zipped(("eurofxref-hist.csv", GOOD)),
    ],
    ids=["csv", "byte-order mark", "windows", "no last comma", "zip"],
)
def test_a_file_is_read_to_the_last_rate(data):
    assert rates.read(data) == EXPECTED


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "empty"),
        ("Day,USD\n", 1, "Date"),
        ("Date\n", 1, "Date"),
        ("Date,USD,USD\n2026-03-02,1,1\n", 1, "twice"),
        ("Date,EUR\n2026-03-02,1\n", 1, "EUR"),
        ("Date,usd\n2026-03-02,1\n", 1, "usd"),
        ("Date,USD\n", 1, "no rates"),
        ("Date,USD\n2026-03-02,N/A\n", 1, "no rates"),
        (GOOD + "2026-03-01,1.1\n", 4, "1 rates where there are 2"),
        (GOOD + "2026-03-01,1.1,2,3,\n", 4, "3 rates"),
        (GOOD + "\n", 4, "0 rates"),
        (GOOD + "2026-02-30,1.1,2,\n", 4, "2026-02-30"),
        (GOOD + "20260301,1.1,2,\n", 4, "20260301"),
        (GOOD + "2026-03-02,1.1,2,\n", 4, "twice"),
        (GOOD + "2026-03-01,0,2,\n", 4, "no rate of USD"),
        (GOOD + "2026-03-01,-1.1,2,\n", 4, "-1.1"),
        (GOOD + "2026-03-01,1e5,2,\n", 4, "1e5"),
        (GOOD + "2026-03-01,NaN,2,\n", 4, "NaN"),
        (GOOD + "2026-03-01,1.123456789,2,\n", 4, "USD"),
        (GOOD + "2026-03-01,12345678901,2,\n", 4, "USD"),
        (GOOD + "2026-03-01,\u0661,2,\n", 4, "USD"),
    ],
)
def test_a_malformed_line_is_refused_by_its_number(text, line, reason):
    with pytest.raises(RatesMalformed, match=f"^Line {line}: .*{reason}"):
        rates.read(text.encode())


def test_bytes_that_are_no_text_are_refused_by_their_line():
    with pytest.raises(RatesMalformed, match=r"^Line 3: it is no text"):
        rates.read(b"Date,USD\n2026-03-03,1\n\xff")


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04 broken", zipped(), zipped(("a.csv", GOOD), ("b.csv", GOOD))],
    ids=["broken", "empty", "two files"],
)
def test_a_zip_of_anything_else_is_refused(data):
    with pytest.raises(RatesMalformed, match="zip"):
        rates.read(data)


def test_a_zip_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(rates, "_LARGEST_FILE", 10)
    with pytest.raises(RatesMalformed, match="32 MiB"):
        rates.read(zipped(("a.csv", GOOD)))


def test_a_cross_rate_goes_through_the_euro_and_is_exact():
    mid = MidRate(
        sell=Currency.of("USD"),
        buy=Currency.of("JPY"),
        sell_rate=Decimal("1.5"),
        buy_rate=Decimal(160),
        day=date(2026, 3, 2),
    )
    assert mid.exact * 3 == 320
    assert str(mid.shown) == "106.6666667"


def test_a_small_rate_is_shown_to_ten_digits():
    mid = MidRate(
        sell=Currency.of("IDR"),
        buy=Currency.of("KWD"),
        sell_rate=Decimal("20082.05"),
        buy_rate=Decimal("0.36"),
        day=date(2026, 3, 2),
    )
    assert f"{mid.shown:f}" == "0.00001792645671"


def test_a_round_rate_is_shown_without_an_exponent():
    mid = MidRate(
        sell=Currency.of("EUR"),
        buy=Currency.of("IDR"),
        sell_rate=Decimal(1),
        buy_rate=Decimal(20_000),
        day=date(2026, 3, 2),
    )
    assert str(mid.shown) == "20000"
