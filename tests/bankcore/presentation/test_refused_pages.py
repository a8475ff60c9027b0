"""A refusal is a page of the house that says what to do."""

import pytest
from django.test import Client

from bankcore.identity import public as identity
from tests.security.visitors import staff

OWN, ELSEWHERE = "http://testserver/login/?next=/", "https://evil.example/login/"


@pytest.fixture
def stranger(bank) -> Client:
    return Client(enforce_csrf_checks=True)


def test_a_form_from_elsewhere_is_refused_by_a_page_with_a_cure(stranger):
    page = stranger.post("/login/", {"username": "anna"})
    assert page.status_code == 403
    text = page.content.decode()
    assert "This form was not taken" in text
    assert "Load the page again" in text
    assert "CSRF" not in text


def test_the_way_back_leads_to_the_page_that_the_form_stood_on(stranger):
    page = stranger.post("/login/", headers={"referer": OWN}).content.decode()
    assert 'href="/login/?next=/"' in page


@pytest.mark.parametrize("named", [ELSEWHERE, "//evil.example/", "javascript:alert(1)", "", "/\\x"])
def test_it_leads_nowhere_where_that_is_no_page_of_the_bank(stranger, named):
    page = stranger.post("/login/", headers={"referer": named}).content.decode()
    assert "evil" not in page
    assert "javascript" not in page


def test_two_slashes_lead_to_no_other_host(stranger):
    named = "http://testserver//evil.example/"
    page = stranger.post("/login/", headers={"referer": named}).content.decode()
    assert 'href="/evil.example/"' in page


@pytest.mark.usefixtures("bank")
def test_what_a_role_does_not_allow_is_refused_by_a_page_with_a_cure():
    page = staff(identity.Role.TELLER).get("/admin/gateway/paymentintent/")
    assert page.status_code == 403
    text = page.content.decode()
    assert "Your role does not allow it" in text
    assert "An administrator can tell" in text
