"""An account's page on paper: the entries, whole, and nothing that only a screen is for."""

import re

import pypdfium2
import pytest
from django.db import connections

from payments import public as payments
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur, request_key
from tests.payments.services import online
from tests.web.browsing import visiting

pytestmark = pytest.mark.enable_socket
ENTRIES = 24
ON_SCREEN = ["Log out", "Standing orders", "Skip to content", "Search", "Download", "All accounts"]


@pytest.fixture
def anna(address):
    found = online.customer("anna", funds=1_234)
    other = factories.account(funds=10)
    for number in range(ENTRIES):
        payments.submit_transfer(
            order=payments.TransferOrder(
                debit_account_id=found.account.account_id,
                credit_account_id=other.account_id,
                amount=eur(1),
                narrative=f"begin{number:02} {'long words ' * 10}end{number:02}",
            ),
            request=request_key(),
            actor=TESTER,
            now=NOW,
        )
    connections.close_all()
    return found


def test_the_page_prints_without_navigation_and_no_row_goes_over_two_sheets(address, anna):
    with visiting(address, user_id=anna.user_id) as visit:
        page = visit.go(f"/accounts/{anna.account.account_id}/")
        content = page.pdf(width="105mm", height="148mm")
    sheets = [sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(content)]
    assert len(sheets) > 3
    printed = "\n".join(sheets)
    iban = anna.account.iban
    assert f"{iban[-10:-6]} {iban[-6:-2]} {iban[-2:]}" in printed
    for only_on_screen in (
        "Log out",
        "Standing orders",
        "Skip to content",
        "Search",
        "Download",
        "All accounts",
        "Older",
    ):
        assert only_on_screen not in printed
    for number in range(ENTRIES):
        (sheet,) = (each for each in sheets if f"begin{number:02}" in each)
        assert f"end{number:02}" in sheet
    assert all("Booked" in each for each in sheets if re.search("begin", each))
