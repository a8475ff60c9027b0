"""The Berka set, imported through the ledger."""

import gzip
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.demo.berka import comparing, importing, records
from bankcore.demo.berka.comparing import Verdict
from bankcore.demo.models import BerkaRecord
from bankcore.ledger import public as ledger
from tests.conftest import NOW, SHARED_DATA

pytestmark = pytest.mark.usefixtures("committed_bank")

BERKA = SHARED_DATA / "berka"
HEAD = "trans_id;account_id;date;type;operation;amount;balance;k_symbol;bank;account"
TABLES = {
    "district": "district_id,A2\n1,Praha\n",
    "client": "client_id,birth_number,district_id\n1,706213,1\n2,450204,1\n",
    "account": "account_id,district_id,frequency,date\n10,1,POPLATEK MESICNE,1993-01-01\n"
    "11,1,POPLATEK MESICNE,1993-02-01\n",
    "disp": "disp_id,client_id,account_id,type\n1,1,10,OWNER\n2,2,11,OWNER\n3,2,10,DISPONENT\n",
    "card": "card_id,disp_id,type,issued\n1,1,classic,1993-11-07\n",
    "order": "order_id,account_id,bank_to,account_to,amount,k_symbol\n1,10,YZ,1,5.0,SIPO\n",
    "loan": "loan_id,account_id,date,amount,duration,payments,status\n1,10,1993-07-05,96,12,8,B\n",
}
ORIGINAL = f"""{HEAD}
1;10;930101;"PRIJEM";"VKLAD";1000.00;1000.00;"";;
2;10;930102;"VYDAJ";"VYBER";200.00;800.00;"";;
3;10;930131;"PRIJEM";"";3.40;803.40;"UROK";;
"""
ENGLISH = f"""{HEAD}
4;10;930201;withdrawal;remittance to another bank;100.00;703.50;household;YZ;1
5;10;930201;withdrawal;withdrawal in cash;14.60;688.90;payment for statement;;
"""
# The words of this form are fewer: it does not tell every k_symbol.
ORIGINAL_IN_ENGLISH = f"""{HEAD}
1;10;930101;credit;credit in cash;1000.00;1000.00;;;
2;10;930102;withdrawal;withdrawal in cash;200.00;800.00;;;
3;10;930131;credit;;3.40;803.40;interest credited;;
"""


@pytest.fixture
def folder(tmp_path):
    """Return a small set: one account lived on in both forms, one that nothing happened on."""
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text)
    (tmp_path / "trans_a.asc").write_text(ORIGINAL)
    with gzip.open(tmp_path / "trans_b.csv.gz", "wt") as file:
        file.write(ENGLISH)
    return tmp_path


def run(folder) -> str:
    output = StringIO()
    call_command("import_berka", folder, stdout=output)
    return output.getvalue()


def entries() -> int:
    ref = accounts.resolve(account_ids=[importing.account_uuid(10)])
    ledger_id = next(iter(ref.values())).ledger_account_id
    return len(ledger.entries(account_id=ledger_id, chosen=ledger.EntryFilter(), limit=100))


def test_both_forms_are_posted_and_every_account_is_explained(folder):
    output = run(folder)
    assert "posted 5, in the books before 0" in output
    assert output.endswith("accounts: 1 matched, 1 explained by rounding, 0 differing\n")
    account = accounts.get_account(account_id=importing.account_uuid(10))
    assert str(account.posted) == "688.80 CZK"
    assert all(check.holds for check in ledger.verify())


def test_a_second_run_posts_nothing(folder):
    run(folder)
    assert "posted 0, in the books before 5" in run(folder)
    assert entries() == 5


