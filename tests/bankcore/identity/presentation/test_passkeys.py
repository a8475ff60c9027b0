"""Passkeys in a real browser, with the authenticator that Chromium itself pretends to have."""

import shutil
import socketserver
import threading
from wsgiref import simple_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from bankcore.audit.models import AuditEntry
from bankcore.identity.models import WebSession
from bankcore.identity.services import factors
from tests.bankcore.identity.people import PASSWORD, person

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    "--disable-background-networking",
]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


class Quiet(simple_server.WSGIRequestHandler):
    def log_message(self, *_args) -> None:
        """Say nothing."""


class Server(socketserver.ThreadingMixIn, simple_server.WSGIServer):
    def process_request_thread(self, request, client_address) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


@pytest.fixture
def address(committed_bank, settings):
    server = simple_server.make_server(
        "127.0.0.1", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet
    )
    found = f"http://localhost:{server.server_port}"
    settings.OTP_WEBAUTHN_RP_ID = "localhost"
    settings.OTP_WEBAUTHN_ALLOWED_ORIGINS = [found]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def customer(committed_bank):
    user = person()
    connections.close_all()
    return user


@pytest.fixture
def page(address, customer):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        found = browser.new_page(base_url=address)
        found.set_default_timeout(20_000)
        yield found
        browser.close()


def plug_in(page):
    """Give the browser an authenticator; returns a function that says whether it knows its user."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )

    def verify(known: bool) -> None:
        told = {"authenticatorId": made["authenticatorId"], "isUserVerified": known}
        session.send("WebAuthn.setUserVerified", told)

    return verify


def add_passkey(page) -> None:
    page.goto("/login/?next=/security/")
    page.fill("#id_username", "person")
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/security/")
    page.fill("#id_passkey", "My laptop")
    page.click("text=Add a passkey")
    expect(page.locator("strong", has_text="My laptop")).to_be_visible()


def log_out(page) -> None:
    page.click("text=Log out >> nth=0")
    page.wait_for_url("**/login/")


def test_a_passkey_is_added_logs_in_alone_and_is_removed(page):
    plug_in(page)
    add_passkey(page)
    log_out(page)
    page.goto("/login/?next=/security/")
    page.click("text=Log in with a passkey")
    page.wait_for_url("**/security/")
    page.click("button:has-text('Remove My laptop')")
    expect(page.get_by_text("None yet.").nth(1)).to_be_visible()
    page.context.browser.close()

    def look() -> tuple:
        return (
            list(WebSession.objects.order_by("pk").values_list("factor", flat=True)),
            set(AuditEntry.objects.values_list("action", flat=True)),
        )

    used, written = in_a_thread(look)
    assert used == ["PASSKEY", "PASSKEY"]  # the first was raised when the passkey was added
    assert {"identity.factor.added", "identity.factor.removed"} <= written


def test_a_device_that_does_not_know_its_user_logs_nobody_in(page):
    verify = plug_in(page)
    add_passkey(page)
    log_out(page)
    verify(False)
    page.click("text=Log in with a passkey")
    expect(page.get_by_text("That did not work with this passkey.")).to_be_visible()
    page.goto("/security/")
    assert "/login/" in page.url
    # Browsers refuse passkeys where the address is a number, and so none is offered there.
    button = page.get_by_role("button", name="Log in with a passkey")
    expect(button).to_be_visible()
    page.goto(page.url.replace("localhost", "127.0.0.1"))
    expect(button).to_be_hidden()


def test_a_passkey_is_a_second_step_too(page, customer):
    plug_in(page)
    add_passkey(page)
    log_out(page)
    page.fill("#id_username", "person")
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/login/second-step/")
    page.click("text=Use a passkey")
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto("/security/")
    assert page.locator("h1").inner_text() == "Security"
    assert in_a_thread(lambda: factors.overview(user_id=customer.pk).has_any)


def in_a_thread(work):
    """Ask the database beside the browser's event loop, which Django would refuse to be used in."""
    found = []

    def run() -> None:
        found.append(work())
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]
