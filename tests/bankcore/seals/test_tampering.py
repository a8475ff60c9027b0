# ruff: noqa: S608 - statements are put together from this suite's own words
"""A change behind the bank's back is found, and the row is named."""

import json
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from bankcore import clock
from bankcore.actor import Actor, ActorKind
from bankcore.alerts import public as alerts
from bankcore.alerts.models import SecurityAlert
from bankcore.audit import public as audit
from bankcore.audit.models import AuditEntry
from bankcore.db.transactions import use_case
from bankcore.seals import public as seals
from bankcore.seals.domain.heads import Log
from bankcore.seals.models import Leaf, SealedHead
from bankcore.seals.repositories.logs import SOURCES
from bankcore.seals.services import keys
from bankcore.seals.tasks import verify
from bankcore.settings import env
from tests.bankcore.ledger import books
from tests.bankcore.ledger.books import book, customer_account
from tests.conftest import NOW, OPENING_DAY, in_threads
from tests.factories import TESTER, request_key
from tests.final import wait_until_final

pytestmark = pytest.mark.usefixtures("committed_bank")
TABLES = (
    *("ledger_txn", "ledger_entry", "ledger_reversal", "audit_auditentry", "auditlog_logentry"),
    *("seals_leaf", "seals_node", "seals_sealedhead", "seals_sealkey"),
)


@pytest.fixture(autouse=True)
def own_key(settings, tmp_path):
    settings.SEAL_KEY_FILE = str(tmp_path / "seal.pem")


def tamper(*statements: str) -> None:
    """Run statements as the owner of the database with all triggers off, and commit."""
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount, f"{statement} touches nothing"
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def booked(committed_bank) -> int:
    """Book three transactions, one of them a reversal, and return the first's id."""
    anna, ben = customer_account(funds=100), customer_account()
    first = book((anna, -40), (ben, 40), narrative="Rent").txn_id
    books.reverse(txn_id=first, reason="Error", request=request_key(), actor=TESTER, now=NOW)
    wait_until_final(seconds=60)
    return first


@use_case
def note(times=1):
    actor = Actor(ActorKind.USER, "7")
    for _ in range(times):
        audit.record(actor=actor, action="x.thing.done", subject="x:1", at=NOW, detail={"a": 1})


def seal() -> dict[str, int]:
    wait_until_final(seconds=60)
    return seals.seal_all(now=NOW)


def found(**how) -> list[str]:
    return [str(finding) for finding in seals.verify(**how).findings]


def test_a_transactions_text_is_spelled_as_jsonb_spells_it_whatever_the_style_of_dates(booked):
    text = SOURCES[Log.JOURNAL].text
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_txn SELECT 1, xid, created_at, booking_date, value_date,"
            " kind, actor, 'ü \"quoted\" \\' FROM ledger_txn LIMIT 1"
        )
        for style in ("SQL, DMY", "ISO, MDY"):
            cursor.execute("SELECT set_config('datestyle', %s, false)", [style])
            cursor.execute(f"SELECT {text}, ({text})::jsonb::text FROM ledger_txn r")
            rows = cursor.fetchall()
            assert [ours for ours, _ in rows] == [postgresqls for _, postgresqls in rows]
        cursor.execute(f"SELECT ({text})::jsonb -> 9 FROM ledger_txn r ORDER BY r.id")
        without_legs, first, *_ = [json.loads(legs) for (legs,) in cursor.fetchall()]
    assert without_legs is None
    day = OPENING_DAY.isoformat()
    assert [leg[0] for leg in first] == list(range(1, len(first) + 1))
    assert {tuple(leg[6:]) for leg in first} == {(day, day)}


def test_what_has_happened_is_sealed_once(booked):
    sealed = seal()
    assert sealed["journal"] == 3
    assert sealed["audit"] >= 0
    assert set(seal().values()) == {0}
    verified = seals.verify()
    assert verified.holds
    assert verified.rows == sum(sealed.values())


def test_every_seal_names_the_one_before_whichever_log_it_is_of(booked):
    note()
    seal()
    book((customer_account(funds=5), -5), (customer_account(), 5))
    note()
    seal()
    chain = list(SealedHead.objects.order_by("number"))
    assert [each.number for each in chain] == list(range(1, len(chain) + 1))
    assert bytes(chain[0].previous) == bytes(32)
    assert len({bytes(each.previous) for each in chain}) == len(chain) > 3
    assert found() == []


