"""The back office reads well for everybody, on every screen, by day and by night."""

import pytest
from django.db import connections, transaction

from accounts.models import Customer
from bankcore import clock
from bankcore.identity import public as identity
from risk.cases import public as cases
from tests import factories
from tests.conftest import OPENING_DAY
from tests.web.browsing import PHONE, WIDE, session_of, visiting
from tests.web.keyboard import Keyboard

pytestmark = pytest.mark.enable_socket
PASSWORD = "a-long-demo-password"


@pytest.fixture
def pages(address):
    """Return one page of each sort: home, list, detail, tab, form, action, inbox, search."""
    owner = factories.customer("Demo Person 01")
    factories.account(owner=owner, funds=1_234)
    told = {"kind": cases.CaseKind.FRAUD, "subject": "demo", "reference": "p1", "priority": 5}
    with transaction.atomic():
        cases.raise_alert(**told, reason="Fast.", source="screening", now=clock.now())
    customer = Customer.objects.get(public_id=owner.customer_id)
    one = f"/admin/accounts/customer/{customer.pk}"
    return [
        "/admin/",
        "/admin/accounts/customer/?q=demo",
        f"{one}/change/",
        f"{one}/change/?tab=accounts",
        f"{one}/risk/",
        "/admin/accounts/customer/onboard-person/",
        "/admin/approvals/request/",
        "/admin/endofday/dayrun/close/",
        "/admin/search/?q=demo",
    ]


def close_the_day(visit, colleague) -> None:
    """Ask to close the business day, agree as a colleague, and look at how far it is."""
    page = visit.go("/admin/endofday/dayrun/")
    page.get_by_role("link", name="Close the business day").click()
    page.get_by_label("Reason").fill("All is in.")
    page.get_by_role("button", name="Close the business day").click()
    page.get_by_text("waits for a second person").wait_for()
    visit.become(colleague)
    visit.go("/admin/approvals/request/")
    page.get_by_role("link", name="Approve or refuse").first.click()
    page.get_by_role("button", name="Approve and carry out").click()
    page.get_by_text("approved and carried out").wait_for()
    visit.go(f"/admin/endofday/dayrun/{OPENING_DAY}/change/?watch=1")
    assert page.get_by_text("0 of").count(), "the day is cut off; a worker does the steps"


def by_shortcut(visit) -> None:
    """Find a customer from the list of customers, by the keyboard alone."""
    page = visit.go("/admin/accounts/customer/")
    page.keyboard.press("Control+k")
    page.keyboard.type("demo per")
    page.keyboard.press("Enter")
    page.wait_for_selector("h2:has-text('Customers')")
    assert page.locator(".found a").first.inner_text() == "Demo Person 01"
    page.goto("/admin/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-to-content-link"


def test_every_sort_of_page_is_sound_and_the_shortcut_leads_to_the_search(address, pages):
    boss = identity.ensure_user(username="boss", password=PASSWORD, is_admin=True)
    second = identity.ensure_user(username="second", password=PASSWORD, is_admin=True)
    colleague = session_of(second, address)
    connections.close_all()
    with visiting(address, user_id=boss) as visit:
        missing: list[str] = []
        visit.page.on("response", lambda each: each.status >= 400 and missing.append(each.url))
        for path in pages:
            visit.go(path)
        assert missing == []
        assert visit.complaints == [], "something breaks the policy of contents"
        wrong = []
        for path in pages:
            page = visit.go(path)
            for size in (WIDE, PHONE):
                page.set_viewport_size(size)
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    wrong += [f"{path} {size['width']} {scheme}: {e}" for e in visit.faults()]
            page.set_viewport_size(WIDE)
        assert wrong == []

        by_shortcut(visit)
        page = visit.page
        keys = Keyboard(page)
        visit.go("/admin/cases/case/")
        keys.press("Take the next case")
        page.wait_for_url("**/next/")
        keys.press("Take the next case")
        page.wait_for_url("**/change/**")
        keys.press("Decide")
        page.wait_for_url("**/decide/")
        for list_of_choices, chosen in (("Outcome", "REJ"), ("Reason", "Somebody else")):
            keys.tab_to(list_of_choices)
            page.keyboard.type(chosen)
        keys.press("Decide")
        page.wait_for_url("**/change/**")
        assert not keys.amiss, "\n".join(keys.amiss)
        assert page.get_by_text("REJECT").count()
        close_the_day(visit, colleague)
        assert visit.strangers == []
