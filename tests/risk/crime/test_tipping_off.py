"""Whom the bank suspects learns nothing: on no page, from no program, webhook, paper or export.

31 U.S.C. 5318(g)(2) and Directive (EU) 2015/849, Article 39 forbid it.
"""

import json
import re
from datetime import timedelta

import pytest
from django.utils.module_loading import import_string

from accounts import public as accounts
from bankcore.approvals import public as approvals
from bankcore.identity.public import Role
from bankcore.outbox import public as outbox
from bankcore.subscriptions import SUBSCRIPTIONS
from payments.webhooks.models import Event as WebhookEvent
from risk.cases import public as cases
from risk.crime import public as crime
from risk.crime.models import CashReport, Hit, NameHit, SuspicionReport
from risk.sanctions import public as sanctions
from tests.clients import ApiClient
from tests.colleagues import logged_in, member
from tests.conftest import NOW
from tests.factories import TESTER
from tests.risk.crime.books import DAY, account, bring, end_day
from tests.security.test_urls import API, DOORS, LOGGED_IN, WEB
from tests.security.visitors import visitor

pytestmark = pytest.mark.usefixtures("bank")
NARRATIVE = "Thrice nine thousand dollars were brought by the customer."
# None of these is said to anybody whom it may be about.
WORDS = re.compile(
    r"launder|suspici|structuring|sanction|fincen|thrice nine|ctrx|sarx|compliance"
    r"|near the list|listed name|exposed|crime|monitoring|cash report|\bcase\b",
    re.IGNORECASE,
)
LIST = '1001,"EXAMPLE, Ivan","individual","DEMO",-0-,-0-,-0-,-0-,-0-,-0-,-0-,-0-\n'
# What is the same for everybody, and has words of its own.
GENERAL = {"schema", "docs", "metrics", "healthz", "readyz", "logout", "api/v1/"}


def hear() -> None:
    """Hand every event to everybody who hears of it, programs' webhooks too."""
    heard: list = []
    while outbox.deliver(
        subscriptions=SUBSCRIPTIONS,
        send=lambda task, message: heard.append((task, message)),
        now=NOW,
    ):
        for task, message in heard:
            import_string(task)(message)
        heard.clear()


@pytest.fixture
def suspect(settings):
    """Return a customer about whom there is everything: hits, cases, reports, a listed name."""
    settings.WEBHOOK_ALLOWED_NETWORKS = ["93.184.215.14/32"]
    found = visitor("ivan", name="Ivan Example", funds=1_000)
    program = ApiClient("program")
    answer = program.post(
        "/api/v1/webhook-endpoints",
        {"url": "https://93.184.215.14/hooks", "enabled_events": ["*"]},
    )
    assert answer.status_code == 201
    cora, carl = member("cora", Role.COMPLIANCE), member("carl", Role.COMPLIANCE)
    sanctions.load_list(
        list_code="OFAC-SDN", edition="1", content=LIST.encode(), actor=cora, now=NOW
    )
    dollar = account(found.customer)
    for _ in range(3):
        bring(dollar, 9_000)
    hear()
    end_day()
    report_case(cora, carl)
    block(cora, carl)
    crime.acknowledge_filing(
        filing_id=crime.file_cash(actor=cora, now=NOW), tracking_id="BSA-1", actor=carl, now=NOW
    )
    staff_look(found)
    hear()
    end_day(DAY + timedelta(days=31))
    hear()
    assert Hit.objects.filter(customer_id=found.customer.customer_id).exists()
    assert CashReport.objects.filter(parties__customer_id=found.customer.customer_id).exists()
    assert SuspicionReport.objects.get().state == "FILED"
    assert NameHit.objects.get().state == "CONFIRMED"
    return found, program, dollar


def report_case(cora, carl) -> None:
    while True:
        number = cases.take_next(actor=cora, now=NOW)
        cases.note(case_id=number, text=NARRATIVE, actor=cora, now=NOW)
        cases.decide(
            case_id=number,
            outcome=cases.Outcome.REPORT,
            reason_code="suspicion_of_laundering",
            actor=cora,
            now=NOW,
        )
        hear()
        if SuspicionReport.objects.exists():
            break
    report = SuspicionReport.objects.get()
    draft = crime.Draft(
        narrative=NARRATIVE,
        subjects=crime.subjects_of_suspicion(report),
        activities=["below_cash_report"],
        first_day=DAY,
        last_day=DAY,
        dollars=27_000,
    )
    crime.write_suspicion(report_id=report.pk, draft=draft, actor=cora, now=NOW)
    asked = crime.request_suspicion(report_id=report.pk, reason=NARRATIVE, actor=cora, now=NOW)
    approvals.approve(request_id=asked.request_id, actor=carl, now=NOW)