def test_transactions_under_way_wait_for_the_next_seal(booked):
    with connections["owner"].cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_current_xact_id()")
        book((customer_account(funds=5), -5), (customer_account(), 5))
        note()
        assert seals.seal_all(now=NOW)["journal"] == 3
        assert seals.seal_all(now=NOW)["audit"] == 0
        cursor.execute("COMMIT")
    assert seal()["journal"] == 2
    assert found() == []


def test_seals_made_at_once_do_not_overlap(booked):
    note()
    wait_until_final(seconds=60)
    sealed = in_threads(4, lambda _: seals.seal_all(now=NOW))
    assert sorted(each["journal"] for each in sealed) == [0, 0, 0, 3]
    assert found() == []


ROWS = {
    "a narrative": "UPDATE ledger_txn SET narrative = 'Gift' WHERE id = {first}",
    "who booked": "UPDATE ledger_txn SET actor = 'user:1' WHERE id = {first}",
    "a value date": "UPDATE ledger_txn SET value_date = value_date - 30 WHERE id = {first}",
    "when it was booked": (
        "UPDATE ledger_txn SET created_at = created_at - interval '1 us' WHERE id = {first}"
    ),
    "a kind": "UPDATE ledger_txn SET kind = 1 WHERE id = {first}",
    "an amount": "UPDATE ledger_entry SET amount = amount * 2 WHERE txn_id = {first}",
    "a leg's value date": (
        "UPDATE ledger_entry SET value_date = value_date - 1 WHERE txn_id = {first}"
    ),
    "a balance after": "UPDATE ledger_entry SET balance_after = 0 WHERE txn_id = {first}",
    "the order of legs": "UPDATE ledger_entry SET leg = 3 - leg WHERE txn_id = {first}",
    "missing legs": "DELETE FROM ledger_entry WHERE txn_id = {first}",
}


@pytest.mark.parametrize("tampering", ROWS.values(), ids=list(ROWS))
def test_a_changed_booking_is_named(booked, tampering):
    seal()
    tamper(tampering.format(first=booked))
    assert found() == [f"ledger_txn {booked}: changed since seal 1"]


def test_a_changed_reversal_is_named_by_its_transaction(booked):
    seal()
    tamper(f"UPDATE ledger_reversal SET reason = 'Other' WHERE reverses_id = {booked}")
    (only,) = found()
    assert only.endswith("changed since seal 1")


def test_a_removed_booking_is_named(booked):
    seal()
    tamper(f"DELETE FROM ledger_txn WHERE id = {booked}")
    assert found() == [f"ledger_txn {booked}: removed since seal 1"]


def test_a_booking_moved_out_of_its_seal_is_named(booked):
    seal()
    tamper(f"UPDATE ledger_txn SET xid = xid + 1000000 WHERE id = {booked}")
    assert found() == [f"ledger_txn {booked}: removed since seal 1"]


@pytest.fixture
def noted(committed_bank) -> int:
    """Write three entries of the audit trail, and return the second's id."""
    note(times=3)
    seal()
    return AuditEntry.objects.order_by("id")[1].pk


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'user:8'",
        "action = 'x.thing.undone'",
        "subject = 'x:2'",
        "at = at + interval '1 us'",
        "detail = '{\"a\": 2}'",
        "reason = 'because'",
        "address = '192.0.2.1'",
        "request_id = 'r'",
    ],
)
def test_a_changed_entry_of_the_audit_trail_is_named(noted, change):
    tamper(f"UPDATE audit_auditentry SET {change} WHERE id = {noted}")
    (only,) = found()
    assert only.startswith(f"audit_auditentry {noted}: changed")


def test_a_removed_and_an_inserted_entry_are_named(noted):
    tamper(
        f"""INSERT INTO audit_auditentry
            (at, actor, action, subject, detail, reason, request_id, address, xid)
            SELECT at, 'user:9', action, subject, detail, reason, request_id, address, xid
            FROM audit_auditentry WHERE id = {noted}""",
        f"DELETE FROM audit_auditentry WHERE id = {noted}",
    )
    inserted = AuditEntry.objects.order_by("-id")[0].pk
    named = [each.rpartition(" since")[0] for each in found()]
    assert sorted(named) == sorted(
        [f"audit_auditentry {noted}: removed", f"audit_auditentry {inserted}: inserted"]
    )


