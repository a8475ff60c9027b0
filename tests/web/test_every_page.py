"""Every page of online banking reads well for everybody, on every screen, by day and by night."""

import pytest
from django.db import connections

from accounts import public as accounts
from payments import public as payments
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur, request_key
from tests.payments.correspondence import letters
from tests.payments.services import online
from tests.web.browsing import NARROWEST, PHONE, WIDE, visiting

pytestmark = pytest.mark.enable_socket
PAGES = [
    "/",
    "/pay/",
    "/standing-orders/",
    "/standing-orders/new/",
    "/direct-debits/",
    "/payment-files/",
    "/exchange/",
    "/profile/",
    "/messages/",
    "/messages/new/",
    "/documents/",
    "/holds/",
    "/disputes/",
    "/notices/",
    "/security/",
]


@pytest.fixture
def anna(address):
    found = online.customer("anna", funds=1_234)
    connections.close_all()
    return found


def talked_of(who) -> list[str]:
    """Let a customer write, and be held; return the pages of it, and of an entry in question."""
    thread_id = letters.write(who, files=[letters.upload()])
    order = payments.CashOrder(account_id=who.account.account_id, amount=eur(1))
    payments.withdraw(order=order, request=request_key(), actor=TESTER, now=NOW)
    held = factories.account(owner=who.customer)
    accounts.set_account_status(
        account_id=held.account_id,
        status=accounts.AccountStatus.FROZEN,
        reason="Papers",
        actor=TESTER,
        now=NOW,
    )
    connections.close_all()
    return [
        f"/messages/{thread_id}/",
        f"/holds/account/{held.account_id}/",
        f"/accounts/{who.account.account_id}/entries/2/dispute/",
    ]


def test_every_page_is_sound(address, anna):
    pages = [*PAGES, f"/accounts/{anna.account.account_id}/", *talked_of(anna)]
    with visiting(address, user_id=anna.user_id) as visit:
        wrong = []
        for path in pages:
            page = visit.go(path)
            for size in (WIDE, PHONE):
                page.set_viewport_size(size)
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    wrong += [f"{path} {size['width']} {scheme}: {e}" for e in visit.faults()]
            page.set_viewport_size(NARROWEST)
            if visit.overflow():
                wide = page.evaluate(
                    "[...document.querySelectorAll('main *')].filter(e =>"
                    " e.getBoundingClientRect().right > 321).map(e => e.outerHTML.slice(0, 80))"
                )
                wrong.append(f"{path}: {visit.overflow()} pixels wider than 320: {wide[:4]}")
            page.set_viewport_size(WIDE)
        assert wrong == []
        assert visit.complaints == []
        assert visit.strangers == []
