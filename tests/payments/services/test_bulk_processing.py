"""Each line of a file is paid, scheduled or refused once, and the debtor is told which and why."""

import csv
import io
from datetime import timedelta

import pytest

from accounts import public as accounts
from bankcore.ledger import public as ledger
from bankcore.outbox.models import Event
from payments import public as payments
from payments.models import ExternalPayment, StandingOrder
from payments.services import bulk_processing
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.payments.files import CREDITOR, csv_file, line, pain001, schema
from tests.payments.services.movements import left, own, set_status
from tests.payments.services.orders import run
from tests.payments.services.test_bulk_files import submit

pytestmark = pytest.mark.usefixtures("bank")
LATER = OPENING_DAY + timedelta(days=3)


@pytest.fixture
def anna() -> accounts.AccountRef:
    return factories.account(funds=100)


@pytest.fixture
def ben() -> accounts.AccountRef:
    return factories.account()


def process(file) -> int:
    return payments.process_bulk_file(file_id=file.file_id, actor=TESTER, now=NOW)


def processed(data: bytes, customer) -> payments.FileView:
    file = submit(data, customer)
    process(file)
    return payments.get_bulk_file(file_id=file.file_id)


def told(file) -> list[tuple[str, str]]:
    """Return state and reason of every line."""
    found = payments.bulk_file_lines(file_id=file.file_id, limit=10_000)
    return [(each.state.value, each.reason.code if each.reason else "") for each in found]


@pytest.mark.parametrize("write", [csv_file, pain001])
def test_lines_are_paid_inside_the_bank_and_out_of_it(anna, ben, write):
    file = processed(
        write([line(anna, ben, "10.00", remittance="Wage"), line(anna, amount="5.00")]), anna
    )
    assert file.state is payments.FileState.PROCESSED
    assert told(file) == [("BOOKED", ""), ("BOOKED", "")]
    assert (left(anna), left(ben), own("2100")) == (eur(85), eur(10), 500)
    assert ExternalPayment.objects.get().creditor_name == "Demo Creditor"
    first, _ = payments.bulk_file_lines(file_id=file.file_id, limit=2)
    movement = payments.get_movement(
        transaction_id=first.transaction_id, kind=payments.MovementKind.TRANSFER
    )
    assert (movement.narrative, movement.amount) == ("Wage", eur(10))
    events = Event.objects.filter(name__endswith="_booked").values_list("name", flat=True)
    assert sorted(events) == [
        "payments.deposit_booked", "payments.payment_booked", "payments.transfer_booked",
    ]  # fmt: skip
    assert Event.objects.filter(name="payments.bulk_file_processed").count() == 1
    assert books.broken() == []


def test_a_line_is_refused_by_itself_and_keeps_no_other_from_being_paid(anna, ben):
    stranger = factories.account(funds=100)
    dollars = factories.account(currency="USD")
    closed = factories.account()
    set_status(closed, accounts.AccountStatus.CLOSED)
    unknown = ben.iban[:-1] + ("0" if ben.iban[-1] != "0" else "1")
    cases = {
        "debtor_account_unknown": line(stranger, ben),
        "currency_mismatch": line(anna, dollars),
        "same_account": line(anna, anna),
        "account_closed": line(anna, closed),
        "insufficient_funds": line(anna, ben, "1000.00"),
        "invalid_creditor_iban": line(anna, unknown),
        "invalid_amount": line(anna, ben, "1.234"),
        "duplicate_end_to_end_id": line(anna, ben, reference="E-1"),
    }
    lines = [line(anna, ben, "40.00", reference="E-1"), *cases.values(), line(anna, ben, "60.00")]
    file = processed(csv_file(lines), anna)
    assert told(file) == [
        ("BOOKED", ""), *[("REFUSED", code) for code in cases], ("BOOKED", ""),
    ]  # fmt: skip
    assert (left(anna), left(ben), left(stranger)) == (eur(0), eur(100), eur(100))


