"""Dashboards in the back office, as people of the business open them."""

import re

import pytest

from reporting.dashboards.models import Selection, Subscription
from tests import factories
from tests.reporting.dashboards.readers import ROLE, branches, browser, reader

BOARD = "/admin/dashboards/selection/board/bank-today/"


def test_a_dashboard_leads_from_the_index_to_a_figure_and_to_the_rows_behind_it(load):
    one = factories.account(funds=100)
    load()
    client = browser(reader("f", ROLE.FINANCE))
    assert f'href="{BOARD}"' in client.get("/admin/").content.decode()
    assert BOARD in client.get("/admin/dashboards/selection/").content.decode()
    page = client.get(BOARD)
    shown = page.content.decode()
    assert page.status_code == 200
    assert "Figures of <strong>2 March 2026</strong>" in shown
    assert "100.00\N{NO-BREAK SPACE}EUR" in shown
    assert (shown.count('class="wide"'), shown.count('class="narrow"')) == (4, 4)
    assert "style=" not in re.sub(r"(?s)<head>.*?</head>", "", shown)
    (rows,) = set(re.findall(r'href="([^"]*rows/deposits/[^"]*)"', shown))
    listed = client.get(rows.replace("&amp;", "&")).content.decode()
    assert str(one.account_id) in listed
    assert "1 row." in listed
    assert f"/admin/ledger/account/{one.ledger_account_id}/change/" in listed
    wrong = client.get(BOARD, {"days": "FIXED", "currency": "EUR"})
    assert wrong.status_code == 400
    assert "takes a first day and a last" in wrong.content.decode()
    assert client.get(BOARD.replace("bank-today", "fortune")).status_code == 404
    assert client.get(f"{BOARD}rows/fortune/").status_code == 404


def test_a_tellers_browser_shows_no_other_branch(load):
    held = branches(NORTH=100, SOUTH=250)
    load()
    client = browser(reader("t", ROLE.TELLER, branch="NORTH"))
    listed = client.get(f"{BOARD}rows/deposits/").content.decode()
    assert str(held["NORTH"].account_id) in listed
    assert str(held["SOUTH"].account_id) not in listed
    assert client.get(f"{BOARD}rows/deposits/", {"branch": "SOUTH"}).status_code == 403
    refused = client.get(BOARD, {"branch": "SOUTH"})
    assert refused.status_code == 403
    assert "250.00" not in refused.content.decode()


def test_an_empty_warehouse_is_said_and_shows_no_zeros(lake):
    client = browser(reader("f", ROLE.FINANCE))
    for address in (BOARD, f"{BOARD}rows/deposits/"):
        shown = client.get(address).content.decode()
        assert "The warehouse had not been loaded by then." in shown
        assert "0.00" not in shown


@pytest.mark.usefixtures("bank")
def test_filters_and_mails_are_kept_and_ended_by_forms():
    client = browser(reader("f", ROLE.FINANCE, email="f@example.org"))
    other = browser(reader("o", ROLE.OPERATIONS))
    given = {"name": "Week", "days": "WEEK", "currency": "EUR", "shared_with": ""}
    assert client.post(f"{BOARD}keep/", given).status_code == 302
    kept = Selection.objects.get()
    mails = "/admin/dashboards/subscription/"
    order = {"board": "lending", "rhythm": "MONTHLY", "selection": str(kept.pk)}
    assert client.post(mails, order).status_code == 302
    again = client.post(mails, order)
    assert "You have this subscription." in again.content.decode()
    ordered = Subscription.objects.get()
    assert "Lending, on the first of every month" in client.get(mails).content.decode()
    assert "Lending, on" not in other.get(mails).content.decode()
    for address in (
        f"/admin/dashboards/selection/{kept.pk}/remove/",
        f"{mails}{ordered.pk}/end/",
    ):
        assert other.post(address).status_code == 404
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 302
    kept.refresh_from_db()
    ordered.refresh_from_db()
    assert None not in {kept.removed_at, ordered.ended_at}


@pytest.mark.usefixtures("bank")
def test_an_administrator_reads_no_dashboards():
    client = browser(reader("a", ROLE.ADMINISTRATOR))
    assert BOARD not in client.get("/admin/").content.decode()
    assert client.get(BOARD).status_code == 403