def test_a_changed_line_of_the_change_log_is_named(committed_bank):
    with connections["default"].cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO auditlog_logentry
              (content_type_id, object_pk, object_repr, action, changes_text, changes, timestamp)
            VALUES ((SELECT min(id) FROM django_content_type), '7', 'x', 1, '',
                    '{"name": ["a", "b"]}', now()) RETURNING id"""
        )
        (line,) = cursor.fetchone()
    seal()
    tamper("""UPDATE auditlog_logentry SET changes = '{"name": ["a", "c"]}'""")
    (only,) = found()
    assert only.startswith(f"auditlog_logentry {line}: changed")


SEALS = {
    "a leaf": ("UPDATE seals_leaf SET hash = sha256('x') WHERE log = 1 AND position = 0", "root"),
    "a root": ("UPDATE seals_sealedhead SET root = sha256('x') WHERE log = 1", "signature"),
    "a size": ("UPDATE seals_sealedhead SET size = size - 1 WHERE log = 1", "signature"),
    "a time": (
        "UPDATE seals_sealedhead SET sealed_at = sealed_at - interval '1 day' WHERE log = 1",
        "signature",
    ),
    "a link": (
        "UPDATE seals_sealedhead SET previous = sha256('x') WHERE number = 1", "does not follow"
    ),
    "a missing leaf": (
        "DELETE FROM seals_leaf WHERE log = 1 AND position = 2", "more leaves than there are"
    ),
    "a leaf too many": (
        "INSERT INTO seals_leaf (log, position, row_id, hash) VALUES (1, 3, 999, sha256('x'))",
        "leaves under no seal",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "told"), SEALS.values(), ids=list(SEALS))
def test_a_change_of_the_seal_itself_is_found(booked, statement, told):
    seal()
    tamper(statement)
    assert any(told in each for each in found())


def test_a_removed_seal_is_found(booked):
    seal()
    note()
    seal()
    tamper("DELETE FROM seals_sealedhead WHERE number = 1")
    assert any("seal 2: does not follow" in each for each in found())


def test_who_replaces_the_whole_chain_with_a_key_of_their_own_is_found_by_what_was_exported(
    booked, settings, tmp_path
):
    settings.SEAL_EXPORT_FILE = exported = str(tmp_path / "heads.jsonl")
    seal()
    trusted = {keys.key_id(keys.public_bytes()): keys.public_bytes()}
    assert seals.export_heads() > 0
    assert seals.export_heads() == 0
    assert found(exported=exported, trusted=trusted) == []
    tamper(
        f"UPDATE ledger_txn SET narrative = 'Gift' WHERE id = {booked}",
        "DELETE FROM seals_sealedhead",
        "DELETE FROM seals_leaf",
    )
    settings.SEAL_KEY_FILE = str(tmp_path / "forged.pem")
    seal()
    assert found() == []  # the database alone tells nothing any more
    assert any("not the one that was exported" in each for each in found(exported=exported))
    assert any("unknown key" in each for each in found(trusted=trusted))


def test_after_a_change_of_key_older_seals_hold_under_the_older_key(booked, settings, tmp_path):
    seal()
    note()
    settings.SEAL_KEY_FILE = str(tmp_path / "next.pem")
    seal()
    assert len(set(SealedHead.objects.values_list("key_id", flat=True))) == 2
    assert found() == []


def test_the_command_names_what_was_changed_and_fails(booked):
    seal()
    out = StringIO()
    call_command("verify_seal", stdout=out)
    assert "all as sealed" in out.getvalue()
    tamper(f"UPDATE ledger_txn SET narrative = 'Gift' WHERE id = {booked}")
    with pytest.raises(SystemExit):
        call_command("verify_seal", stdout=out)
    assert f"ledger_txn {booked}: changed since seal 1" in out.getvalue()


def test_what_the_daily_task_finds_raises_an_alert(booked):
    seal()
    verify.run()
    assert not AuditEntry.objects.filter(action="audit.seal.mismatch").exists()
    tamper(f"UPDATE ledger_txn SET narrative = 'Gift' WHERE id = {booked}")
    verify.run()
    alerts.raise_due(actor=TESTER, now=clock.now())
    alert = SecurityAlert.objects.get(kind="seal_mismatch")
    assert alert.severity == "CRITICAL"
    assert alert.subject.startswith(f"ledger_txn {booked}: changed")


def test_a_file_that_holds_no_heads_is_refused(booked, tmp_path):
    (tmp_path / "heads").write_text("nonsense\n")
    with pytest.raises(CommandError, match="no head"):
        call_command("verify_seal", heads=str(tmp_path / "heads"))


def proof(*args: object, **more: object) -> dict:
    out = StringIO()
    call_command("prove_seal", *args, stdout=out, **more)
    return json.loads(out.getvalue())


def checked(tmp_path, given: dict, key: bytes | None = None) -> subprocess.CompletedProcess:
    """Check the proof as an auditor does: with the script alone, in a process of its own."""
    (tmp_path / "proof.json").write_text(json.dumps(given))
    script = env.REPOSITORY / "docs" / "security" / "verify_proof.py"
    return subprocess.run(
        [sys.executable, "-I", script, "proof.json", (key or keys.public_bytes()).hex()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_auditor_checks_a_row_without_the_bank(booked, tmp_path):
    seal()
    given = proof("JOURNAL", str(booked))
    done = checked(tmp_path, given)
    assert done.returncode == 0, done.stderr
    assert "Rent" in done.stdout


FORGED = {
    "another row": lambda p: p | {"row": p["row"].replace("Rent", "Gift")},
    "another place": lambda p: p | {"position": p["position"] + 1},
    "a shorter path": lambda p: p | {"path": p["path"][1:]},
    "another head": lambda p: p | {
        "head": p["head"] | {"signed": p["head"]["signed"].replace("JOURNAL", "AUDIT")}
    },
}  # fmt: skip


@pytest.mark.parametrize("forge", FORGED.values(), ids=list(FORGED))
def test_a_forged_proof_does_not_hold(booked, tmp_path, forge):
    seal()
    done = checked(tmp_path, forge(proof("JOURNAL", str(booked))))
    assert done.returncode == 1
    assert "NOT PROVEN" in done.stderr


def test_a_proof_signed_by_somebody_else_does_not_hold(booked, tmp_path):
    seal()
    done = checked(tmp_path, proof("JOURNAL", str(booked)), bytes(31) + b"\x01")
    assert done.returncode == 1


def test_an_auditor_checks_that_the_log_only_grew(booked, tmp_path):
    seal()
    for _ in range(3):
        book((customer_account(funds=5), -5), (customer_account(), 5))
        seal()
    of_journal = list(
        SealedHead.objects.filter(log=1).order_by("number").values_list("number", flat=True)
    )
    given = proof(between=[of_journal[0], of_journal[-1]])
    assert checked(tmp_path, given).returncode == 0
    given["path"][0] = "00" * 32
    assert checked(tmp_path, given).returncode == 1


def test_over_more_rows_than_a_node_has_leaves_all_of_it_holds(committed_bank, tmp_path):
    note(times=300)
    seal()
    note(times=300)
    seal()
    assert Leaf.objects.filter(log=2).count() == 600
    assert found() == []
    row = AuditEntry.objects.order_by("id")[123].pk
    assert checked(tmp_path, proof("AUDIT", str(row))).returncode == 0
    first, second = SealedHead.objects.filter(log=2).order_by("number")
    given = proof(between=[first.number, second.number])
    assert checked(tmp_path, given).returncode == 0
    tamper("UPDATE seals_node SET hash = sha256('x') WHERE level = 8 AND position = 1")
    assert any("nodes of level 8" in each for each in found())


def test_a_row_under_no_seal_has_no_proof(booked):
    with pytest.raises(CommandError, match="under no seal"):
        proof("JOURNAL", str(booked))


def test_the_key_is_made_for_a_demo_bank_alone_and_is_its_owners(settings, tmp_path):
    keys.public_bytes()
    assert (tmp_path / "seal.pem").stat().st_mode & 0o777 == 0o600
    settings.DEMO_BANK = False
    settings.SEAL_KEY_FILE = str(tmp_path / "none.pem")
    with pytest.raises(keys.SealKeyMissing):
        keys.public_bytes()