def block(cora, carl) -> None:
    asked = crime.request_block(
        hit_id=NameHit.objects.get().pk, reason=NARRATIVE, actor=cora, now=NOW
    )
    approvals.approve(request_id=asked.request_id, actor=carl, now=NOW)


def staff_look(found) -> None:
    """Let compliance look at everything there is about the customer: that is in the trail."""
    browser = logged_in("cora")
    for page in ("hit", "namehit", "cashreport", "suspicionreport", "filing", "screenedcustomer"):
        assert browser.get(f"/admin/crime/{page}/").status_code == 200
    hit = Hit.objects.get(customer_id=found.customer.customer_id)
    assert browser.get(f"/admin/crime/hit/{hit.pk}/change/").status_code == 200


def told(answer) -> str:
    if getattr(answer, "streaming", False):
        return b"".join(answer.streaming_content).decode(errors="replace")
    return answer.content.decode(errors="replace")


def addresses(among, found, dollar):
    """Return every address with this customer's ids in it."""
    for address in among:
        path = "/" + address.route
        path = path.replace("<uuid:customer_id>", str(found.customer.customer_id))
        path = path.replace("<uuid:account_id>", str(dollar.account_id))
        path = re.sub(r"<int:\w+>", "1", path)
        path = re.sub(r"<(str|slug):\w+>", "csv", path)
        if "<" not in path and address.name not in GENERAL:
            yield path


def test_no_page_of_online_banking_tells_the_customer(suspect):
    found, _, dollar = suspect
    browser = found.browser()
    pages = [each for each in WEB if each.name in DOORS[LOGGED_IN]]
    seen = {}
    for path in addresses(pages, found, dollar):
        answer = browser.get(path)
        if answer.status_code == 200:
            seen[path] = told(answer)
    assert len(seen) > 8
    assert any(str(dollar.account_id) in path for path in seen)
    assert {path: WORDS.findall(text) for path, text in seen.items() if WORDS.search(text)} == {}


def test_no_statement_or_letter_tells_the_customer(suspect):
    found, _, dollar = suspect
    browser, seen = found.browser(), 0
    for name in accounts.STATEMENT_FORMATS:
        answer = browser.get(f"/accounts/{dollar.account_id}/statements/1/{name}/")
        if answer.status_code == 200:
            seen += 1
            assert not WORDS.search(told(answer))
    assert seen >= 3


def test_no_program_reads_it_though_it_may_read_everything(suspect):
    found, program, dollar = suspect
    seen = {}
    for path in addresses([each for each in API if each.route.startswith("api/")], found, dollar):
        answer = program.get(path)
        if answer.status_code == 200:
            seen[path] = told(answer)
    assert len(seen) > 8
    assert any(str(found.customer.customer_id) in path for path in seen)
    assert {path: WORDS.findall(text) for path, text in seen.items() if WORDS.search(text)} == {}


def test_no_webhook_tells_a_program(suspect):
    told_of = list(WebhookEvent.objects.all())
    assert told_of
    for each in told_of:
        fields = {field.name: str(getattr(each, field.name)) for field in each._meta.fields}
        assert not WORDS.search(json.dumps(fields)), fields


def test_the_export_that_a_customer_asks_for_does_not_have_it(suspect):
    found, _, _ = suspect
    for to_customer in (True, False):
        told_of = accounts.export_customer(
            customer_id=found.customer.customer_id,
            actor=TESTER,
            now=NOW,
            to_customer=to_customer,
        )
        assert told_of["audit_trail"]
        assert not WORDS.search(json.dumps(told_of))


@pytest.mark.parametrize("role", [Role.TELLER, Role.OPERATIONS, Role.FINANCE, Role.RISK_ANALYST])
def test_no_other_staff_are_told(suspect, role):
    """Who serves the customer could tell: of pages and requests they see none."""
    member("eve", role)
    browser = logged_in("eve")
    for page in ("hit", "flow", "namehit", "cashreport", "suspicionreport", "filing"):
        assert browser.get(f"/admin/crime/{page}/").status_code == 403
    requests = told(browser.get("/admin/approvals/request/?state=ALL"))
    assert "crime." not in requests
    assert "Thrice nine" not in requests
