"""A teller's day in the back office."""

from uuid import uuid4

import pytest

from bankcore.identity.public import Role
from payments import public as payments
from payments.models import DrawerSession, TellerDrawer
from tests import factories
from tests.conftest import NOW
from tests.factories import eur
from tests.payments.presentation.back_office import Staff, said
from tests.payments.services.counter import book_of, in_drawer, open_drawer, staff
from tests.payments.services.movements import left, own

pytestmark = pytest.mark.usefixtures("bank", "today")
LIST = "/admin/payments/tellerdrawer/"


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("bankcore.clock.now", lambda: NOW)


@pytest.fixture
def teller() -> Staff:
    return Staff("teller-1")


@pytest.fixture
def anna():
    return factories.account(funds=100)


@pytest.fixture
def drawer(teller) -> payments.DrawerView:
    teller.send(f"{LIST}open/", branch="HQ", currency="EUR", amount="500")
    return payments.open_drawers()[0]


def page_of(drawer, act: str) -> str:
    return f"{LIST}{drawer.drawer_id}/{act}/"


def test_a_teller_opens_a_drawer(teller):
    assert "Open my drawer" in teller.see(LIST)
    page = teller.send(f"{LIST}open/", branch="HQ", currency="EUR", amount="500")
    assert "The drawer is open with 500.00 EUR." in said(page)
    assert TellerDrawer.objects.get().teller == teller.user
    again = teller.send(f"{LIST}open/", branch="HQ", currency="EUR", amount="500")
    assert "You have a drawer in EUR open already." in said(again)
    assert "Work with the drawer that is open" in said(again)
    assert DrawerSession.objects.count() == 1


def test_a_drawer_may_be_opened_without_cash(teller):
    page = teller.send(f"{LIST}open/", branch="HQ", currency="JPY", amount="")
    assert "The drawer is open with 0 JPY." in said(page)


def test_a_teller_pays_in_and_out(teller, drawer, anna):
    page = teller.send(page_of(drawer, "deposit"), account=anna.iban, amount="20.50")
    assert f"20.50 EUR paid in to {anna.iban}" in said(page)
    page = teller.send(page_of(drawer, "withdraw"), account=anna.iban.lower(), amount="50")
    assert f"50.00 EUR paid out of {anna.iban}" in said(page)
    assert (left(anna), in_drawer(drawer)) == (eur("70.50"), eur("470.50"))
    counter = teller.see(page_of(drawer, "counter"))
    assert "470.50\N{NO-BREAK SPACE}EUR" in counter
    assert "-50.00\N{NO-BREAK SPACE}EUR" in counter


def test_a_second_click_moves_nothing(teller, drawer, anna):
    key = str(uuid4())
    for _ in range(2):
        page = teller.send(page_of(drawer, "deposit"), key=key, account=anna.iban, amount="20")
        assert "20.00 EUR paid in" in said(page)
    other = teller.send(page_of(drawer, "deposit"), key=key, account=anna.iban, amount="30")
    assert "was used before, for another request" in said(other)
    assert (left(anna), in_drawer(drawer)) == (eur(120), eur(520))