def test_an_account_that_this_bank_does_not_have_is_not_paid_through_clearing(anna):
    from schwifty import IBAN

    nobody = str(IBAN.generate("DE", bank_code="99999999", account_code="7"))
    assert told(processed(csv_file([line(anna, nobody)]), anna)) == [
        ("REFUSED", "creditor_account_unknown")
    ]


def test_processing_again_changes_nothing(anna, ben):
    file = submit(csv_file([line(anna, ben, "10.00")]), anna)
    assert process(file) == 1
    before = books.state()
    assert process(file) == 0
    assert books.state() == before


def test_the_end_of_the_day_pays_the_files_that_no_task_has_come_to(anna, ben):
    for amount in ("1.00", "2.00"):
        submit(csv_file([line(anna, ben, amount), line(anna, ben, "x")]), anna)
    step = {"day": OPENING_DAY, "next_day": LATER, "actor": TESTER, "now": NOW}
    assert payments.process_waiting_bulk_files(**step) == {"files": 2, "lines": 2}
    assert payments.process_waiting_bulk_files(**step) == {"files": 0, "lines": 0}
    assert left(ben) == eur(3)


def test_a_refused_file_is_not_paid(anna, ben):
    file = submit(pain001([line(anna, ben)], count="2"), anna)
    assert process(file) == 0
    assert left(ben) == eur(0)


@pytest.mark.parametrize("creditor", ["ben", CREDITOR])
def test_a_line_of_a_later_day_waits_as_a_scheduled_payment(anna, ben, creditor):
    payee = ben if creditor == "ben" else creditor
    file = processed(pain001([line(anna, payee, day=LATER.isoformat(), reference="E-1")]), anna)
    assert told(file) == [("SCHEDULED", "")]
    order = StandingOrder.objects.get()
    assert (order.unit, order.next_due_date, order.end_to_end_id) == ("ONCE", LATER, "E-1")
    run(LATER)
    assert told(file) == [("BOOKED", "")]
    assert left(anna) == eur(99)


def test_what_became_of_a_scheduled_line_is_told(anna, ben):
    lines = [line(anna, ben, amount, day=LATER.isoformat()) for amount in ("999.00", "1.00")]
    file = processed(csv_file(lines), anna)
    order = StandingOrder.objects.get(amount_minor=100)
    payments.cancel_standing_order(order_id=order.public_id, actor=TESTER, now=NOW)
    for days in range(10):
        run(LATER + timedelta(days=days))
    assert told(file) == [("REFUSED", "insufficient_funds"), ("REFUSED", "cancelled")]


def test_a_day_that_has_passed_is_today(anna, ben):
    file = processed(csv_file([line(anna, ben, day="2020-01-01")]), anna)
    assert told(file) == [("BOOKED", "")]


def test_killed_between_batches_each_line_is_paid_once(anna, ben, monkeypatch):
    monkeypatch.setattr(bulk_processing, "_BATCH", 3)
    file = submit(csv_file([line(anna, ben) for _ in range(10)]), anna)
    batch, calls = bulk_processing._process_batch, []

    def dies(**values):
        calls.append(values)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return batch(**values)

    monkeypatch.setattr(bulk_processing, "_process_batch", dies)
    with pytest.raises(KeyboardInterrupt):
        process(file)
    assert (left(ben), payments.get_bulk_file(file_id=file.file_id).state.value) == (
        eur(6), "RECEIVED",
    )  # fmt: skip
    assert process(file) == 4
    assert left(ben) == eur(10)


