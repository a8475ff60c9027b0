"""A newcomer logs in with what is printed, and does the work of each part without a manual."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from urllib.request import Request, urlopen

import pytest
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import Page

from bankcore import clock
from bankcore.demo import bank, opening, waiting, welcome
from bankcore.ledger import public as ledger
from bankcore.settings import env
from tests.live import live_bank
from tests.web import browsing
from tests.web.browsing import visiting

pytestmark = pytest.mark.enable_socket
WIDTH = 80
IBANS: list[str] = []  # what the customer tells the teller


def printed(address: str) -> tuple[dict[str, tuple[str, str]], str]:
    """Return what run_bank prints: by part the log-in, and the key of programs."""
    text = welcome.text(address)
    people = re.findall(
        r"^  (\w+(?: \w+)?) +(demo-[\w-]+) +(demo-[\w-]+-password) ", text, re.MULTILINE
    )
    (key,) = re.findall(r"/api/v1 key +(\S+)", text)
    return {part: (name, password) for part, name, password in people}, key


def test_what_is_printed_fits_a_terminal_and_names_every_part():
    address = "http://127.0.0.1:8000"
    people, _ = printed(address)
    assert set(people) == {
        *("customer", "teller", "risk analyst", "operations", "second person", "administrator"),
        *("finance", "auditor"),
    }
    assert max(map(len, welcome.text(address).splitlines())) <= WIDTH
    assert welcome.text(address) in (env.REPOSITORY / "README.md").read_text()


@pytest.fixture
def address(committed_bank):
    if browsing.CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    now = clock.now()
    opening.ensure(day=now.date(), now=now)
    # The bank of tests has its first day open already, and so nothing was left for it.
    waiting.leave(day=ledger.business_date(), now=now)
    with live_bank() as found:
        yield found.url


def code(name: str) -> str:
    """Return what `make code` shows."""
    shown = StringIO()
    call_command("one_time_code", name, stdout=shown)
    connections.close_all()
    return shown.getvalue().strip()


def log_in(page: Page, name: str, password: str) -> None:
    """Log in, in two steps, with the code that the page says how to see."""
    page.goto("/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.get_by_role("button", name="Log in", exact=True).click()
    assert "make code" in page.inner_text("#demo-code")
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright's loop runs in this thread
        page.fill("#id_code", elsewhere.submit(code, name).result())
    page.get_by_role("button", name="Go on").click()


def transfer(address: str, key: str) -> dict:
    """Move money as the README's first call does."""
    payee, payer = bank.demo_accounts()[:2]
    body = {
        "debit_account_id": str(payer.account_id),
        "credit_account_id": str(payee.account_id),
        "amount": "12.50",
        "currency": "EUR",
    }
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "newcomer"}
    headers["Content-Type"] = "application/json"
    content = json.dumps(body).encode()
    request = Request(f"{address}/api/v1/transfers", content, headers)  # noqa: S310 - the test's own bank
    with urlopen(request, timeout=20) as answer:  # noqa: S310
        return json.load(answer)


def customer_freezes_a_card(page: Page) -> None:
    page.locator("main a[href^='/accounts/']").first.wait_for()
    assert "2,512.50" in page.inner_text("main")
    told = "".join(page.inner_text("main").split())
    IBANS.append(re.findall(r"DE\d{20}", told)[0])
    page.get_by_role("link", name="Cards", exact=True).click()
    page.locator("main a[href^='/cards/']").first.click()
    page.get_by_role("button", name="Freeze the card").click()
    page.get_by_role("button", name="Use the card again").wait_for()


def teller_takes_cash_in(page: Page) -> None:
    page.get_by_role("link", name="Drawers and counters").click()
    page.get_by_role("link", name="Open my drawer").click()
    page.fill("[name=amount]", "100")
    page.get_by_role("button", name="Open my drawer").click()
    page.get_by_role("link", name="Pay in").click()
    page.fill("[name=account]", IBANS.pop())
    page.fill("[name=amount]", "20")
    page.fill("[name=narrative]", "At the counter")
    page.get_by_role("button", name="Pay in").click()
    page.get_by_text("20.00 EUR paid in to").wait_for()
    assert "120.00\N{NO-BREAK SPACE}EUR" in page.inner_text("main")


def analyst_decides_a_case(page: Page) -> None:
    page.get_by_role("link", name="Take the next case").click()
    page.get_by_role("button", name="Take the next case").click()
    page.locator("a[href$='/decide/']").click()
    page.select_option("[name=outcome]", "DISMISS")
    page.select_option("[name=reason_code]", "usual_for_customer")
    page.get_by_role("button", name="Decide").click()
    page.get_by_text("DISMISS: Usual for this customer").wait_for()
    assert page.locator("#events-group .field-actor").all_inner_texts() == ["demo-risk"] * 2


def operations_approve_a_request(page: Page) -> None:
    page.get_by_role("link", name="Requests that wait for your decision").click()
    page.locator("#result_list").get_by_role("link", name="Approve or refuse").click()
    page.fill("[name=reason]", "Looked at")
    page.get_by_role("button", name="Approve and carry out").click()
    page.get_by_text("is approved and carried out").wait_for()


def administrator_finds_the_call(page: Page) -> None:
    page.get_by_role("link", name="Requests of programs").click()
    page.locator("#result_list").get_by_text("/api/v1/transfers").first.wait_for()


WORK = {
    "customer": customer_freezes_a_card,
    "teller": teller_takes_cash_in,
    "risk analyst": analyst_decides_a_case,
    "operations": operations_approve_a_request,
    "administrator": administrator_finds_the_call,
}


def test_a_newcomer_does_the_work_of_every_part_with_the_log_ins_that_are_printed(address):
    people, key = printed(address)
    assert transfer(address, key)["amount"] == "12.50"
    with visiting(address) as visit:
        for part, work in WORK.items():
            log_in(visit.page, *people[part])
            work(visit.page)
            visit.page.get_by_role("button", name="Log out").click()
        assert visit.complaints == []