@pytest.mark.parametrize(
    ("act", "fields", "sentence"),
    [
        ("withdraw", {"amount": "501"}, "The account has not enough money available."),
        ("withdraw", {"amount": "0.001"}, "EUR has 2 decimals; the amount has 3."),
        ("deposit", {"amount": "x"}, "The amount must be a plain decimal number"),
        ("deposit", {"amount": "1", "account": "DE00"}, "No account of this bank has this IBAN."),
        ("deposit", {"amount": ""}, "This field is required."),
        ("vault", {"amount": "501", "direction": "to_vault"}, "The drawer holds less cash"),
        ("cheque", {"amount": "1", "number": "9", "payee": "x"}, "was given no cheque number 9"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(teller, drawer, anna, act, fields, sentence):
    page = teller.send(page_of(drawer, act), **({"account": anna.iban} | fields))
    assert sentence in said(page)
    assert (left(anna), in_drawer(drawer)) == (eur(100), eur(500))


def test_after_a_refusal_the_same_form_can_be_sent_again(teller, drawer, anna):
    key = str(uuid4())
    address = page_of(drawer, "withdraw")
    page = teller.send(address, key=key, account=anna.iban, amount="101")
    assert f'value="{key}"' not in page
    assert 'value="101"' in page


def test_a_teller_cashes_a_cheque(teller, drawer, anna):
    book_of(anna)
    fields = {"account": anna.iban, "number": "1", "amount": "30", "payee": "Demo Payee"}
    page = teller.send(page_of(drawer, "cheque"), **fields)
    assert "Cheque 1 over 30.00 EUR paid" in said(page)
    assert (left(anna), in_drawer(drawer)) == (eur(70), eur(470))


def test_cash_goes_to_the_vault_and_back(teller, drawer):
    vault = own("1000")
    page = teller.send(page_of(drawer, "vault"), direction="to_drawer", amount="100")
    assert "the drawer should hold 600.00 EUR now" in said(page)
    assert own("1000") == vault - 10_000


def test_a_teller_counts_and_closes(teller, drawer):
    page = teller.see(page_of(drawer, "close"))
    assert "By the books it should be" in page
    assert "50.00 EUR" in page
    page = teller.send(page_of(drawer, "close"), piece_5000="9", piece_1000="4")
    assert "The drawer should hold 500.00 EUR; 490.00 EUR was counted." in said(page)
    page = teller.send(page_of(drawer, "close"), piece_5000="9", piece_1000="5")
    assert "The drawer is closed; 500.00 EUR went back to the vault." in said(page)
    assert in_drawer(drawer) == eur(0)
    counter = teller.see(page_of(drawer, "counter"))
    assert "Pay in" not in counter


def test_a_large_difference_waits_for_somebody_else(teller, drawer):
    fields = {"piece_5000": "9", "reason": "Not found"}
    page = teller.send(page_of(drawer, "close"), **fields)
    assert "Counted. The difference of -50.00 EUR waits for a second person." in said(page)
    counter = teller.see(page_of(drawer, "counter"))
    assert "Go on without closing" in counter
    page = teller.send(page_of(drawer, "reopen"))
    assert "waits for a second person" in said(page)
    head = Staff("head")
    request_id = DrawerSession.objects.get().approval_id
    decide = f"/admin/approvals/request/{request_id}/decide/"
    head.http.post(decide, {"decision": "approve"})
    assert DrawerSession.objects.get().state == "COUNTED"  # no role, so no limit to decide within
    head.joins(Role.OPERATIONS)
    head.http.post(decide, {"decision": "approve"})
    assert DrawerSession.objects.get().state == "CLOSED"
    assert own("5300") == 5_000


def test_another_tellers_drawer_is_not_worked_with(drawer, anna):
    page = Staff("teller-2").send(page_of(drawer, "deposit"), account=anna.iban, amount="1")
    assert "The drawer is another teller&#x27;s." in said(page)


def test_who_is_no_teller_does_nothing_at_a_drawer(drawer, anna):
    reader = Staff("reader", "view_tellerdrawer")
    assert "Open my drawer" not in reader.see(LIST)
    for act in ("counter", "deposit", "close"):
        assert reader.http.get(page_of(drawer, act)).status_code == 403
        assert reader.http.post(page_of(drawer, act), {}).status_code == 403
    assert reader.http.post(f"{LIST}open/", {}).status_code == 403


def test_a_drawer_or_a_page_that_is_not_there_is_not_found(teller, drawer):
    for address in (f"{LIST}{uuid4()}/counter/", page_of(drawer, "dance")):
        assert teller.http.get(address).status_code == 404


def test_the_lists_show_sessions_and_cash(teller, drawer):
    teller.send(page_of(drawer, "close"), piece_5000="10")
    assert "closed" in teller.see("/admin/payments/drawersession/")
    session = DrawerSession.objects.get()
    assert "500.00 EUR" in teller.see(f"/admin/payments/drawersession/{session.pk}/change/")
    assert "-500.00 EUR" in teller.see("/admin/payments/cashmovement/")
    assert "Counter" in teller.see(LIST)


def test_the_number_of_queries_does_not_grow_with_drawers(
    teller, drawer, django_assert_max_num_queries
):
    for number in range(2, 6):
        open_drawer(staff(f"teller-{number}"))
    with django_assert_max_num_queries(13):
        assert teller.see(LIST).count(">open<") == 5
