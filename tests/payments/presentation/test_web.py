"""Online banking: a customer's standing orders and files of payments, and no one else's."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts import public as accounts
from bankcore.identity import public as identity
from bankcore.presentation.templatetags import money
from payments import public as payments
from payments.models import BulkFile, StandingOrder
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur, factors
from tests.payments.files import csv_file, line
from tests.payments.presentation.confirm_page import confirm, hidden
from tests.payments.services.orders import CREDITOR, give, run

pytestmark = pytest.mark.usefixtures("bank")
PASSWORD = "a-long-demo-password"
NEW = "/standing-orders/new/"
FILES = "/payment-files/"


@pytest.fixture
def customer() -> accounts.CustomerView:
    user_id = factors.person("demo")
    return accounts.register_customer(
        kind="PERSON", name="Demo Person 01", user_id=user_id, actor=TESTER, now=NOW
    )


@pytest.fixture
def own(customer) -> accounts.AccountRef:
    return factories.account(funds=100, owner=customer)


@pytest.fixture
def web(client, own):
    assert client.login(username="demo", password=PASSWORD)
    return client


def form(account, **changes) -> dict:
    return {
        "request_key": str(uuid4()),
        "account": str(account.account_id),
        "creditor_iban": CREDITOR,
        "creditor_name": "Demo Landlord",
        "rule": "FIXED",
        "amount": "12.50",
        "remittance": "Rent",
        "start": "2026-03-02",
        "every": "1",
        "unit": "MONTH",
        "convention": "FOLLOWING",
    } | changes


def give_order(web, wanted, **more):
    return confirm(web, NEW, wanted, user_id=user_id_of("demo"), **more)


def user_id_of(username: str) -> int:
    return identity.ensure_user(username=username, password=PASSWORD)


def upload(web, data: bytes, **more):
    return web.post(FILES, {"file": SimpleUploadedFile("wages.csv", data)}, **more)


@pytest.mark.parametrize("page", ["/standing-orders/", NEW, FILES])
def test_without_a_log_in_the_page_asks_who_you_are(client, page):
    assert client.get(page)["Location"].startswith("/login/")


def test_a_customer_gives_an_order_sees_it_paid_and_cancels_it(web, own):
    assert b"You have no standing orders" in web.get("/standing-orders/").content
    page = web.get(NEW).content.decode()
    assert money.iban(own.iban) in page
    answer = give_order(web, form(own), follow=True)
    assert "Demo Landlord" in answer.content.decode()
    run()
    [order] = StandingOrder.objects.all()
    page = web.get(f"/standing-orders/{order.public_id}/").content.decode()
    assert "executed" in page
    assert "12.50\N{NO-BREAK SPACE}EUR" in page
    for act, state in (("pause", "paused"), ("resume", "active"), ("cancel", "cancelled")):
        path = f"/standing-orders/{order.public_id}/{act}/"
        if act == "resume":
            answer = confirm(web, path, {}, user_id=user_id_of("demo"), follow=True)
        else:
            answer = web.post(path, follow=True)
        assert f"<dd>{state}</dd>" in answer.content.decode()
    assert "cancelled" in web.get("/standing-orders/").content.decode()
    again = web.post(f"/standing-orders/{order.public_id}/pause/", follow=True)
    assert "<dd>cancelled</dd>" in again.content.decode()


def test_a_german_page_tells_of_an_order_in_german(web, own):
    give_order(web, form(own, every="2", remittance="", amount="500"))
    run()
    [order] = StandingOrder.objects.all()
    path, german = f"/standing-orders/{order.public_id}/", {"headers": {"Accept-Language": "de"}}
    page = web.get(path, **german).content.decode()
    assert "<dd>alle 2 Monate</dd>" in page
    assert "wartet: nicht genug Geld, 1 Mal versucht" in page
    web.post(f"{path}pause/")
    page = web.get(path, **german).content.decode()
    assert "<dd>angehalten</dd>" in page
    assert "ausgelassen: der Auftrag war angehalten" in page
    assert "angehalten" in web.get("/standing-orders/", **german).content.decode()
    checked = web.post(NEW, form(own, until="2026-12-31", times="3"), **german).content.decode()
    assert "jeden Monat, bis 31.12.2026, 3 Mal" in checked


@pytest.mark.parametrize(
    ("convention", "moved", "days"),
    [
        ("FOLLOWING", "on the next business day", "1 Jun 2026, 30 Jun 2026, 31 Jul 2026"),
        ("PRECEDING", "on the business day before", "29 May 2026, 30 Jun 2026, 31 Jul 2026"),
    ],
)
def test_a_new_order_tells_on_which_days_it_pays(web, own, convention, moved, days):
    wanted = form(own, start="2026-05-31", day_of_month="31", convention=convention)
    checked = web.post(NEW, wanted).content.decode()
    assert f"<dt>On weekends and holidays</dt><dd>{moved}</dd>" in checked
    assert f"<dt>Paid on</dt><dd>{days} and so on</dd>" in checked
    page = give_order(web, wanted, follow=True).content.decode()
    assert f"What falls on a weekend or a holiday is paid {moved}." in page


def test_an_order_that_pays_once_tells_of_one_day(web, own):
    checked = web.post(NEW, form(own, unit="ONCE", start="2026-05-31")).content.decode()
    assert "<dt>Paid on</dt><dd>1 Jun 2026</dd>" in checked


def test_a_form_sent_twice_gives_one_order(web, own):
    fields = hidden(web.post(NEW, form(own)).content.decode())
    assert not StandingOrder.objects.exists()
    sent = fields | {"code": factors.code(user_id_of("demo"))}
    for _ in range(2):
        assert web.post(NEW, sent).status_code == 302
    assert StandingOrder.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"confirmation_id": ""}, {"code": "x"}, {"amount": "99.00"}, {"until": "2027-01-01"}]
)
def test_an_order_that_is_not_confirmed_as_it_is_is_not_given(web, own, change):
    fields = hidden(web.post(NEW, form(own)).content.decode())
    fields |= {"code": factors.code(user_id_of("demo"))} | change
    answer = web.post(NEW, fields)
    assert answer.status_code in {200, 422}
    assert 'role="alert"' in answer.content.decode()
    assert not StandingOrder.objects.exists()


def test_a_customer_changes_an_order(web, own):
    order = give(own, CREDITOR, eur(1))
    path = f"/standing-orders/{order.order_id}/change/"
    assert 'value="1.00"' in web.get(path).content.decode()
    changed = {"amount": "7.50", "remittance": "More", "until": "2027-01-31"}
    answer = confirm(web, path, changed, user_id=user_id_of("demo"))
    assert answer.status_code == 302
    found = payments.get_standing_order(order_id=order.order_id)
    assert (found.amount, found.remittance) == (eur("7.50"), "More")
    answer = web.post(path, {"amount": "x"})
    assert "plain decimal number" in answer.content.decode()


def test_an_order_is_not_changed_or_resumed_without_a_code(web, own):
    order = give(own, CREDITOR, eur(1))
    path = f"/standing-orders/{order.order_id}/"
    web.post(f"{path}pause/")
    for act, fields in (("change", {"amount": "7.50"}), ("resume", {})):
        asked = hidden(web.post(f"{path}{act}/", fields).content.decode())
        for wrong in ({"confirmation_id": ""}, {"code": ""}, {"code": "x"}):
            answer = web.post(f"{path}{act}/", asked | wrong)
            assert 'role="alert"' in answer.content.decode()
    found = payments.get_standing_order(order_id=order.order_id)
    assert (found.amount, found.state) == (eur(1), "PAUSED")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": "1,5,0"}, "plain decimal number"),
        ({"amount": "0"}, "more than zero"),
        ({"creditor_iban": "DE00"}, "IBAN is not valid"),
        ({"creditor_name": ""}, "This field is required"),
        ({"start": "2020-01-01"}, "has passed"),
        ({"until": "2026-01-01"}, "comes before the first"),
        ({"unit": "WEEK", "day_of_month": "3"}, "by months or years"),
        ({"unit": "HOUR"}, "not one of the available choices"),
        ({"every": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(web, own, change, said):
    answer = web.post(NEW, form(own, **change))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not StandingOrder.objects.exists()


def test_a_sweep_may_leave_nothing(web, own):
    give_order(web, form(own, rule="SWEEP", amount="0"))
    run()
    assert accounts.get_account(account_id=own.account_id).posted == eur(0)


def test_nobody_orders_from_anothers_account(web):
    other = factories.account(funds=100)
    answer = web.post(NEW, form(other))
    assert "not one of the available choices" in answer.content.decode()
    assert not StandingOrder.objects.exists()


def test_another_customers_order_is_not_found(web):
    other = factories.account(funds=100)
    order = give(other, CREDITOR, eur(1))
    path = f"/standing-orders/{order.order_id}/"
    assert web.get(path).status_code == 404
    for act in ("pause", "resume", "cancel"):
        assert web.post(f"{path}{act}/").status_code == 404
    assert payments.get_standing_order(order_id=order.order_id).state is payments.OrderState.ACTIVE
    assert order.payee.name not in web.get("/standing-orders/").content.decode()


def test_an_act_of_no_name_is_not_found_and_a_link_changes_nothing(web, own):
    order = give(own, CREDITOR, eur(1))
    assert web.post(f"/standing-orders/{order.order_id}/delete/").status_code == 404
    assert web.get(f"/standing-orders/{order.order_id}/cancel/").status_code == 405


def test_a_form_from_elsewhere_is_refused(own):
    elsewhere = Client(enforce_csrf_checks=True)
    elsewhere.login(username="demo", password=PASSWORD)
    order = give(own, CREDITOR, eur(1))
    assert elsewhere.post(NEW, form(own)).status_code == 403
    assert elsewhere.post(f"/standing-orders/{order.order_id}/cancel/").status_code == 403
    assert upload(elsewhere, csv_file([line(own)])).status_code == 403


def test_a_customer_sends_a_file_and_sees_what_became_of_each_line(web, own):
    lines = [line(own, amount="1.00", name="Demo <Creditor>"), line(own, amount="x")]
    page = upload(web, csv_file(lines), follow=True).content.decode()
    assert "before you confirm it" in page
    file = BulkFile.objects.get()
    told = web.post(f"{FILES}{file.public_id}/confirm/").content.decode()
    assert "1.00\N{NO-BREAK SPACE}EUR" in told
    assert f"1 payment of the file with SHA-256 {file.sha256}" in told
    for wrong in ({"confirmation_id": ""}, {"code": "x"}):
        refused = web.post(f"{FILES}{file.public_id}/confirm/", hidden(told) | wrong)
        assert 'role="alert"' in refused.content.decode()
        assert BulkFile.objects.get().state == "UNSIGNED"
    confirmed = confirm(
        web, f"{FILES}{file.public_id}/confirm/", {}, user_id=user_id_of("demo"), follow=True
    )
    assert "being worked on" in confirmed.content.decode()
    payments.process_bulk_file(file_id=file.public_id, actor=TESTER, now=NOW)
    path = f"{FILES}{file.public_id}/"
    page = web.get(path).content.decode()
    assert "booked" in page
    assert "refused: The amount must be a plain decimal number" in page
    assert "Demo &lt;Creditor&gt;" in page
    result = web.get(f"{path}result.csv")
    assert result["Content-Disposition"].startswith("attachment")
    assert b"BOOKED" in result.content
    assert b"CstmrPmtStsRpt" in web.get(f"{path}result.xml").content
    assert "wages.csv" in web.get(FILES).content.decode()


def test_a_long_file_is_shown_page_by_page(web, own):
    upload(web, csv_file([line(own, "x") for _ in range(130)]))
    path = f"{FILES}{BulkFile.objects.get().public_id}/"
    assert "?after=100" in web.get(path).content.decode()
    assert '<td class="number">130</td>' in web.get(path, {"after": "100"}).content.decode()
    assert web.get(path, {"after": "-x"}).status_code == 200


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"hello", "first line must name"), (b"", "file is empty"), (b"<a/>", "no pain.001")],
)
def test_what_is_no_file_of_payments_is_said_and_not_kept(web, data, said):
    assert said in upload(web, data).content.decode()
    assert not BulkFile.objects.exists()


def test_a_refused_file_says_why(web, own):
    from tests.payments.files import pain001

    page = upload(web, pain001([line(own)], total="9.00"), follow=True).content.decode()
    assert "The whole file was refused: CtrlSum of the message is 9.00" in page


def test_another_customers_file_is_not_found(web):
    other = factories.account()
    file = payments.submit_bulk_file(
        data=csv_file([line(other)]),
        name="theirs.csv",
        customer_id=other.customer_id,
        actor=TESTER,
        now=NOW,
    )
    for page in ("", "result.csv", "result.xml"):
        assert web.get(f"{FILES}{file.file_id}/{page}").status_code == 404
    assert b"theirs.csv" not in web.get(FILES).content


def test_a_log_in_that_is_no_customer_has_no_files(client):
    identity.ensure_user(username="staff", password=PASSWORD)
    client.login(username="staff", password=PASSWORD)
    assert client.get(FILES).status_code == 404
    assert client.get("/standing-orders/").status_code == 200
