"""One tiny run of every measure. The figures themselves are nobody's business here."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from bankcore.ledger import public as ledger


def rows() -> list[int]:
    with connection.cursor() as cursor:
        counts = []
        for table in ("ledger_txn", "ledger_account", "ledger_idem", "accounts_account"):
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
            counts += cursor.fetchone()
    return counts


@pytest.fixture
def run(committed_bank, tmp_path) -> tuple[dict, str]:
    output, said = tmp_path / "bench.json", StringIO()
    before = rows()
    call_command("bench", "--quick", "--output", str(output), stdout=said)
    assert connection.settings_dict["NAME"] == committed_bank
    assert rows() == before
    assert ledger.business_date()
    return json.loads(output.read_text()), said.getvalue()


def check_day_end(found: dict) -> None:
    counts = {step["name"]: step["counts"] for step in found["steps"]}
    assert counts["accrue interest"] == {"accrued": 2_000}
    assert counts["post interest"] == {"posted": 2_000, "accrued": 0}
    assert counts["snapshots and general ledger"]["snapshots"] > 2_000
    assert counts["statements"] == {"statements": 2_000}
    assert counts["months and years"] != {}
    assert found["seconds"] >= sum(step["seconds"] for step in found["steps"]) > 0
    assert found["statement_entries"] == 302  # what came in at first, transfers, interest and tax
    assert set(found["as_of_ms"]) == {"booking", "value"}
    assert found["peak_bytes"] > 0


def check_gateway(found: dict) -> None:
    assert set(found) == {
        "authorisations, 1 client",
        "authorisations, 4 clients",
        "of it the network's own time",
        "of it risk's decision",
        "decisions, 200 a second",
        "captures settled",
        "items reconciled",
        "events recorded",
        "webhooks delivered",
        "events handled after",
    }
    for name, figure in found.items():
        assert figure["per_second"] or figure["p99_ms"], name
        assert not figure["errors"], name


def check_warehouse(found: dict) -> None:
    assert found["entries"] > 19_000
    assert found["faults"] == []
    assert found["seconds"] > 0
    assert found["lake_bytes"] > 100_000
    assert found["load_bytes"] > 0
    assert [each["name"] for each in found["answers"]] == [
        "monthly balances",
        "cohort retention",
        "top counterparties",
        "flows of 90 days",
        "liquidity ladder",
    ]
    for answer in found["answers"]:
        assert answer["differing"] == 0, answer["name"]
        assert answer["rows"] > 0, answer["name"]
        assert answer["times"] > 0, answer["name"]


@pytest.mark.long
def test_a_quick_run_measures_everything_beside_the_banks_own_database(run):
    found, said = run
    # Without the package, which is fetched, it is left out and the reason told.
    assert ("hordak" in found["figures"]) != ("Left out: django-hordak" in said)
    figures = found["figures"]
    assert list(figures) == [
        "tpcb_before",
        "single_1",
        "single_8",
        "batch_1",
        "batch_1_hot",
        "batch_100",
        "batch_100_hot",
        "batch_1000",
        "batch_1000_hot",
        "tpcb_after",
        "contended",
        "callers",
        "callers_hot",
        *(["hordak"] if "hordak" in figures else []),
        "api",
        "api_callers",
        "api_callers_hot",
    ]
    for spent in found["stages"]["spent"]:
        assert spent["python_ms"] > 0, spent["name"]
    # Every part is found by the name of its function: one that was renamed would count nothing.
    assert all(share > 0 for share in found["stages"]["parts"].values()), found["stages"]["parts"]
    for key, figure in figures.items():
        assert figure["per_second"] > 0, key
        assert figure["errors"] == 0, key
        assert figure["times_tpcb"] > 0, key
        assert key.startswith("tpcb") or 0 < figure["p50_ms"] <= figure["p99_ms"]
    check_warehouse(found["warehouse"])
    assert found["deadlocks"] == 0
    assert found["bytes_per_transfer"] > 0
    assert found["bytes_by_table"]["ledger_entry"] > 0
    assert [set(aim) for aim in found["aims"]] == [{"statement", "measured", "is_met"}] * 19
    check_day_end(found["day_end"])
    check_gateway(found["gateway"])
    assert found["invariants"] == {"checked": 12, "broken": []}
    assert "Ledger invariants: 12 of 12 hold." in said
