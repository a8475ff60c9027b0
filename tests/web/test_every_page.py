"""Every page of online banking reads well for everybody, on every screen, by day and by night."""

import pytest
from django.db import connections
from django.urls import resolve
from django.utils import translation
from django.utils.translation import gettext

from payments import public as payments
from payments.issuing import public as issuing
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur, request_key
from tests.payments.issuing import uses
from tests.payments.services import online
from tests.security import test_urls
from tests.web import things
from tests.web.browsing import NARROWEST, PHONE, WIDE, session_of, visiting

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
# Before the log-in; its second step answers the first.
BEFORE = ["/login/", "/password/forgotten/"]
PASSWORD = "a-long-demo-password"
# Of one thing, or with something in its address: reached below.
OF_A_THING = {
    *("account", "statements", "entry", "card", "card_limits", "card_report", "card_number"),
    *("card_pin", "thread", "hold", "dispute_entry", "confirm", "authorize", "developers_keys"),
    *("paid", "held", "payee", "standing_order", "change_standing_order", "bulk_file"),
    *("exchange-offer", "deposit", "loan", "loan_application", "loan_early", "dispute"),
}
# Pages that answer a form: what they follow on, what is typed there, and what is pressed.
ANSWERS = {
    "confirm_bulk_file": ("file", {}, "Confirm the payments"),
    "exchange-offer": ("offer", {}, "Exchange now"),
    "loan_early": ("repaying", {}, "Show what it costs"),
    "new_deposit": ("saving", {"Amount": "100"}, "Go on"),
}
# Lists that are empty for who has only an account: looked at once more where they are full.
FULL = [
    *("/", "/payees/", "/standing-orders/", "/payment-files/", "/exchange/", "/deposits/"),
    *("/disputes/", "/upcoming/"),
]
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


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Let the day be that of the books, and offers and payments wait while they are looked at."""
    monkeypatch.setattr("bankcore.clock.now", lambda: NOW)


@pytest.fixture
def anna(address):
    """Return a customer who has an account, and nothing more at first."""
    found = online.customer("anna", funds=1_234)
    connections.close_all()
    return found


@pytest.fixture
def ben(address):
    """Return a customer who comes to have one of everything."""
    found = online.customer("ben", funds=500)
    connections.close_all()
    return found


def anna_s_card(anna):
    """Return the id of a card with which something was bought, and something else was not."""
    order = {"account_id": anna.account.account_id, "actor": anna.actor, "now": NOW}
    held = uses.Held(anna.account, issuing.order(**order))
    uses.use(held)
    uses.use(held, factories.eur(1_234))
    connections.close_all()
    return held.card.card_id


def talked_of(who) -> list[str]:
    """Let a customer write, and be held; return the pages of it, and of an entry in question."""
    thread_id = things.thread_of(who)
    order = payments.CashOrder(account_id=who.account.account_id, amount=eur(1))
    payments.withdraw(order=order, request=request_key(), actor=TESTER, now=NOW)
    held = things.frozen_of(who)
    connections.close_all()
    return [
        f"/messages/{thread_id}/",
        f"/holds/account/{held}/",
        f"/accounts/{who.account.account_id}/entries/2/dispute/",
    ]


def pages_of(who) -> list[str]:
    """Return the pages of a customer who has an account, a card and a talk with the bank."""
    account, card = f"/accounts/{who.account.account_id}/", f"/cards/{anna_s_card(who)}/"
    of_card = [f"{card}{page}/" for page in ("limits", "pin", "report", "number")]
    talk = talked_of(who)
    return [*PAGES, account, f"{account}statements/", f"{account}entries/1/", card, *of_card, *talk]


def look(visit, told: str) -> list[str]:
    """Return what is wrong with the page as it is: by day and by night, wide, narrow and large."""
    page, wrong = visit.page, []
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            wrong += [f"{told} {size['width']} {scheme}: {each}" for each in visit.faults()]
    page.set_viewport_size(NARROWEST)
    if visit.overflow():
        wide = page.evaluate(
            "[...document.querySelectorAll('main *')].filter(e =>"
            " e.getBoundingClientRect().right > 321).map(e => e.outerHTML.slice(0, 80))"
        )
        wrong.append(f"{told}: {visit.overflow()} pixels wider than 320: {wide[:4]}")
    page.set_viewport_size(WIDE)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    if visit.overflow():
        wrong.append(f"{told}: {visit.overflow()} pixels too wide with text twice as large")
    return wrong


def look_at(visit, path: str) -> list[str]:
    """Open a page, and look; a page that leads elsewhere, or is not there, is wrong."""
    answer = visit.page.goto(path)
    led = visit.page.url.removeprefix(visit.address)
    if answer.status != 200 or led != path:
        return [f"{path}: answered with {answer.status} at {led}"]
    return look(visit, path)


def answer_of(visit, path: str, typed: dict[str, str], pressed: str) -> list[str]:
    """Fill in the form of a German page and send it; look at what answers."""
    page = visit.go(path)
    with translation.override("de"):
        typed = {gettext(label): text for label, text in typed.items()}
        button = page.get_by_role("button", name=gettext(pressed), exact=True)
    for label, text in typed.items():
        page.get_by_label(label, exact=True).fill(text)
    with page.expect_navigation() as sent:
        button.click()
    told = f"{path}, {pressed}"
    status, refused = sent.value.status, page.get_by_role("alert").all_inner_texts()
    fine = status == 200 and not refused
    return look(visit, told) if fine else [f"{told}: answered with {status} {refused}"]


def test_every_address_behind_the_log_in_is_looked_at_or_told_why_not():
    looked_at = {resolve(path).url_name for path in PAGES}
    assert test_urls.DOORS[test_urls.LOGGED_IN] == looked_at | OF_A_THING | set(ANSWERS) | NO_PAGE


def test_every_page_is_sound(address, anna, ben):
    hers, his = pages_of(anna), {"saving": "/deposits/new/", **things.everything_of(ben, address)}
    sessions = [session_of(each.user_id, address) for each in (anna, ben)]
    with visiting(address) as visit:
        visit.become(sessions[0])
        wrong = [each for path in hers for each in look_at(visit, path)]
        # He reads German, whose words are the longest.
        visit.become(sessions[1])
        visit.page.set_extra_http_headers({"Accept-Language": "de"})
        wrong += [each for path in [*FULL, *his.values()] for each in look_at(visit, path)]
        for page, typed, pressed in ANSWERS.values():
            wrong += answer_of(visit, his[page], typed, pressed)
        visit.page.context.clear_cookies()
        wrong += [each for path in BEFORE for each in look_at(visit, path)]
        wrong += answer_of(visit, "/login/", {"User name": "ben", "Password": PASSWORD}, "Log in")
        assert visit.page.url.endswith("/login/second-step/")
        assert wrong == []
        assert visit.complaints == []
        assert visit.strangers == []
