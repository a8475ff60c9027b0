"""Whatever is written, a question reads the datasets or is ended with a sentence; nothing else."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from reporting.workbench.domain import limits
from reporting.workbench.domain.answers import End
from reporting.workbench.repositories import processes, runner
from reporting.workbench.repositories.processes import Shown

RUNNER = Path(runner.__file__)
COLUMNS = (("number", "INTEGER", False), ("secret", "VARCHAR", True))


@pytest.fixture
def datasets(tmp_path) -> dict[str, Shown]:
    """Return a dataset of one file, and put one beside it that is not to be read."""
    for name in ("numbers", "others"):
        duckdb.sql("SELECT 7 AS number, 'hidden' AS secret").write_parquet(
            str(tmp_path / f"{name}.parquet")
        )
    return {
        "numbers": Shown(paths=(str(tmp_path / "numbers.parquet"),), columns=COLUMNS),
        "nothing": Shown(paths=(), columns=COLUMNS),
    }


def ask(sql: str, datasets, rows: int = 100):
    return processes.ask(sql=sql, datasets=datasets, rows=rows)


def untouched(folder: Path) -> bool:
    names = {each.name for each in folder.iterdir()}
    read = duckdb.sql(f"FROM read_parquet('{folder}/*.parquet')").fetchall()
    return names == {"numbers.parquet", "others.parquet"} and read == [(7, "hidden")] * 2


REFUSED = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/proc/self/environ')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_parquet('{folder}/others.parquet')",
    "SELECT * FROM '{folder}/others.parquet'",
    "SELECT * FROM '{folder}/numbers.parquet'",
    "SELECT * FROM '/etc/passwd.csv'",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM 'https://example.org/a.parquet'",
    "SELECT * FROM read_json('http://127.0.0.1/a')",
    "COPY (SELECT 1) TO '{folder}/stolen.csv'",
    "COPY (SELECT 1 AS number) TO '{folder}/numbers.parquet' (FORMAT parquet, USE_TMP_FILE false)",
    "EXPORT DATABASE '{folder}/all'",
    "ATTACH '{folder}/new.db' AS new",
    "INSTALL httpfs",
    "LOAD httpfs",
    "FORCE INSTALL httpfs FROM 'http://127.0.0.1/'",
    "PRAGMA database_list",
    "PRAGMA enable_profiling='json'",
    "SET memory_limit = '100GB'",
    "SET lock_configuration = false",
    "RESET threads",
    "CALL enable_logging()",
    "SELECT * FROM enable_profiling(save_location := '{folder}/profile.json')",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('numbers')",
    "SELECT * FROM json_execute_serialized_sql('x')",
    "SELECT * FROM arrow_scan(1, 2, 3)",
    "SELECT * FROM pandas_scan(1)",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM checkpoint()",
    "SELECT * FROM sys",
    "SELECT * FROM asked",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM sqlite_master",
    "SELECT number FROM numbers WHERE number IN (SELECT 1 FROM read_csv('/etc/passwd'))",
    "WITH a AS (SELECT * FROM glob('/*')) SELECT * FROM a",
    "SELECT (SELECT max(content) FROM read_text('/etc/passwd'))",
    "SELECT getenv('HOME')",
    "SELECT current_setting('allowed_paths')",
    "SELECT write_log('x')",
    "SELECT 1; SELECT 2",
    "SELECT 1; COPY (SELECT 1) TO '{folder}/stolen.csv'",
    "DROP VIEW numbers",
    "CREATE TABLE mine AS SELECT 1",
    "INSERT INTO numbers VALUES (1)",
    "DELETE FROM numbers",
    "BEGIN",
    "EXPLAIN ANALYZE SELECT 1",
    "DESCRIBE numbers",
    "VACUUM",
    "USE memory",
    "PREPARE p AS SELECT 1",
    "",
    ";",
    "-- nothing",
    "SELEC 1",
    "SELECT nobody FROM numbers",
]


def test_each_of_these_is_refused_by_a_sentence_and_nothing_is_written(datasets, tmp_path):
    """One process, opened as that of a question is, tries them all: each its own took minutes."""
    questions = [sql.replace("{folder}", str(tmp_path)) for sql in REFUSED]
    script = f"""
import json, sys
sys.argv = ["runner"]
sys.path.insert(0, {str(RUNNER.parent)!r})
import runner
asked = json.loads(sys.stdin.read())
connection = runner._opened(asked)
runner._limit(asked)
print(runner._confine([each for of in asked["datasets"].values() for each in of["paths"]]))
for sql in asked["questions"]:
    try:
        runner._require_select(connection, sql, set(asked["datasets"]))
        connection.execute(sql).fetchall()
        print(json.dumps(""))
    except (runner.Refused, runner.duckdb.Error) as error:
        print(json.dumps(str(error)))
