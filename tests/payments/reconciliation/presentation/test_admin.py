"""The inbox of exceptions in the back office."""

import pytest

from bankcore.identity.public import Role
from payments.reconciliation import public as reconciliation
from payments.reconciliation.models import ReconException
from tests.colleagues import logged_in, member
from tests.payments.reconciliation.books import DAY, NOW, SYSTEM, Network, balance, statement

pytestmark = pytest.mark.usefixtures("bank")
INBOX = "/admin/reconciliation/reconexception/"


@pytest.fixture
def open_one() -> ReconException:
    visa = Network()
    visa.sale(123_456, "A1")
    visa.told(("A1", 123_400))
    reconciliation.compare_day(network="visa", day=DAY, actor=SYSTEM, now=NOW)
    return ReconException.objects.get()


def browser(name: str, role: Role):
    member(name, role)
    return logged_in(name)


def test_the_inbox_shows_both_amounts_and_the_difference(open_one):
    page = browser("clerk", Role.OPERATIONS).get(INBOX).content.decode()
    for text in ("A1", "1,234.56 EUR", "1,234.00 EUR", "-0.56 EUR", "Book away"):
        assert text in page


def test_a_clerk_asks_for_an_adjustment_and_a_treasurer_decides(open_one):
    clerk = browser("clerk", Role.OPERATIONS)
    address = f"{INBOX}{open_one.pk}/adjust/"
    key = clerk.get(address).context["form"]["request_key"].value()
    fields = {"request_key": str(key), "against": "5410", "reason": "Rounded"}
    page = clerk.post(address, fields, follow=True).content.decode()
    assert "waits for a second person" in page
    request_id = ReconException.objects.get().approval_id
    treasurer = browser("treasurer", Role.FINANCE)
    treasurer.post(f"/admin/approvals/request/{request_id}/decide/", {"decision": "approve"})
    assert (ReconException.objects.get().state, balance("5410")) == ("ADJUSTED", 56)


def test_a_clerk_looks_after_one(open_one):
    clerk = browser("clerk", Role.OPERATIONS)
    address = f"{INBOX}{open_one.pk}/assign/"
    key = clerk.get(address).context["form"]["request_key"].value()
    clerk.post(address, {"request_key": str(key), "owner": "clerk", "note": "Asked them"})
    assert ReconException.objects.get().owner == "clerk"


@pytest.mark.parametrize("act", ["adjust", "assign"])
def test_who_only_looks_does_nothing(open_one, act):
    auditor = browser("auditor", Role.AUDITOR)
    assert auditor.get(INBOX).status_code == 200
    assert auditor.get(f"{INBOX}{open_one.pk}/{act}/").status_code == 403
    assert auditor.post(f"{INBOX}{open_one.pk}/{act}/", {}).status_code == 403


def test_runs_and_statements_are_shown(open_one):
    content = statement(("S9", 500))
    reconciliation.take_statement(network="visa", content=content, actor=SYSTEM, now=NOW)
    clerk = browser("clerk", Role.OPERATIONS)
    assert "-0.56 EUR" in clerk.get("/admin/reconciliation/reconrun/").content.decode()
    assert "ST1" in clerk.get("/admin/reconciliation/statementfile/").content.decode()
    assert "5.00 EUR" in clerk.get("/admin/reconciliation/statemententry/").content.decode()
