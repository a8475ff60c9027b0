"""Every page of online banking reads well for everybody, on every screen, by day and by night."""

import pytest
from django.db import connections
from django.urls import resolve

from accounts import public as accounts
from bankcore import clock
from payments import public as payments
from payments.issuing import public as issuing
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur, request_key
from tests.payments.correspondence import letters
from tests.payments.issuing import uses
from tests.payments.services import online
from tests.security import test_urls
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
    "/messages/",
    "/messages/new/",
    "/documents/",
    "/holds/",
    "/disputes/",
    "/notices/",
    "/security/",
    "/security/password/",
    "/security/app/",
    "/upcoming/",
]
# Of one thing: reached below.
OF_A_THING = {
    *(
        "account",
        "statements",
        "entry",
        "card",
        "card_limits",
        "card_report",
        "card_number",
        "card_pin",
    ),
    *("thread", "hold", "dispute_entry"),
}
# Pages of one thing that are not looked at here.
ELSEWHERE = {
    *("confirm", "authorize", "developers_keys", "paid", "held", "payee", "standing_order"),
    *("change_standing_order", "bulk_file", "confirm_bulk_file", "exchange-offer", "deposit"),
    *("loan", "loan_application", "loan_early", "dispute"),
}
# What is done, asked by a script, or fetched as a file, and is no page.
NO_PAGE = {
    *("remove_app", "renew_codes", "passkey_options", "add_passkey", "drop_passkey", "end_session"),
    *("end_others", "end_access", "developers_key_rotate", "developers_key_revoke"),
    *("forget_devices", "profile-export", "statement_file", "write_letter", "letter_file"),
    *("period_file", "loan_review", "skip_standing_order_date", "remove_payee", "undo_payment"),
    *("act_on_standing_order", "bulk_file_csv", "bulk_file_xml", "set_direct_debit_rules"),
    *("set_debit_creditor", "act_on_debit_mandate", "claim_direct_debit", "card_order"),
    *("card_act", "card_switches", "attachment", "withdraw_dispute"),
}


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


def test_every_address_behind_the_log_in_is_looked_at_or_told_why_not():
    looked_at = {resolve(path).url_name for path in PAGES}
    assert test_urls.DOORS[test_urls.LOGGED_IN] == looked_at | OF_A_THING | ELSEWHERE | NO_PAGE


def test_every_page_is_sound(address, anna):
    account, card = f"/accounts/{anna.account.account_id}/", f"/cards/{anna_s_card(anna)}/"
    pages = [*PAGES, account, f"{account}statements/", f"{account}entries/1/"]
    of_card = [f"{card}{page}/" for page in ("limits", "pin", "report", "number")]
    pages += [card, *of_card, *talked_of(anna)]
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
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            if visit.overflow():
                wrong.append(f"{path}: {visit.overflow()} pixels too wide with text twice as large")
        assert wrong == []
        assert visit.complaints == []
        assert visit.strangers == []
