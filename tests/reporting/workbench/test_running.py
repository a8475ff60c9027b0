"""Who may ask what, one question at a time, and every question is kept."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from bankcore.access import NotPermitted
from bankcore.audit.models import AuditEntry
from reporting.warehouse import public as warehouse
from reporting.workbench import public as workbench
from reporting.workbench.domain import confidential, limits
from reporting.workbench.models import Run, SavedQuery
from reporting.workbench.repositories import processes
from tests import factories
from tests.conftest import NOW, in_threads
from tests.reporting.dashboards.readers import ROLE, branches, browser, reader

BENCH = "/admin/workbench/savedquery/bench/"
COUNT = "SELECT count(*) AS entries, max(amount) AS largest FROM fact_entry"
HOUR = timedelta(hours=1)


def run(actor, sql=COUNT, *, known=None, now=NOW):
    return workbench.run(sql=sql, form="TABLE", known=known, actor=actor, now=now)


def runs() -> list[tuple]:
    return list(Run.objects.order_by("id").values_list("owner_id", "sql", "state", "rows"))


def test_an_analyst_asks_what_is_known_now_or_was_known_then_and_all_of_it_is_kept(load):
    factories.account(funds=100)
    load()
    factories.account(funds=50)
    load(now=NOW + HOUR)
    finance = reader("f", ROLE.FINANCE)
    assert run(finance).answer.rows == ((4, 10_000),)
    assert run(finance, known=NOW).answer.rows == ((2, 10_000),)
    refused = run(finance, "DROP VIEW fact_entry").answer
    assert (refused.end, refused.rows) == (workbench.End.REFUSED, ())
    owner = int(finance.id)
    assert runs() == [
        (owner, COUNT, "DONE", 1),
        (owner, COUNT, "DONE", 1),
        (owner, "DROP VIEW fact_entry", "REFUSED", 0),
    ]
    assert len(set(Run.objects.values_list("version", flat=True))) == 2
    trail = AuditEntry.objects.filter(action="workbench.query.run").order_by("id")
    assert [each.detail["outcome"] for each in trail] == ["DONE", "DONE", "REFUSED"]
    assert {each.actor for each in trail} == {str(finance)}
    assert [each.state for each in workbench.last_runs(actor=finance)] == [
        "REFUSED", "DONE", "DONE",
    ]  # fmt: skip


def test_what_screening_decided_is_there_for_whom_it_may_be(load):
    load()
    finance, risk = reader("f", ROLE.FINANCE), reader("r", ROLE.RISK_ANALYST)
    ask = "SELECT count(*) FROM fact_decision"
    assert run(risk, ask).answer.rows == ((0,),)
    assert "There is no dataset fact_decision for you" in run(finance, ask).answer.told
    views = {each.dataset.name: each.hidden for each in workbench.datasets(actor=finance)}
    assert "fact_decision" not in views
    assert views["fact_payment"] == {"risk_outcome"}
    path = _a_file_of(warehouse.version())
    around = f"SELECT * FROM read_parquet('{path}')"  # noqa: S608 - hostile on purpose
    assert run(finance, around).answer.end is workbench.End.REFUSED
    for dataset, column in confidential.COLUMNS:
        assert column in {each.name for each in warehouse.BY_NAME[dataset].columns}
    assert set(confidential.DATASETS) <= set(warehouse.BY_NAME)


def _a_file_of(version) -> str:
    return str(next(path for paths in version.files.values() for path in paths))


@pytest.mark.usefixtures("bank")
def test_who_is_no_analyst_of_the_whole_bank_is_refused():
    branches(NORTH=1)
    for actor in (reader("t", ROLE.TELLER), reader("c", ROLE.COMPLIANCE)):
        with pytest.raises(NotPermitted):
            run(actor)
    north = reader("n", ROLE.RISK_ANALYST, branch="NORTH")
    with pytest.raises(workbench.WholeBankOnly):
        run(north)
    assert browser(north).get(BENCH).status_code == 403
    assert runs() == []


def test_a_person_asks_one_question_at_a_time_and_the_bank_a_few(load, monkeypatch):
    load()
    finance = reader("f", ROLE.FINANCE)
    _running(finance)
    with pytest.raises(workbench.RunGoesOn):
        run(finance)
    for name in ("a", "b"):
        _running(reader(name, ROLE.AUDITOR))
    risk = reader("r", ROLE.RISK_ANALYST)
    with pytest.raises(workbench.TooManyRuns):
        run(risk)
    # Whose process died is not waited for.
    later = NOW + timedelta(seconds=limits.SECONDS + 61)
    assert run(finance, now=later).answer.end is workbench.End.DONE
    assert sorted(state for *_, state, _ in runs()) == ["DIED", "DIED", "DIED", "DONE"]
    _running(finance)
    with pytest.raises(IntegrityError), transaction.atomic():
        _running(finance)


def _running(actor) -> None:
    Run.objects.create(owner_id=actor.id, sql="x", form="TABLE", version=1, started_at=NOW)


def test_of_two_questions_at_once_one_is_answered(load):
    load()
    finance = reader("f", ROLE.FINANCE)
    results = in_threads(2, lambda _: run(finance))
    assert sorted(type(each).__name__ for each in results) == ["Asked", "RunGoesOn"]


def test_a_run_that_breaks_off_has_ended_and_the_next_can_begin(load, monkeypatch):
    load()
    finance = reader("f", ROLE.FINANCE)
    with monkeypatch.context() as patched:
        patched.setattr(processes, "ask", lambda **_: (_ for _ in ()).throw(OSError("no process")))
        with pytest.raises(OSError, match="no process"):
            run(finance)
    assert run(finance).answer.end is workbench.End.DONE
    assert [state for *_, state, _ in runs()] == ["STOPPED", "DONE"]


@pytest.mark.usefixtures("bank")
def test_what_was_asked_stays_and_a_run_ends_once():
    finance = reader("f", ROLE.FINANCE)
    _running(finance)
    for change in ({"sql": "y"}, {"version": 2}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Run.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Run.objects.all().delete()
    Run.objects.update(state="DONE", ended_at=NOW)
    with pytest.raises(DatabaseError, match="ends once"), transaction.atomic():
        Run.objects.update(state="DIED")


@pytest.mark.usefixtures("bank")
def test_a_question_has_a_length():
    finance = reader("f", ROLE.FINANCE)
    for sql in (" ", "x" * 20_001):
        with pytest.raises(workbench.QuestionTooLong):
            run(finance, sql)
        with pytest.raises(workbench.QuestionTooLong):
            workbench.keep(name="n", sql=sql, shared_with="", actor=finance, now=NOW)


@pytest.mark.usefixtures("bank")
def test_queries_are_kept_for_oneself_or_for_a_role():
    finance, risk = reader("f", ROLE.FINANCE), reader("r", ROLE.RISK_ANALYST)
    given = {"sql": COUNT, "actor": finance, "now": NOW}
    own = workbench.keep(name="own", shared_with="", **given)
    workbench.keep(name="shared", shared_with="Risk analyst", **given)
    for name in ("own", "", "x" * 61):
        with pytest.raises(workbench.QueryNameTaken):
            workbench.keep(name=name, shared_with="", **given)
    assert [each.name for each in workbench.queries(actor=finance)] == ["own", "shared"]
    assert [(each.name, each.is_own) for each in workbench.queries(actor=risk)] == [
        ("shared", False)
    ]
    with pytest.raises(workbench.QueryUnknown):
        workbench.remove(query_id=own, actor=risk, now=NOW)
    workbench.remove(query_id=own, actor=finance, now=NOW)
    assert [each.name for each in workbench.queries(actor=finance)] == ["shared"]
    with pytest.raises(DatabaseError), transaction.atomic():
        SavedQuery.objects.update(sql="SELECT 2")


def test_the_page_answers_as_a_table_or_a_file_and_keeps_queries(load):
    factories.account(funds=100)
    load()
    client = browser(reader("r", ROLE.RISK_ANALYST))
    assert BENCH in client.get("/admin/").content.decode()
    shown = client.post(BENCH, {"sql": COUNT, "do": "TABLE"}).content.decode()
    assert '<td class="number">10000</td>' in shown
    assert "Every" not in client.get(BENCH).content.decode()
    script = "SELECT '<script>alert(1)</script>' AS text, '=1+1' AS formula"
    shown = client.post(BENCH, {"sql": script, "do": "TABLE"}).content.decode()
    assert "<script>alert" not in shown
    file = client.post(BENCH, {"sql": script, "do": "CSV"})
    assert "attachment" in file["Content-Disposition"]
    assert file.content.decode().splitlines() == [
        "text,formula", "<script>alert(1)</script>,'=1+1",
    ]  # fmt: skip
    refused = client.post(BENCH, {"sql": "SELECT * FROM read_csv('/etc/passwd')", "do": "XLSX"})
    assert "Not answered." in refused.content.decode()
    kept = client.post(BENCH, {"sql": COUNT, "do": "KEEP", "name": "Count", "shared_with": ""})
    assert kept.status_code == 302
    assert COUNT in client.get(kept["Location"]).content.decode()
    forms = {row.form for row in Run.objects.all()}
    assert forms == {"TABLE", "CSV", "XLSX"}
    auditor = browser(reader("a", ROLE.AUDITOR))
    assert "REFUSED" in auditor.get("/admin/workbench/run/").content.decode()
    assert client.get("/admin/workbench/run/").status_code == 403
