"""Every page of online banking reads well for everybody, on every screen, by day and by night."""

import pytest
from django.db import connections

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


def test_every_page_is_sound(address, anna):
    pages = [*PAGES, f"/accounts/{anna.account.account_id}/"]
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