def test_an_import_cut_off_goes_on_where_it_stopped(folder, monkeypatch):
    monkeypatch.setattr(ledger, "LARGEST_BATCH", 2)

    def cut_off(_count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.import_all(records.read(folder), now=NOW, progress=cut_off)
    assert entries() == 2
    assert "posted 3, in the books before 2" in run(folder)


def test_a_balance_that_rounding_cannot_explain_is_reported(folder):
    text = ORIGINAL.replace("800.00", "800.10").replace("803.40", "803.50")
    (folder / "trans_a.asc").write_text(text)
    output = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("import_berka", folder, stdout=output)
    assert stopped.value.code == 1
    assert output.getvalue().endswith("0 explained by rounding, 1 differing\n")


def test_interest_explains_half_a_tenth_a_row_and_no_more():
    row = records.Row(
        *(1, 10, date(1993, 1, 31), 340, 340, ledger.TransactionKind.INTEREST, "5000", True, "")
    )
    for ours, verdict in [
        (340, Verdict.MATCHED),
        (330, Verdict.ROUNDING),
        (329, Verdict.DIFFERING),
    ]:
        assert comparing.compare(10, {row.day: [row]}, {row.day: ours}).verdict is verdict
    plain = row._replace(is_interest=False)
    assert comparing.compare(10, {row.day: [plain]}, {row.day: 330}).verdict is Verdict.DIFFERING


def test_a_day_that_only_one_side_has_is_a_difference():
    assert comparing.compare(10, {}, {date(1993, 1, 1): 5}).verdict is Verdict.DIFFERING


def test_closed_books_refuse_the_whole_import_with_a_cure(folder):
    ledger.close_business_day(actor=Actor.system("test"), now=NOW)
    with pytest.raises(CommandError, match="BANKCORE_DATA"):
        run(folder)
    assert accounts.known_accounts(account_ids=[importing.account_uuid(10)]) == {}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("200.00;800", "2oo;800", "trans_a.asc, line 3: amount: '2oo' is not an amount"),
        ("200.00;800", "0.001;800", "not a possible amount"),
        ("200.00;800", "-200.00;800", "more than zero"),
        ("930102", "931302", "'931302' is not a day"),
        ('"VYDAJ"', '"ANDERS"', "neither a credit nor a debit"),
        ("2;10;", "2;99;", "account_id: there is no 99"),
        ("2;10;", "1;10;", "stands elsewhere with other contents"),
        ('"VYBER";200', '"ZAUBER";200', "none of the set's"),
        (";800.00", "", "9 values under 10 columns"),
        ("operation", "handling", "line 2: there is no column operation"),
        (ORIGINAL, "", "trans_a.asc is empty"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_posted(folder, old, new, said):
    (folder / "trans_a.asc").write_text(ORIGINAL.replace(old, new))
    with pytest.raises(CommandError, match=said.replace("'", ".")):
        run(folder)
    assert accounts.known_accounts(account_ids=[importing.account_uuid(10)]) == {}


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [("order", "1,10,", "1,99,"), ("card", "1,1,", "1,9,"), ("loan", "1,10,", "1,99,"),
     ("disp", "1,1,10", "1,7,10"), ("account", "10,1,", "10,8,")],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_is_named(folder, table, old, new):
    (folder / f"{table}.csv").write_text(TABLES[table].replace(old, new, 1))
    with pytest.raises(CommandError, match=rf"{table}.csv, line 2: \w+: there is no"):
        run(folder)


@pytest.mark.parametrize(
    ("table", "more", "said"),
    [
        ("order", "2,10,YZ,1,abc,SIPO\n", "order.csv, line 3: amount: .abc. is not an amount"),
        ("order", "1,11,YZ,1,5.0,SIPO\n", "line 3: order 1 stands elsewhere with other contents"),
        ("loan", "2,10,1993-02-30,96,12,8,B\n", "loan.csv, line 3: date: .1993-02-30. is not a"),
        ("card", "2,1,classic,soon\n", "card.csv, line 3: issued: .soon. is not a day"),
    ],
)
def test_a_bad_line_of_another_table_is_named(folder, table, more, said):
    (folder / f"{table}.csv").write_text(TABLES[table] + more)
    with pytest.raises(CommandError, match=said):
        run(folder)


def test_every_table_is_kept_for_later_parts_once(folder):
    run(folder)
    run(folder)
    kept = BerkaRecord.objects.values_list("kind", "key").order_by("kind", "key")
    assert list(kept) == [
        *(("account", 10), ("account", 11), ("card", 1), ("client", 1), ("client", 2)),
        *(("disp", 1), ("disp", 2), ("disp", 3), ("district", 1), ("loan", 1), ("order", 1)),
    ]


def test_a_transaction_that_both_forms_tell_of_is_posted_once(folder):
    (folder / "trans_c.csv").write_text(ORIGINAL_IN_ENGLISH)
    assert "posted 5, in the books before 0" in run(folder)
    (folder / "trans_a.asc").unlink()
    assert "posted 0, in the books before 5" in run(folder)


def test_an_altered_balance_is_reported_though_the_set_was_imported_before(folder):
    run(folder)
    (folder / "trans_a.asc").write_text(ORIGINAL.replace("800.00", "801.00"))
    output = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_berka", folder, stdout=output)
    assert "posted 0, in the books before 5" in output.getvalue()
    assert output.getvalue().endswith("0 explained by rounding, 1 differing\n")


def test_an_altered_amount_is_refused_once_it_was_booked(folder):
    run(folder)
    (folder / "trans_a.asc").write_text(ORIGINAL.replace(";200.00", ";201.00"))
    with pytest.raises(CommandError, match="Transaction 2 of 1993-01-02 was refused"):
        run(folder)
    assert entries() == 5


def test_a_missing_file_is_named(folder):
    (folder / "loan.csv").unlink()
    with pytest.raises(CommandError, match=r"no file loan.csv"):
        run(folder)


def test_a_broken_archive_is_named(folder):
    (folder / "trans_b.csv.gz").write_bytes(b"\x1f\x8b broken")
    with pytest.raises(CommandError, match=r"trans_b.csv.gz cannot be read"):
        run(folder)


def test_an_archive_damaged_inside_is_named(folder):
    whole = bytearray(gzip.compress(ENGLISH.encode()))
    whole[10] |= 0b110  # a kind of block that there is not
    (folder / "trans_b.csv.gz").write_bytes(whole)
    with pytest.raises(CommandError, match=r"trans_b.csv.gz cannot be read"):
        run(folder)


@pytest.mark.skipif(not BERKA.is_dir(), reason="the Berka set is not here")
def test_the_real_set_is_explained_to_the_last_account():
    output = run(BERKA)
    assert output.endswith("accounts: 3956 matched, 544 explained by rounding, 0 differing\n")
    assert all(check.holds for check in ledger.verify())
    assert "posted 0," in run(BERKA)
