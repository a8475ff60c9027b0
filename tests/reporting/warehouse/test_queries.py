"""The reference questions have the same answers on the embedded engine and on a cluster."""

import logging
import os
import shutil
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from reporting.warehouse import public as warehouse
from reporting.warehouse.public import queries
from tests import factories
from tests.conftest import OPENING_DAY
from tests.reporting.test_business_day import transfer

pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17"),
    # PySpark and pandas 3 warn of each other at every use; nothing of it is ours.
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.enable_socket,
]


def questions(tables) -> dict:
    return {
        "balances": queries.monthly_balances(tables, first=date(2026, 1, 1), last=OPENING_DAY),
        "cohorts": queries.cohort_retention(tables, last=OPENING_DAY),
        "counterparties": queries.top_counterparties(
            tables, first=OPENING_DAY - timedelta(days=30), last=OPENING_DAY, limit=5
        ),
        "flows": queries.rolling_flows(tables, first=date(2026, 1, 1), last=OPENING_DAY),
        "ladder": queries.liquidity_ladder(tables, day=OPENING_DAY),
    }


def answers(engine) -> dict[str, list[dict]]:
    asked = questions(engine.tables)
    return {name: engine.rows(each).to_pylist() for name, each in asked.items()}


@pytest.fixture
def booked(load):
    one, other = factories.account(funds=100), factories.account(funds="20.50")
    transfer(one, other, factories.eur("30.25"))
    load()
    return warehouse.version()


def test_the_embedded_engine_answers(booked):
    with warehouse.embedded(booked) as engine:
        found = answers(engine)
    (balances,) = found["balances"]
    assert (balances["accounts"], balances["closing"], balances["currency"]) == (2, 12_050, "EUR")
    assert [each["moved"] for each in found["counterparties"]] == [10_000, 3_025, 2_050]
    assert sorted((each["came_in"], each["went_out"]) for each in found["flows"]) == [
        (5_075, 0),
        (10_000, 3_025),
    ]
    assert found["ladder"] == [
        {"currency": "EUR", "bucket": "1 at sight", "comes_in": 0, "goes_out": 12_050}
    ]
    assert [each["active"] for each in found["cohorts"]] == [2]


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """Start a master and a worker of Spark on loopback; end them by their own ids."""
    import pyspark

    home = Path(pyspark.__file__).parent
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    # It says good-bye when pytest has closed the logs already.
    logging.getLogger("py4j").setLevel(logging.CRITICAL)
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    log = (tmp_path / "spark.log").open("wb")
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_WORKER_DIR": str(tmp_path / "w")}
    run = [str(home / "bin" / "spark-class")]
    master_class = "org.apache.spark.deploy.master.Master"
    worker_class = "org.apache.spark.deploy.worker.Worker"
    master = subprocess.Popen(
        [*run, master_class, "--host", "127.0.0.1", "--port", "0", "--webui-port", "0"],
        env=environment,
        stdout=log,
        stderr=log,
    )
    started = [master]
    try:
        address = _told(tmp_path / "spark.log", "Starting Spark master at ")
        worker = [worker_class, "--host", "127.0.0.1", "--webui-port", "0", "-c", "1", "-m", "1g"]
        started.append(
            subprocess.Popen([*run, *worker, address], env=environment, stdout=log, stderr=log)
        )
        _told(tmp_path / "spark.log", "Successfully registered with master ")
        yield address
    finally:
        for each in reversed(started):
            each.terminate()
        for each in started:
            each.wait(30)
        log.close()


def _told(log: Path, words: str, seconds: float = 60) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for line in log.read_text(errors="replace").splitlines():
            if words in line:
                return line.split(words)[1].split()[0]
        time.sleep(0.2)
    pytest.fail(f"Spark did not say {words!r}: {log.read_text(errors='replace')[-2000:]}")


def test_a_cluster_of_spark_has_the_same_figures(booked, cluster):
    from pyspark.sql import SparkSession

    with warehouse.embedded(booked) as engine:
        ours = answers(engine)
    session = (
        SparkSession.builder.master(cluster)
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.executor.memory", "512m")
        .getOrCreate()
    )
    try:
        with warehouse.on_spark(session, booked) as engine:
            theirs = answers(engine)
    finally:
        session.stop()
    assert theirs == ours
    assert all(theirs.values())
