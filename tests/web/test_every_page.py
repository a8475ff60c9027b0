"""Every page of online banking reads well for everybody, on every screen, by day and by night."""

import pytest
from django.db import connections

from bankcore import clock
from payments.issuing import public as issuing
from tests import factories
from tests.payments.issuing import uses
from tests.payments.services import online
from tests.web.browsing import NARROWEST, PHONE, WIDE, visiting

pytestmark = pytest.mark.enable_socket
PAGES = [
    "/",
    "/pay/",
    "/pay/undo-time/",
    "/payees/",
    "/standing-orders/",
    "/standing-orders/new/",
    "/direct-debits/",
    "/cards/",
    "/payment-files/",
    "/exchange/",
    "/deposits/",
    "/deposits/new/",
    "/loans/apply/",
    "/spending/",
    "/spending/other/",
    "/profile/",
    "/security/",
]


@pytest.fixture
def anna(address):
    found = online.customer("anna", funds=1_234)
    connections.close_all()
    return found


def anna_s_card(anna):
    """Return the id of a card with which something was bought, and something else was not."""
    order = {"account_id": anna.account.account_id, "actor": anna.actor, "now": clock.now()}
    held = uses.Held(anna.account, issuing.order(**order))
    uses.use(held)
    uses.use(held, factories.eur(1_234))
    connections.close_all()
    return held.card.card_id


def test_every_page_is_sound(address, anna):
    account = f"/accounts/{anna.account.account_id}/"
    pages = [*PAGES, account, f"{account}statements/", f"{account}entries/1/"]
    card = f"/cards/{anna_s_card(anna)}/"
    pages = [*PAGES, f"/accounts/{anna.account.account_id}/"]
    pages += [card, f"{card}limits/", f"{card}report/", f"{card}number/"]
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