"""
    given = {
        "questions": questions,
        "memory_mb": 256,
        "seconds": 60,
        "datasets": {
            name: {"paths": shown.paths, "columns": shown.columns}
            for name, shown in datasets.items()
        },
    }
    done = subprocess.run(
        [sys.executable, "-I", "-c", script],
        input=json.dumps(given), capture_output=True, text=True, check=True, env={}, timeout=120,
    )  # fmt: skip
    _, *told = done.stdout.splitlines()
    answered = [sql for sql, words in zip(questions, told, strict=True) if len(words) < 20]
    assert answered == []
    assert untouched(tmp_path)


@pytest.mark.parametrize("number", [4, 10, 42, 44])
def test_the_asker_reads_the_sentence(datasets, tmp_path, number):
    found = ask(REFUSED[number].replace("{folder}", str(tmp_path)), datasets)
    assert found.end is End.REFUSED
    assert len(found.told) > 20
    assert found.rows == ()
    assert untouched(tmp_path)


def test_an_honest_question_is_answered_and_what_is_hidden_is_empty(datasets):
    found = ask("WITH n AS (FROM numbers) SELECT number, secret, 1.50 AS half FROM n", datasets)
    assert (found.end, found.columns) == (End.DONE, ("number", "secret", "half"))
    ((number, secret, half),) = found.rows
    assert (number, secret, str(half)) == (7, None, "1.50")
    assert ask("SELECT * FROM nothing", datasets).rows == ()


ENDLESS = {
    "memory": "SELECT list(a) FROM range(1000000000) t(a)",
    "a huge text": "SELECT repeat('x', 3000000000)",
    "time": "WITH RECURSIVE q AS (SELECT 1 n UNION ALL SELECT n + 1 FROM q) SELECT max(n) FROM q",
    "a cross join": "SELECT sum(a.range * b.range) FROM range(900000) a, range(900000) b",
}


@pytest.mark.parametrize("sort", ENDLESS)
def test_what_would_not_end_is_ended(datasets, monkeypatch, sort):
    monkeypatch.setattr(limits, "SECONDS", 3)
    begun = time.monotonic()
    found = ask(ENDLESS[sort], datasets)
    assert found.end is End.STOPPED
    assert "seconds, and was ended" in found.told or "memory" in found.told
    assert time.monotonic() - begun < 20


def test_a_process_that_does_not_hear_the_clock_is_killed(datasets, monkeypatch, tmp_path):
    deaf = tmp_path / "deaf.py"
    deaf.write_text("import time\ntime.sleep(600)\n")
    monkeypatch.setattr(processes, "_RUNNER", deaf)
    monkeypatch.setattr(limits, "SECONDS", 0)
    monkeypatch.setattr(processes, "_GRACE", 0.5)
    begun = time.monotonic()
    found = ask("SELECT 1", datasets)
    assert found.end is End.STOPPED
    assert time.monotonic() - begun < 10


def test_a_process_ends_itself_where_its_starter_is_gone():
    asked = {"sql": "SELECT sleep_ms(600000)", "datasets": {}, "rows": 1, "bytes": 100}
    asked |= {"longest_cell": 100, "memory_mb": 256, "seconds": 1}
    done = subprocess.run(
        [sys.executable, "-I", str(RUNNER)],
        input=json.dumps(asked), capture_output=True, text=True, check=False, env={}, timeout=60,
    )  # fmt: skip
    assert done.returncode == -signal.SIGALRM


def test_more_rows_or_bytes_than_are_allowed_are_cut_and_that_is_said(datasets, monkeypatch):
    found = ask("SELECT a FROM range(1000) t(a)", datasets, rows=10)
    assert (len(found.rows), found.is_cut) == (10, True)
    monkeypatch.setattr(limits, "BYTES", 2_000)
    found = ask("SELECT repeat('x', 500) FROM range(1000) t(a)", datasets, rows=1_000)
    assert (len(found.rows), found.is_cut) == (3, True)
    monkeypatch.undo()
    ((cell,),) = ask("SELECT repeat('x', 1000000)", datasets).rows
    assert len(cell) == limits.LONGEST_CELL + 1


def test_the_process_knows_nothing_of_the_banks_environment(datasets, monkeypatch, tmp_path):
    spy = tmp_path / "spy.py"
    spy.write_text(
        "import json, os\nprint(json.dumps({'end': 'DONE', 'told': str(dict(os.environ))}))"
    )
    monkeypatch.setenv("A_KEY_OF_THE_BANK", "secret")
    monkeypatch.setattr(processes, "_RUNNER", spy)
    found = ask("SELECT 1", datasets)
    assert "LANG" in found.told
    assert "secret" not in found.told


def test_the_kernel_stands_behind_the_parser(datasets, tmp_path):
    """Without the parser, the engine would write over a file that it may read."""
    script = f"""
import sys
sys.path.insert(0, {str(RUNNER.parent)!r})
import runner
file = {str(tmp_path / "numbers.parquet")!r}
shown = {{"paths": [file], "columns": [("number", "INTEGER", False)]}}
connection = runner._opened({{"memory_mb": 256, "datasets": {{"numbers": shown}}}})
if not runner._confine([file]):
    sys.exit(3)
for sql in (
    f"COPY (SELECT 1 AS number) TO '{{file}}' (FORMAT parquet, USE_TMP_FILE false)",
    "SELECT * FROM read_csv('/etc/passwd')",
):
    try:
        connection.execute(sql)
    except runner.duckdb.Error:
        continue
    sys.exit(4)
for forbidden in ("/etc/passwd", "/proc/self/environ"):
    try:
        open(forbidden).read()
    except PermissionError:
        continue
    sys.exit(5)
print(connection.execute("SELECT number FROM numbers").fetchall())
"""  # noqa: S608 - a program of the test's own
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, text=True, check=False, env={}
    )
    if done.returncode == 3:
        pytest.skip("this kernel has no Landlock")
    assert (done.returncode, done.stdout.strip()) == (0, "[(7,)]"), done.stderr
    assert untouched(tmp_path)
