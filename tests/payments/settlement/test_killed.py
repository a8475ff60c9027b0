"""The steps of settlement are killed wherever it hurts, and done again: the same result, once."""

import importlib
import os
import signal
import traceback
from collections.abc import Callable
from functools import partial

import pytest
from django.core.management import call_command
from django.db import connection, connections

from payments.settlement.models import (
    ClearingFile,
    ClearingRecord,
    MerchantBalance,
    SettlementBatch,
    SettlementLine,
)
from payments.settlement.services import exchange_folder
from payments.vault import public as vault
from tests.conftest import NOW, OPENING_DAY
from tests.payments.settlement.shop import authorised, done, shop, sold

settle_merchants = partial(call_command, "settle", "merchants", day=OPENING_DAY)
clear = partial(call_command, "settle", "clear", day=OPENING_DAY)


def start(work: Callable[[], object]) -> int:
    """Do the work in a process of its own, which has no connection of ours."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - nothing of the test goes on in the child
        traceback.print_exc()
        os._exit(1)


def ended(pid: int) -> int:
    """Return how a process has ended: 0, or minus the signal that has killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed_at(place: str, work: Callable[[], object], *, times: int = 1) -> None:
    """Do the work in a process that is killed when it comes to a function, the n-th time."""
    module, _, name = place.rpartition(".")
    owner = importlib.import_module(module)
    plain, seen = getattr(owner, name), 0

    def fatal(*args, **given):
        nonlocal seen
        seen += 1
        if seen == times:
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(*args, **given)

    def doomed() -> None:
        setattr(owner, name, fatal)
        work()

    assert ended(start(doomed)) == -signal.SIGKILL


@pytest.fixture
def sales(committed_bank):
    shops = [shop(reserve_bps=500) for _ in range(3)]
    for each in shops:
        for _ in range(4):
            sold(each)
    return shops


def once(shops) -> None:
    """Hold that everything was settled, and that once."""
    assert SettlementBatch.objects.count() == 3
    assert SettlementLine.objects.count() == 12
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_txn WHERE kind = 26")
        assert cursor.fetchone() == (3,)
    for each in shops:
        assert MerchantBalance.objects.get(merchant=each.merchant).available_minor == 37_880
        assert (each.owed(), each.reserved()) == (37_880, 2_000)


def test_settling_that_was_killed_is_done_again_as_if_it_had_not_been(committed_bank, sales):
    for place in (
        "payments.settlement.repositories.batches.settle",
        "payments.settlement.repositories.batches.reserves_to_book",
        "payments.settlement.repositories.batches.note_reserves",
        "bankcore.audit.public.record",
    ):
        killed_at(place, settle_merchants)
        assert SettlementBatch.objects.count() == 0
    settle_merchants()
    once(sales)
    settle_merchants()
    once(sales)


def test_two_workers_on_one_batch_make_one_result(committed_bank, sales):
    workers = [start(settle_merchants) for _ in range(2)]
    assert [ended(worker) for worker in workers] == [0, 0]
    once(sales)


def present(number: int = 5) -> None:
    demo = shop()
    for _ in range(number):
        card = vault.store_card(
            merchant="m1", number="4242424242424242", expiry_month=12, expiry_year=2040, now=NOW
        )
        done(authorised(demo, token=card.token), "CAPTURE", 1_000)


def test_a_file_that_was_being_written_is_written_again_the_same_to_the_byte(
    committed_bank, tmp_path, settings
):
    settings.GATEWAY_EXCHANGE_FOLDER = tmp_path
    present()
    inbox = tmp_path / "visa" / "in"
    clearing = "payments.settlement.services.clearing"
    killed_at(f"{clearing}._claim", clear)
    assert ClearingFile.objects.count() == 0
    killed_at(f"{clearing}._item", clear, times=3)
    file = ClearingFile.objects.get()
    assert (file.sha256, ClearingRecord.objects.count()) == (None, 5)
    assert [path.name for path in inbox.iterdir()] == [f".{file.name}"]
    killed_at(f"{clearing}._note", clear)
    whole = (inbox / file.name).read_bytes()
    file.refresh_from_db()
    assert file.sha256 is None
    clear()
    file.refresh_from_db()
    assert (inbox / file.name).read_bytes() == whole
    assert file.sha256 == exchange_folder.digest(inbox / file.name)
    assert [path.name for path in inbox.iterdir()] == [file.name]
    assert (ClearingFile.objects.count(), ClearingRecord.objects.count()) == (1, 5)
    clear()
    assert ClearingFile.objects.count() == 1


def test_two_workers_write_one_file(committed_bank, tmp_path, settings):
    settings.GATEWAY_EXCHANGE_FOLDER = tmp_path
    present()
    workers = [start(clear) for _ in range(2)]
    assert [ended(worker) for worker in workers] == [0, 0]
    file = ClearingFile.objects.get()
    found = list((tmp_path / "visa" / "in").iterdir())
    assert [path.name for path in found] == [file.name]
    assert exchange_folder.digest(found[0]) == file.sha256
    assert len(found[0].read_bytes().splitlines()) == 7
