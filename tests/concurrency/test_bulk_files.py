"""A file is taken in once and its lines are paid once, by however many at once."""

import time

from payments import public as payments
from payments.models import BulkLine
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW, in_threads
from tests.factories import TESTER, eur
from tests.payments.files import csv_file, line
from tests.payments.services.movements import left
from tests.payments.services.test_bulk_files import submit


def process(file) -> int:
    return payments.process_bulk_file(file_id=file.file_id, actor=TESTER, now=NOW)


def test_a_file_sent_by_two_at_once_is_taken_in_once(committed_bank):
    del committed_bank
    anna = factories.account(funds=100)
    data = csv_file([line(anna) for _ in range(50)])
    results = in_threads(3, lambda _: submit(data, anna))
    assert sorted(type(each).__name__ for each in results) == [
        "DuplicateFile", "DuplicateFile", "FileView",
    ]  # fmt: skip
    assert BulkLine.objects.count() == 50


def test_two_workers_at_once_pay_each_line_once(committed_bank, monkeypatch):
    del committed_bank
    monkeypatch.setattr("payments.services.bulk_processing._BATCH", 7)
    anna, ben = factories.account(funds=100), factories.account()
    file = submit(csv_file([line(anna, ben) for _ in range(60)]), anna)
    results = in_threads(2, lambda _: process(file))
    assert sum(results) == 60
    assert (left(anna), left(ben)) == (eur(40), eur(60))
    assert books.broken() == []


def test_ten_thousand_lines_take_seconds(committed_bank):
    del committed_bank
    anna, ben = factories.account(funds=100_000), factories.account()
    data = csv_file(
        [line(anna, ben if number % 2 else line(anna)["creditor"]) for number in range(10_000)]
    )
    begun = time.process_time()
    file = submit(data, anna)
    assert process(file) == 10_000
    assert time.process_time() - begun < 20
    assert left(anna) == eur(90_000)
