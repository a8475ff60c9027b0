"""A file of a system outside is taken with every right row of it, or not at all."""

import gzip
import lzma
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from payments.settlement.models.clearing import NetworkAdvice, NetworkAdviceLine, ReceivedFile
from reporting.warehouse import public as warehouse
from reporting.warehouse.domain import outside_rows
from reporting.warehouse.models import LakeFile, Load, OutsideFile, QuarantinedRow
from reporting.warehouse.repositories import files, lake
from tests import factories
from tests.conftest import NOW, OPENING_DAY, SHARED_DATA
from tests.factories import TESTER

HOUR = timedelta(hours=1)
HEADER = "system;reference;booked_on;amount;currency;purpose"
RIGHT = ("CORE2;A-1;2026-01-05;12.50;EUR;FEE", "CORE2;A-2;2026-02-10;-3;USD;")


def csv(*rows: str, totals: str = "TOTAL;2;9.50", header: str = HEADER) -> bytes:
    return "\n".join([header, *(rows or RIGHT), totals, ""]).encode()


def asked(query: str, known=None) -> list[tuple]:
    with warehouse.opened(warehouse.version(known=known)) as engine:
        return engine.execute(query).fetchall()


@pytest.fixture
def receive(tmp_path):
    def run(content: bytes, *, source="outside", name="bookings.csv", now=NOW):
        file = tmp_path / name
        file.write_bytes(content)
        return warehouse.receive(source=source, path=file, day=OPENING_DAY, actor=TESTER, now=now)

    return run


ROWS = "SELECT reference, booked_on, amount, currency, purpose, file_line FROM fact_outside"


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_the_rows_of_a_file_are_typed_and_say_where_they_came_from(receive, pack):
    sent = pack(csv())
    received = receive(sent)
    assert (received.rows, received.put_aside) == (2, 0)
    assert asked(f"{ROWS} ORDER BY 1") == [
        ("A-1", date(2026, 1, 5), 1_250, "EUR", "FEE", 2),
        ("A-2", date(2026, 2, 10), -300, "USD", None, 3),
    ]
    file = OutsideFile.objects.get()
    assert (file.name, file.rows, file.told_rows, file.told_sum) == ("bookings.csv", 2, 2, 950)
    assert file.load_id == received.number == asked("SELECT max(file_load) FROM fact_outside")[0][0]
    kept = lake.folder() / "raw" / "outside" / file.sha256
    assert kept.read_bytes() == sent


def test_wrong_rows_are_put_aside_by_line_and_reason_and_the_rest_is_taken(receive):
    wrong = (
        "CORE2;A-3;2026-02-30;1;EUR;",
        "CORE2;A-4;2026-02-10;1;EUR",
        "CORE2;;2026-02-10;1.234;eur;GIFT",
        RIGHT[0],
    )
    received = receive(csv(*RIGHT, *wrong, totals="TOTAL;6;9.50"))
    assert (received.rows, received.put_aside) == (2, 4)
    assert list(QuarantinedRow.objects.order_by("line").values_list("line", "reason")) == [
        (4, "booked_on is no day as %Y-%m-%d writes it"),
        (5, "the row has 5 fields, not 6"),
        (
            6,
            (
                "reference is empty; amount is no amount with two decimals;"
                " currency is no currency code; purpose is none of the codes agreed on"
            ),
        ),
        (7, "its key is that of line 2"),
    ]
    assert asked("SELECT count(*) FROM fact_outside") == [(2,)]
    assert OutsideFile.objects.get().told_sum is None


def test_a_later_file_adds_late_rows_and_corrects_those_it_names(receive):
    receive(csv())
    later = csv(
        "CORE2;A-1;2025-12-30;12.00;EUR;FEE",
        "CORE2;A-3;2026-03-01;7;EUR;",
        RIGHT[1],
        totals="TOTAL;3;16.00",
    )
    receive(later, now=NOW + HOUR)
    query = "SELECT reference, booked_on, amount FROM fact_outside ORDER BY 1"
    assert asked(query) == [
        ("A-1", date(2025, 12, 30), 1_200),
        ("A-2", date(2026, 2, 10), -300),
        ("A-3", date(2026, 3, 1), 700),
    ]
    assert [row[2] for row in asked(query, known=NOW)] == [1_250, -300]
    february = LakeFile.objects.get(dataset="fact_outside", month=date(2026, 2, 1))
    assert february.replaced_by_id is None  # the same row again is no change