def test_a_line_whose_row_was_lost_after_it_was_booked_is_not_booked_twice(anna, ben):
    """The ledger's key is of the file and the line: a replay gets the transaction of then."""
    file = submit(csv_file([line(anna, ben)]), anna)
    [row] = payments.bulk_file_lines(file_id=file.file_id, limit=1)
    from payments.models import BulkFile, BulkLine

    request = bulk_processing._request(
        BulkFile.objects.get(public_id=file.file_id), BulkLine.objects.get(number=row.number)
    )
    books.post(
        postings=[
            factories.posting(
                (anna.ledger_account_id, -100), (ben.ledger_account_id, 100), request=request
            )
        ],
        now=NOW,
    )
    process(file)
    assert left(ben) == eur(1)


def test_the_number_of_queries_does_not_grow_with_the_lines(
    anna, ben, django_assert_max_num_queries
):
    file = submit(csv_file([line(anna, ben, "0.10") for _ in range(100)]), anna)
    with django_assert_max_num_queries(40):
        process(file)
    assert left(ben) == eur(10)


def test_the_result_as_csv_says_what_became_of_each_line(anna, ben):
    file = processed(
        csv_file([line(anna, ben, reference="E-1"), line(anna, ben, "x", name="=1+1")]), anna
    )
    rows = list(csv.DictReader(io.StringIO(payments.bulk_file_result_csv(file_id=file.file_id))))
    assert [(row["line"], row["status"], row["reason_code"]) for row in rows] == [
        ("1", "BOOKED", ""),
        ("2", "REFUSED", "AM12"),
    ]
    assert rows[0]["end_to_end_id"] == "E-1"
    assert ledger.transaction(txn_id=int(rows[0]["transaction_id"]))
    assert rows[1]["creditor_name"] == "'=1+1"
    assert rows[1]["explanation"]


ANSWERS = {"03": "03", "09": "10", "11": "14"}


@pytest.mark.parametrize("version", ANSWERS)
@pytest.mark.parametrize("moment", ["received", "processed", "refused"])
def test_the_result_as_pain002_is_valid_and_answers_the_version_that_asked(
    anna, ben, version, moment
):
    lines = [
        line(anna, ben, reference="E-1"),
        line(anna, reference="E-2"),
        line(anna, ben, "9999.00", reference="E-3"),
        line(anna, ben, reference="E-4", day=LATER.isoformat()),
    ]
    wrong = {"count": "5"} if moment == "refused" else {}
    file = submit(pain001(lines, version=version, **wrong), anna)
    if moment == "processed":
        process(file)
    text = payments.bulk_file_result_pain002(file_id=file.file_id, now=NOW).decode()
    official = schema(f"pain.002.001.{ANSWERS[version]}")
    report = official.to_dict(text)["CstmrPmtStsRpt"]
    group = report["OrgnlGrpInfAndSts"]
    assert (group["OrgnlMsgId"], group["OrgnlMsgNmId"]) == ("MSG-1", f"pain.001.001.{version}")
    assert group["GrpSts"] == {"received": "PDNG", "processed": "PART", "refused": "RJCT"}[moment]
    statuses = [
        payment["TxSts"]
        for part in report["OrgnlPmtInfAndSts"]
        for payment in part.get("TxInfAndSts", [])
    ]
    expected = {
        "received": ["PDNG"] * 4,
        "processed": ["ACSC", "ACSP", "RJCT", "PDNG"],
        "refused": [],
    }
    assert statuses == expected[moment]
    if moment == "refused":
        assert group["StsRsnInf"][0]["Rsn"]["Cd"] == "AM18"
    if moment == "processed":
        [why] = report["OrgnlPmtInfAndSts"][0]["TxInfAndSts"][2]["StsRsnInf"]
        assert why["Rsn"]["Cd"] == "AM04"
        assert why["AddtlInf"] == ["The account has not enough money available."]


def test_the_result_of_a_csv_file_as_pain002_is_valid_too(anna, ben):
    file = processed(csv_file([line(anna, ben), line(anna, ben, "x")]), anna)
    text = payments.bulk_file_result_pain002(file_id=file.file_id, now=NOW).decode()
    schema("pain.002.001.10").validate(text)
