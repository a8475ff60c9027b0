"""Whoever sends a form that is not this bank's is led back to this bank alone."""

import pytest
from django.test import RequestFactory

from bankcore.presentation.refusals import form_not_ours

HERE = "http://testserver"


def shown(referer: str) -> str:
    answer = form_not_ours(RequestFactory().post("/pay/", headers={"Referer": referer}))
    assert answer.status_code == 403
    return answer.content.decode()


def test_a_page_of_this_bank_is_the_way_back():
    assert 'href="/pay/?kind=transfer"' in shown(f"{HERE}/pay/?kind=transfer")


@pytest.mark.parametrize(
    "referer",
    [
        "https://evil.example/pay/",
        "//evil.example/pay/",
        "javascript:alert(1)",
        "ftp://testserver/x",
    ],
)
def test_another_hosts_page_is_no_way_back(referer):
    page = shown(referer)
    assert "evil.example" not in page
    assert "alert" not in page
    assert "Load the page again</a>" not in page


def test_two_slashes_in_an_own_address_lead_to_no_other_host():
    page = shown(f"{HERE}//evil.example/")
    assert 'href="//' not in page
    assert 'href="/evil.example/"' in page