def nothing() -> tuple:
    tables = OutsideFile, QuarantinedRow, LakeFile, Load
    left = [each for each in lake.folder().rglob("*") if each.is_file()]
    return (*(each.objects.count() for each in tables), left)


def bomb() -> bytes:
    return gzip.compress(csv(*["CORE2;A;2026-01-05;1;EUR;" + " " * 1_000] * 3_000))


REFUSED = {
    "no text": (b"\xff\xfe\x00h", "zero bytes"),
    "zero bytes": (csv(RIGHT[0].replace("A-1", "A\0")), "zero bytes"),
    "another encoding": (csv(RIGHT[0]).replace(b"A-1", b"\xe4"), "not text in UTF-8"),
    "empty": (b"", "empty"),
    "only a header": (f"{HEADER}\nTOTAL;0;0\n".encode(), "No row"),
    "another header": (csv(header="a;b"), "does not begin with the header"),
    "a formula": (csv(RIGHT[0].replace("A-1", "=1+1")), "reference on line 2 is a formula"),
    "a hidden formula": (csv(RIGHT[0].replace("A-1", " @SUM(A1)")), "is a formula"),
    "rows missing": (csv(totals="TOTAL;3;9.50"), "says that it has 3 rows, and has 2"),
    "another sum": (csv(totals="TOTAL;2;9.51"), "do not sum to what it says"),
    "no totals": (csv(totals=""), "does not end with a line of totals"),
    "totals of words": (csv(totals="TOTAL;two;9.50"), "cannot be read"),
    "rows after the totals": (csv() + RIGHT[0].encode(), "comes after the totals"),
    "a quote never closed": (csv(RIGHT[0].replace("A-1", '"A-1')), "After line"),
    "a field without end": (csv(RIGHT[0].replace("A-1", "A" * 5_000)), "longer than any could"),
    "a damaged package": (gzip.compress(csv())[:-6], "damaged or ends before its end"),
    "a bomb": (bomb(), "unpacked, is larger"),
    "too large": (b"x" * 1_000_001, "larger than the bank takes"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_file_is_refused_with_a_sentence_and_nothing_changes(receive, case, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 1_000_000)
    content, sentence = REFUSED[case]
    before = nothing()
    with pytest.raises(warehouse.FileRefused, match=sentence):
        receive(content)
    assert nothing() == before


def test_a_file_of_wrong_rows_beyond_measure_is_refused(receive, monkeypatch):
    monkeypatch.setattr(outside_rows, "MOST_WRONG", 2)
    with pytest.raises(warehouse.FileRefused, match="More than 2 rows"):
        receive(csv(*RIGHT, *["wrong"] * 3, totals="TOTAL;5;9.50"))
    assert not OutsideFile.objects.exists()


def test_a_file_is_taken_once_whatever_it_is_called(receive):
    receive(csv())
    before = nothing()
    with pytest.raises(warehouse.FileTakenBefore, match=r"taken as bookings\.csv on 2026-03-02"):
        receive(csv(), name="again.csv")
    assert nothing() == before
    assert asked("SELECT count(*) FROM fact_outside") == [(2,)]


def test_a_file_that_cannot_be_kept_leaves_nothing(receive, monkeypatch):
    from reporting.warehouse.repositories import received

    monkeypatch.setattr(received, "add", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        receive(csv())
    assert [each.state for each in Load.objects.all()] == ["FAILED"]
    assert not LakeFile.objects.exists()
    assert not list((lake.folder() / "raw" / "outside").iterdir())


def test_the_command_takes_a_file_and_says_what_it_came_to(tmp_path):
    file = tmp_path / "bookings.csv"
    file.write_bytes(csv())
    said = StringIO()
    call_command("load_file", "outside", str(file), stdout=said)
    assert "2 rows in fact_outside; 0 in quarantine." in said.getvalue()
    with pytest.raises(CommandError, match=r"taken as bookings\.csv"):
        call_command("load_file", "outside", str(file))
    with pytest.raises(CommandError, match="there are berka, outside"):
        call_command("load_file", "elsewhere", str(file))
    with pytest.raises(CommandError, match="no such file"):
        call_command("load_file", "outside", str(tmp_path / "none.csv"))


def test_a_file_hides_no_fault_that_the_load_before_has_found(receive, load, monkeypatch):
    from reporting.warehouse.repositories import checks

    factories.account(funds=100)
    fault = ("months always fail", "fact_month", "SELECT 'a fault' FROM fact_month")
    with monkeypatch.context() as patched:
        patched.setattr(checks, "_RULES", [fault])
        load()
    receive(csv(), now=NOW + HOUR)
    (sentence,) = warehouse.faults(warehouse.version())
    assert "months always fail" in sentence
    load(now=NOW + 2 * HOUR)
    assert warehouse.faults(warehouse.version()) == []
    assert asked("SELECT count(*) FROM fact_outside") == [(2,)]


@pytest.mark.parametrize("table", ["warehouse_outsidefile", "warehouse_quarantinedrow"])
def test_what_was_taken_and_put_aside_is_never_changed(receive, table):
    receive(csv(*RIGHT, "wrong", totals="TOTAL;3;9.50"))
    refused = pytest.raises(DatabaseError, match=r"append-only|denied")
    for statement in ("DELETE FROM {}", "UPDATE {} SET id = id + 1"):
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table))


@pytest.mark.skipif(not (SHARED_DATA / "berka").is_dir(), reason="the Berka set is not here")
def test_the_berka_set_is_taken_in_both_of_its_forms(receive):
    folder = SHARED_DATA / "berka"
    for number, name in enumerate(
        ("trans_prefix_19930101_19940330.asc.xz", "trans_354accounts_full_1995-1998.csv.xz")
    ):
        content = (folder / name).read_bytes()
        received = receive(content, source="berka", name=name, now=NOW + number * HOUR)
        assert received.put_aside == 0
        assert received.rows == lzma.decompress(content).count(b"\n") - 1
    sides = asked("SELECT DISTINCT side FROM fact_berka ORDER BY 1")
    assert sides == [("CREDIT",), ("DEBIT",)]
    first = "SELECT account_id, booked_on, amount, balance FROM fact_berka WHERE trans_id = 695247"
    assert asked(first) == [(2378, date(1993, 1, 1), 70_000, 70_000)]


def test_what_settlement_has_read_of_a_networks_advice_is_there_with_the_file_it_came_in(load):
    file = ReceivedFile.objects.create(
        network="visa", kind="ADVICE", name="advice-1", sha256="a" * 64, state="TAKEN", items=2,
        received_at=NOW,
    )  # fmt: skip
    amounts = {"amount_minor": 900, "interchange_minor": 10, "scheme_fee_minor": 3}
    advice = NetworkAdvice.objects.create(
        file=file, network="visa", business_date=OPENING_DAY, currency="EUR",
        settlement_reference="S-1", net_minor=887, **amounts,
    )  # fmt: skip
    for number, kind, amount in ((1, "SALE", 1_000), (2, "REFUND", -100)):
        NetworkAdviceLine.objects.create(
            advice=advice, number=number, arn=f"{number:023}", kind=kind, amount_minor=amount,
            interchange_minor=amount // 100, scheme_fee_minor=0,
        )  # fmt: skip
    assert load().faults == 0
    query = (
        "SELECT number, kind, amount, net, settled_on, file_name FROM fact_network_settlement"
        " ORDER BY 1"
    )
    assert asked(query) == [
        (1, "SALE", 1_000, 990, OPENING_DAY, "advice-1"),
        (2, "REFUND", -100, -99, OPENING_DAY, "advice-1"),
    ]
    assert "fact_network_settlement" not in load(now=NOW + HOUR).rows
