"""One tiny run of the measure at size: every figure is there, and every read was found."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from bankcore.benchmark import lists
from bankcore.benchmark.large import api_reads, size
from bankcore.benchmark.progress import of

# What the demo bank and the filling leave something of, whatever else is added to the API.
READ = {
    "accounts_list",
    "accounts_entries",
    "accounts_balance",
    "statements_list",
    "statements_file",
    "transfers_read",
    "payments_read",
    "deposits_read",
    "standing_orders_list",
    "loans_read",
    "term_deposits_read",
    "payment_intents_list",
    "charges_list",
    "refunds_read",
    "balance_transactions_list",
    "events_list",
}


def test_work_done_is_told_with_its_rate_and_the_time_left():
    said: list[str] = []
    with of(1_000, say=said.append, is_terminal=False) as done:
        done("accounts", 400)
        done("entries", 600)
    assert said[0].startswith("  400 of 1,000 rows, ")
    assert said[1].startswith("  1,000 of 1,000 rows, ")
    assert said[1].endswith(" 0:00 left: entries")


def test_a_scale_is_a_name_or_a_number_of_accounts():
    assert (size.read("large"), size.read("small"), size.read("300000")) == (
        1_000_000,
        2_000,
        300_000,
    )
    with pytest.raises(Exception, match="neither large, small nor a number"):
        size.read("huge")


def test_every_read_of_the_schema_is_asked_for():
    known = {each.name: each for each in api_reads.reads()}
    assert set(known) >= READ
    assert known["standing_orders_list"].musts == ("account_id",)


@pytest.mark.long
def test_a_small_run_at_scale_measures_everything(committed_bank, tmp_path, monkeypatch):
    # Every log-in of a test counts as one with a second factor already.
    monkeypatch.setattr(lists, "show_second_factor", lambda _browser, _user_id: None)
    output, said = tmp_path / "bench.json", StringIO()
    call_command("bench", scale=size.read("small"), output=output, stdout=said)
    assert connection.settings_dict["NAME"] == committed_bank
    found = json.loads(output.read_text())
    assert found["filled"]["accounts"] == 2_000
    assert found["filled"]["entries"] > 19_000
    assert found["invariants"] == {"checked": 12, "broken": []}
    for bank in ("empty", "filled"):
        figures = found["rates"][bank]["figures"]
        assert len(figures) == 4
        assert all(each["per_second"] > 0 and not each["errors"] for each in figures.values())
    assert {each["name"] for each in found["api"]} >= READ
    assert all(" (" in each for each in found["api_nothing"])
    assert {"/", "/accounts/…/", "/spending/"} <= {each["name"] for each in found["pages"]}
    assert len({each["name"] for each in found["lists"]}) == 9
    months = found["partitions"]
    assert months["entries"] > 1_000
    assert months["reads_on"]
    assert months["is_as_before"]
    assert len(found["aims"]) == 10
    assert "26,384 of 26,400 rows" in said.getvalue()
