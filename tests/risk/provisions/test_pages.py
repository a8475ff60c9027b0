"""Provisions in the back office: who looks, who asks, and what is shown."""

import json

import pytest

from bankcore.audit.models import AuditEntry
from bankcore.identity.public import Role
from risk.provisions import public as provisions
from risk.provisions.models import Loss, Mark, ParameterVersion, ProvisionDay
from tests.colleagues import decide, logged_in, member
from tests.factories.loans import lent
from tests.risk.provisions.days import CONTENT, DAY, NEXT_DAY, agree, content, end_day

pytestmark = pytest.mark.usefixtures("bank")
KEY = {"request_key": "7b0f9d4e-1c7e-4a57-9d3a-0a6d3c9e2b11"}
PAGES = ("provisionday", "loss", "parameterversion", "mark")


@pytest.fixture
def provided(bank):
    loan = lent()
    agree()
    end_day()
    end_day()
    return loan


@pytest.mark.parametrize("role", [Role.RISK_ANALYST, Role.FINANCE, Role.AUDITOR])
def test_risk_finance_and_auditors_look(provided, role):
    member("rita", role)
    browser = logged_in("rita")
    for page in PAGES:
        assert browser.get(f"/admin/provisions/{page}/").status_code == 200


@pytest.mark.parametrize("role", [Role.TELLER, Role.OPERATIONS, Role.COMPLIANCE])
def test_others_do_not_look(provided, role):
    member("rita", role)
    browser = logged_in("rita")
    for page in (*PAGES, "provisionday/migration", "provisionday/vintages"):
        assert browser.get(f"/admin/provisions/{page}/").status_code == 403


def test_a_figure_is_explained_and_the_look_is_written_down(provided):
    member("rita", Role.AUDITOR)
    loss = Loss.objects.latest("id")
    page = logged_in("rita").get(f"/admin/provisions/loss/{loss.pk}/change/").content.decode()
    found = provisions.explain(loss_id=loss.pk)
    assert "Reckoned again from what was kept, it comes to" in page
    assert "errornote" not in page
    assert page.count("<tr><td>") >= len(found.shortfalls) == 12
    for words in ("worse", "pool retail", "no significant rise", str(found.scenarios[0].pd)):
        assert words in page
    customer = str(provided.customer.customer_id)
    assert AuditEntry.objects.filter(subject__contains=customer).exists()


def test_a_day_shows_its_stages_and_movements(provided):
    member("rita", Role.FINANCE)
    row = ProvisionDay.objects.earliest("day")
    page = logged_in("rita").get(f"/admin/provisions/provisionday/{row.pk}/change/")
    text = page.content.decode()
    assert "Charged to impairment" in text
    assert "NEW" in text


def test_matrices_are_shown_and_handed_out(provided):
    member("rita", Role.RISK_ANALYST)
    browser = logged_in("rita")
    address = "/admin/provisions/provisionday/migration/"
    assert browser.get(address).status_code == 200
    chosen = {"by": "stage", "first": str(DAY), "last": str(NEXT_DAY)}
    assert "Credits in EUR" in browser.get(address, chosen).content.decode()
    handed = browser.get(address, chosen | {"format": "csv"})
    assert handed["Content-Type"].startswith("text/csv")
    lines = handed.content.decode().splitlines()
    assert lines[:2] == ["currency,from,Stage 1,Stage 2,Stage 3,gone", "EUR,Stage 1,1,0,0,0"]
    wrong = browser.get(address, chosen | {"last": "2020-01-01"})
    assert "There is no matrix" in wrong.content.decode()
    vintages = browser.get("/admin/provisions/provisionday/vintages/")
    assert "Mar" in vintages.content.decode()
    handed = browser.get("/admin/provisions/provisionday/vintages/", {"format": "csv"})
    assert "2026-03,1,0,0.0000,0.0000" in handed.content.decode()


def test_parameters_are_asked_for_on_a_page_and_decided_on_another():
    member("anna", Role.RISK_ANALYST)
    member("finn", Role.FINANCE)
    browser = logged_in("anna")
    address = "/admin/provisions/parameterversion/ask/"
    given = KEY | {
        "content": json.dumps(CONTENT), "effective_from": str(DAY), "reason": "First version",
    }  # fmt: skip
    wrong = browser.post(address, given | {"content": json.dumps(content(pd_floor="2"))})
    assert "pd_floor is not between" in wrong.content.decode()
    assert "waits for a second person" in browser.post(address, given, follow=True).content.decode()
    decide(logged_in("finn"))
    version = ParameterVersion.objects.get()
    assert version.content == CONTENT
    prefilled = browser.get(address).content.decode()
    assert "behavioural_years" in prefilled
    shown = browser.get(f"/admin/provisions/parameterversion/{version.pk}/change/")
    assert "behavioural_years" in shown.content.decode()


def test_a_customer_is_marked_on_a_page(provided):
    member("cleo", Role.RISK_ANALYST)
    member("dora", Role.RISK_ANALYST)
    customer = str(provided.customer.customer_id)
    given = KEY | {"customer": customer, "kind": "WATCHED", "is_on": "yes", "reason": "Lost work"}
    browser = logged_in("cleo")
    browser.post("/admin/provisions/mark/ask/", given)
    decide(logged_in("dora"))
    assert Mark.objects.get().is_on
    browser.post("/admin/provisions/mark/ask/", given | {"is_on": "no"})
    decide(logged_in("dora"))
    assert not Mark.objects.latest("id").is_on
