"""A file of payments is taken in once, or refused and nothing of it is kept."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import public as accounts
from bankcore.audit.models import AuditEntry
from bankcore.errors import BankError
from bankcore.outbox.models import Event
from payments import public as payments
from payments.models import BulkFile, BulkLine
from payments.services import bulk_files
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER
from tests.payments.files import HEADER, csv_file, line, pain001
from tests.payments.services import movements

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def anna() -> accounts.AccountRef:
    return factories.account(funds=100)


def submit(data: bytes, customer, name: str = "payments.csv") -> payments.FileView:
    return payments.submit_bulk_file(
        data=data,
        name=name,
        customer_id=getattr(customer, "customer_id", customer),
        actor=TESTER,
        now=NOW,
    )


def picture() -> tuple:
    return movements.picture(), BulkFile.objects.count(), BulkLine.objects.count()


def refused(error, *values) -> Exception:
    before = picture()
    with pytest.raises(error) as found:
        submit(*values)
    assert picture() == before
    return found.value


def test_a_file_is_kept_line_by_line_and_told_of_and_nothing_is_paid_yet(anna):
    file = submit(csv_file([line(anna), line(anna, amount="x")]), anna)
    assert (file.state, file.total) == (payments.FileState.RECEIVED, 2)
    assert file.counts == {payments.LineState.PENDING: 1, payments.LineState.REFUSED: 1}
    assert payments.get_bulk_file(file_id=file.file_id) == file
    assert movements.left(anna) == factories.eur(100)
    event = Event.objects.get(name="payments.bulk_file_received")
    assert event.payload == {"file_id": str(file.file_id)}
    assert AuditEntry.objects.filter(action="payments.bulk_file.received").count() == 1


@pytest.mark.parametrize("wrong", [{"count": "2"}, {"total": "2.00"}])
def test_a_wrong_total_refuses_the_whole_file_which_is_kept_to_be_told_of(anna, wrong):
    file = submit(pain001([line(anna)], **wrong), anna)
    assert file.state is payments.FileState.REFUSED
    assert file.refusal.code in {"number_of_transactions_wrong", "control_sum_wrong"}
    [told] = payments.bulk_file_lines(file_id=file.file_id, limit=10)
    assert told.reason.code == "file_refused"
    assert not Event.objects.filter(name="payments.bulk_file_received").exists()


def test_after_a_wrong_total_the_corrected_message_may_come_with_its_id(anna):
    submit(pain001([line(anna)], count="2"), anna)
    assert submit(pain001([line(anna)]), anna).state is payments.FileState.RECEIVED


def test_a_file_without_payments_is_refused(anna):
    assert submit(HEADER.encode(), anna).refusal.code == "no_payments"


def test_the_same_file_is_taken_once(anna):
    data = csv_file([line(anna)])
    first = submit(data, anna)
    error = refused(payments.DuplicateFile, data, anna, "other-name.csv")
    assert str(first.file_id) in error.message


def test_a_message_id_is_used_once_by_a_debtor(anna):
    submit(pain001([line(anna)]), anna)
    refused(payments.DuplicateFile, pain001([line(anna, amount="2.00")]), anna)
    other = factories.account()
    assert submit(pain001([line(anna)]), other).state is payments.FileState.RECEIVED


@pytest.mark.parametrize("data", [b"", b"hello", b"\xff\xff", b"<a/>", b"<!DOCTYPE a><a/>"])
def test_what_is_no_file_of_payments_is_refused(anna, data):
    refused(payments.UnreadableFile, data, anna)


def test_a_file_too_large_is_refused(anna, monkeypatch):
    monkeypatch.setattr(bulk_files, "LARGEST_FILE", 10)
    refused(payments.FileTooLarge, csv_file([line(anna)]), anna)


def test_a_file_of_nobody_is_refused(anna):
    refused(payments.NoSuchDebtor, csv_file([line(anna)]), uuid4())


def test_another_customers_file_is_not_found(anna):
    file = submit(csv_file([line(anna)]), anna)
    for look in (payments.get_bulk_file, payments.bulk_file_result_csv):
        with pytest.raises(payments.BulkFileNotFound):
            look(file_id=file.file_id, customer_id=uuid4())
    assert payments.bulk_files_of_customer(customer_id=anna.customer_id) == [file]
    assert payments.bulk_files_of_customer(customer_id=uuid4()) == []


def test_texts_that_do_not_fit_are_cut_in_what_is_kept(anna):
    data = csv_file([line("x" * 300, "y" * 300, "9" * 300, name="z" * 300, currency="w" * 300)])
    file = submit(data, anna, "n\0" * 300)
    [told] = payments.bulk_file_lines(file_id=file.file_id, limit=10)
    assert told.reason.code == "text_too_long"
    assert (len(told.creditor_name), len(told.amount_text)) == (140, 40)


def test_a_file_and_its_lines_are_never_removed_nor_is_a_refused_line_changed(anna):
    submit(csv_file([line(anna, amount="x")]), anna)
    for change in (
        BulkLine.objects.all().delete,
        BulkFile.objects.all().delete,
        lambda: BulkLine.objects.update(amount_minor=5, state="PENDING", refusal_code=""),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


ROWS = st.lists(st.sampled_from(["", "x", "a,b", '"', "DE89370400440532013000,y,z,1.00,EUR,,,\0"]))


@given(st.binary(max_size=80) | ROWS.map(lambda rows: "\n".join([HEADER, *rows]).encode()))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_is_kept_whole_or_not_at_all(anna, data):
    before = BulkFile.objects.count(), BulkLine.objects.count()
    try:
        file = submit(data, anna)
    except BankError:
        assert (BulkFile.objects.count(), BulkLine.objects.count()) == before
    else:
        kept = BulkLine.objects.filter(file__public_id=file.file_id)
        assert kept.count() == file.total
        assert list(kept.order_by("number").values_list("number", flat=True)) == list(
            range(1, file.total + 1)
        )
