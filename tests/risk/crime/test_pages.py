"""Compliance works on the pages of crime; an auditor looks at all of them and acts on none."""

import pytest

from bankcore.identity.public import Role
from risk.cases import public as cases
from risk.crime import public as crime
from risk.crime.models import CashReport, Filing, Hit, NameHit, Parameters, SuspicionReport
from risk.sanctions import public as sanctions
from tests import factories
from tests.colleagues import decide, logged_in, member
from tests.conftest import NOW
from tests.risk.crime.books import account, bring, monitor
from tests.risk.crime.test_screening import LIST, hear

pytestmark = pytest.mark.usefixtures("bank")
KEY = {"request_key": "00000000-0000-0000-0000-000000000001"}


@pytest.fixture
def cora():
    member("cora", Role.COMPLIANCE)
    return logged_in("cora")


@pytest.fixture
def carl():
    member("carl", Role.COMPLIANCE)
    return logged_in("carl")


@pytest.fixture
def watched():
    held = account(factories.customer("Ivan Example"))
    for _ in range(3):
        bring(held, 9_000)
    monitor()
    return held


def send(browser, page: str, **given) -> str:
    answer = browser.post(f"/admin/crime/{page}/", {**KEY, **given}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_hit_shows_the_movements_that_made_it(cora, watched):
    hit = Hit.objects.get()
    page = cora.get(f"/admin/crime/hit/{hit.pk}/change/").content.decode()
    assert hit.explanation in page
    assert page.count("deposit in cash") == 3
    listed = cora.get(f"/admin/crime/hit/?q={watched.customer_id}").content.decode()
    assert hit.explanation in listed


def test_parameters_are_asked_for_with_those_in_force_before_ones_eyes(cora, carl):
    form = cora.get("/admin/crime/parameters/high_risk_country/").content.decode()
    assert 'value="IR KP MM"' in form
    said = send(
        cora, "parameters/high_risk_country", at_least=500, countries="KP IR", reason="Agreed"
    )
    assert "waits for a second person" in said
    assert decide(carl).state == "EXECUTED"
    assert Parameters.objects.get().values == {"at_least": 500, "countries": ["IR", "KP"]}
    said = send(cora, "parameters/high_risk_country", at_least=500, countries="Iran", reason="x")
    assert "codes of two capital letters" in said


def test_cash_is_filed_downloaded_and_acknowledged(cora, watched):
    assert "due" in cora.get("/admin/crime/cashreport/").content.decode().lower()
    said = send(cora, "cashreport/file")
    filing = Filing.objects.get()
    assert f"File {filing.pk} is made" in said
    answer = cora.get(f"/admin/crime/filing/{filing.pk}/file/")
    assert answer["Content-Type"] == "application/xml"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"CTRX" in answer.content
    send(cora, f"filing/{filing.pk}/acknowledge", tracking_id="BSA-0001")
    assert CashReport.objects.get().state == "ACKNOWLEDGED"
    assert "No report of cash is due" in send(cora, "cashreport/file")


def test_a_suspicion_is_written_and_filed_on_pages(cora, carl, watched):
    number = cases.take_next(actor=member("cora", Role.COMPLIANCE), now=NOW)
    send(cora, "suspicionreport/begin", case_id=number)
    report = SuspicionReport.objects.get()
    form = cora.get(f"/admin/crime/suspicionreport/{report.pk}/write/").content.decode()
    assert str(watched.customer_id) in form
    given = {
        "subjects": str(watched.customer_id), "activities": ["below_cash_report"],
        "first_day": "2026-03-02", "last_day": "2026-03-02", "dollars": 27_000,
        "narrative": "Cash in parts.",
    }  # fmt: skip
    said = send(cora, f"suspicionreport/{report.pk}/write", **(given | {"subjects": "nobody"}))
    assert "no customer&#x27;s id" in said
    send(cora, f"suspicionreport/{report.pk}/write", **given)
    send(cora, f"suspicionreport/{report.pk}/ask", reason="Ready")
    assert decide(cora).state == "REQUESTED"
    assert decide(carl).state == "EXECUTED"
    report.refresh_from_db()
    assert report.state == "FILED"
    assert "Cash in parts." in cora.get(
        f"/admin/crime/suspicionreport/{report.pk}/change/"
    ).content.decode()  # fmt: skip


def test_a_name_is_cleared_or_blocked_on_pages(cora, carl, watched):
    officer = member("cora", Role.COMPLIANCE)
    sanctions.load_list(
        list_code="OFAC-SDN", edition="1", content=LIST.format(number=1001).encode(),
        actor=officer, now=NOW,
    )  # fmt: skip
    hear()
    hit = NameHit.objects.get()
    assert "Ivan Example" in cora.get("/admin/crime/namehit/").content.decode()
    page = cora.get(f"/admin/crime/namehit/{hit.pk}/change/").content.decode()
    name = page.partition('<th scope="row">Name</th>')[2].partition("</tr>")[0]
    assert "<td>Ivan Example</td>" in name, "ours"
    assert name.count("EXAMPLE") + name.count("Example") > 1, "and the list's beside it"
    send(cora, f"namehit/{hit.pk}/block", reason="Passport seen")
    assert decide(carl).state == "EXECUTED"
    hit.refresh_from_db()
    assert hit.state == "CONFIRMED"
    assert "decided on" in send(cora, f"namehit/{hit.pk}/clear", reason="No")
    assert "They are, or were" in send(cora, "screeningrun/begin")


def test_an_auditor_looks_and_does_nothing(cora, watched):
    send(cora, "cashreport/file")
    member("otto", Role.AUDITOR)
    otto = logged_in("otto")
    for page in (
        *("hit", "flow", "foldedday", "parameters", "cashreport", "suspicionreport", "filing"),
        *("namehit", "screeningrun", "screenedcustomer"),
    ):
        assert otto.get(f"/admin/crime/{page}/").status_code == 200
    for page in ("cashreport/file", "suspicionreport/begin", "screeningrun/begin"):
        assert otto.post(f"/admin/crime/{page}/", KEY).status_code == 403
    filing = Filing.objects.get()
    assert otto.get(f"/admin/crime/filing/{filing.pk}/file/").status_code == 403
    assert crime.figures_of(day=NOW.date()).reports_due == 0
