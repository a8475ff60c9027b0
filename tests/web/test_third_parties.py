"""A customer lets a third party in, in a real browser, which then leaves for the third party."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connections

from tests.clients import ApiClient
from tests.payments.services import online
from tests.web.browsing import NARROWEST, WIDE, visiting

pytestmark = pytest.mark.enable_socket


def test_a_customer_lets_a_third_party_in(address):
    anna = online.customer("anna", funds=1_234)
    # Another origin than the bank's: the policy of the page must let the form lead there.
    back = f"http://localhost:{urlsplit(address).port}/developers/testing/"
    ApiClient("budget-app", scopes=["accounts:read"], redirect_uris=(back,))
    code = anna.code()
    connections.close_all()
    asked = {
        "response_type": "code",
        "client_id": "budget-app",
        "redirect_uri": back,
        "state": "4711",
        "code_challenge": "x" * 43,
        "code_challenge_method": "S256",
    }
    with visiting(address, user_id=anna.user_id) as visit:
        page = visit.go(f"/authorize/?{urlencode(asked)}")
        wrong = visit.faults()
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("alert").wait_for()
        wrong += visit.faults()
        page.get_by_label("CURRENT").or_(page.locator("input[name=accounts]")).first.check()
        page.get_by_label("90 days").check()
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Code from your authenticator app").fill(code)
        wrong += visit.faults()
        page.set_viewport_size(NARROWEST)
        assert not visit.overflow()
        page.set_viewport_size(WIDE)
        page.get_by_role("button", name="Allow it", exact=True).click()
        page.wait_for_url("http://localhost:*/**")
        assert parse_qs(urlsplit(page.url).query)["state"] == ["4711"]
        connections.close_all()
        page = visit.go("/developers/keys/")
        wrong += visit.faults()
        page.set_viewport_size(NARROWEST)
        assert not visit.overflow()
        # What the browser says of pages that are refused (422) is no fault of theirs.
        assert [each for each in visit.complaints if "422" not in each] == []
        assert wrong == []
