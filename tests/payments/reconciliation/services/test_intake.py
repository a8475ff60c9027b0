"""A round of reconciliation: every new statement, every network, whatever is wrong with one."""

import pytest

from payments.reconciliation import public as reconciliation
from tests.payments.reconciliation.books import DAY, NOW, SYSTEM, Network, balance, statement

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def out(tmp_path, settings):
    settings.GATEWAY_EXCHANGE_FOLDER = tmp_path
    folder = tmp_path / "visa" / "out"
    folder.mkdir(parents=True)
    return folder


def test_a_round_takes_what_is_new_and_tells_of_what_is_wrong(out):
    visa = Network()
    visa.sale(1_000, "A1")
    visa.told(("A1", 1_000), fees=20, reference="S1")
    (out / "nostro-20260302-001.xml").write_bytes(statement(("S1", 980)))
    (out / "nostro-20260302-002.xml").write_bytes(statement(("S2", 5), off=1, name="ST2"))
    (out / ".nostro-20260302-003.xml").write_bytes(b"half")
    done = reconciliation.reconcile(day=DAY, actor=SYSTEM, now=NOW)
    assert (done.statements, done.missing_payments) == (1, 0)
    assert done.refused == (("nostro-20260302-002.xml", "statement_does_not_add_up"),)
    assert [(run.network, run.exceptions) for run in done.runs] == [("visa", 0)]
    assert balance("1410") == 0
    again = reconciliation.reconcile(day=DAY, actor=SYSTEM, now=NOW)
    assert (again.statements, balance("1410")) == (0, 0)


def test_a_round_without_files_is_no_round_without_findings(out):
    visa = Network()
    visa.sale(1_000, "A1")
    visa.told(("A1", 1_000), reference="S1")
    done = reconciliation.reconcile(day=DAY, actor=SYSTEM, now=NOW)
    assert (done.statements, done.missing_payments) == (0, 1)
