"""The dashboards of a real bank's accounts draw, and have the sums of its own files."""

import csv
import gzip
import lzma
from datetime import date
from decimal import Decimal

import pytest

from bankcore import clock
from bankcore.demo.berka import importing, records
from reporting.dashboards import public as dashboards
from tests.conftest import NOW, SHARED_DATA
from tests.reporting.dashboards.readers import ROLE, browser, reader

BERKA = SHARED_DATA / "berka"
TRANSACTIONS = "trans_prefix_19930101_19940330.asc.xz"
FIRST, LAST = date(1993, 1, 1), date(1994, 3, 30)
ACCOUNTS = 8

pytestmark = [
    pytest.mark.skipif(not (BERKA / TRANSACTIONS).is_file(), reason="the Berka set is not here"),
    pytest.mark.usefixtures("committed_bank"),
]


def few(folder) -> list[dict]:
    """Write the first accounts of the set, with all that belongs to them; returns their rows."""
    with lzma.open(BERKA / TRANSACTIONS, "rt", encoding="utf-8") as file:
        head, *lines = file
    rows = list(csv.DictReader([head, *lines], delimiter=";"))
    chosen = list(dict.fromkeys(row["account_id"] for row in rows))[:ACCOUNTS]
    kept = {"account_id": set(chosen)}
    for name in ("account", "disp", "client", "loan", "order", "card", "district"):
        kept |= _copy(folder, name, kept)
    own = [line for line, row in zip(lines, rows, strict=True) if row["account_id"] in chosen]
    (folder / "trans_prefix.asc").write_text("".join([head, *own]), encoding="utf-8")
    return [row for row in rows if row["account_id"] in chosen]


def _copy(folder, name: str, kept: dict[str, set[str]]) -> dict[str, set[str]]:
    with gzip.open(BERKA / f"{name}.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    head = rows[0]
    by = next((each for each in head if each in kept), None)
    own = [row for row in rows[1:] if by is None or row[head.index(by)] in kept[by]]
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *own])
    ids = {"disp": ("client_id", "disp_id")}.get(name, ())
    return {each: {row[head.index(each)] for row in own} for each in ids}


def test_a_real_banks_accounts_are_drawn_with_its_own_sums(load, tmp_path):
    folder = tmp_path / "berka"
    folder.mkdir()
    rows = few(folder)
    importing.import_all(records.read(folder), now=clock.now(), progress=lambda _: None)
    load(day=LAST, now=NOW)
    chosen = dashboards.Filter(days="FIXED", first=FIRST, last=LAST, currency="CZK")
    auditor = reader("a", ROLE.AUDITOR)
    view = dashboards.look(board="bank-today", chosen=chosen, actor=auditor, now=NOW)
    figures = {each.figure.name: each for each in view.figures}
    came_in = sum(point.values[0] for point in figures["money-by-day"].points)
    paid = [Decimal(row["amount"]) for row in rows if row["type"] == "PRIJEM"]
    assert came_in == sum(paid) * 100
    assert figures["deposits"].points[0].values[0] > 0
    address = "/admin/dashboards/selection/board/{}/?days=FIXED&currency=CZK"
    client = browser(auditor)
    for board in dashboards.BOARDS:
        page = client.get(f"{address.format(board.name)}&first={FIRST}&last={LAST}")
        assert page.status_code == 200
        assert page.content.count(b'class="wide"') == len(board.charts)
    months = [point.key for point in figures["deposits-by-month"].points]
    assert (months[0], months[-1]) == ("1993-01", "1994-03")
