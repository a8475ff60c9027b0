"""Online banking before and after a payment: payees, the name, what is expected, and undoing."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model

from accounts import public as accounts
from bankcore.actor import Actor
from payments import public as payments
from payments.models import ExternalPayment, HeldPayment
from payments.payees import public as payees
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.payments.presentation.confirm_page import hidden
from tests.payments.services import online
from tests.payments.services.movements import left

pytestmark = pytest.mark.usefixtures("bank")
PAY, PAYEES, UNDO_TIME = "/pay/", "/payees/", "/pay/undo-time/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    moment = {"now": NOW}
    monkeypatch.setattr("bankcore.clock.now", lambda: moment["now"])
    return moment


@pytest.fixture
def anna():
    return online.customer("anna")


@pytest.fixture
def ben() -> accounts.AccountRef:
    found = accounts.register_customer(
        kind="PERSON", name="Benjamin Otto Kurz", actor=TESTER, now=NOW
    )
    return factories.account(owner=found)


@pytest.fixture
def web(client, anna):
    client.force_login(get_user_model().objects.get(pk=anna.user_id))
    return client


def form(anna, **changes) -> dict[str, str]:
    return {
        "request_key": str(uuid4()),
        "account": str(anna.account.account_id),
        "to": "",
        "creditor_iban": online.ELSEWHERE,
        "creditor_name": "Demo Landlord",
        "amount": "12.50",
        "remittance": "Rent",
    } | changes


def text(answer) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def pay(web, anna, **changes):
    page = web.post(PAY, form(anna, **changes))
    assert page.status_code == 200, text(page)
    return web.post(PAY, hidden(page.content.decode()) | {"code": anna.code()}, follow=True)


def facts(answer) -> dict[str, str]:
    pairs = re.findall(r"<dt>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", text(answer), re.DOTALL)
    return {label: re.sub(r"<[^>]+>", " ", value).strip() for label, value in pairs}


class TestPayees:
    def test_a_customer_saves_pays_renames_and_removes_a_payee(self, web, anna):
        assert "You have saved no payees yet" in text(web.get(PAYEES))
        web.post(PAYEES, {"name": "Landlord", "account": "de89 3704 0044 0532 0130 00"})
        [saved] = payees.payees_of(actor=anna.actor)
        assert saved.account == online.ELSEWHERE
        page = text(web.get(PAY, {"to": saved.payee_id}))
        assert f'<option value="{saved.payee_id}" selected>' in page
        assert page.index('label="Your accounts"') < page.index('label="Your payees"')
        shown = facts(web.post(PAY, form(anna, to=str(saved.payee_id), creditor_iban="")))
        assert shown["To"] == "Landlord"
        web.post(f"{PAYEES}{saved.payee_id}/", {"name": "Mr Landlord", "note": "flat"})
        page = text(web.get(PAYEES))
        assert "Mr Landlord" in page
        assert "flat" in page
        web.post(f"{PAYEES}{saved.payee_id}/remove/")
        assert payees.payees_of(actor=anna.actor) == []

    def test_a_payee_is_kept_when_paying_and_says_when_it_was_paid(self, web, anna, clock):
        pay(web, anna, save_payee="on")
        [saved] = payees.payees_of(actor=anna.actor)
        assert (saved.name, saved.last_paid_at) == ("Demo Landlord", None)
        clock["now"] = NOW + timedelta(seconds=15)
        payments.paying.book_due(now=clock["now"], actor=Actor.system("x"))
        assert "2 Mar 2026" in text(web.get(PAYEES))

    def test_a_payee_is_kept_from_the_receipt(self, web, anna):
        receipt = pay(web, anna).content.decode()
        web.post(PAYEES, {name: hidden(receipt)[name] for name in ("name", "account")})
        [saved] = payees.payees_of(actor=anna.actor)
        assert (saved.name, saved.account) == ("Demo Landlord", online.ELSEWHERE)

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"account": "DE00"}, "IBAN is not valid"),
            ({"name": " "}, "This field is required"),
            ({"account": "DE75512108001245126199"}, "saved a payee with this account already"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(self, web, anna, change, said):
        typed = {"name": "Landlord", "account": "DE75512108001245126199"}
        web.post(PAYEES, typed)
        answer = web.post(PAYEES, typed | change)
        assert answer.status_code == 422
        assert said in text(answer)
        assert len(payees.payees_of(actor=anna.actor)) == 1

    def test_anothers_payee_is_not_paid_to(self, web, anna):
        other = online.customer("other")
        new = payees.NewPayee(name="Secret", account=online.ELSEWHERE)
        saved = payees.save_payee(new=new, actor=other.actor, now=NOW)
        answer = web.post(PAY, form(anna, to=str(saved.payee_id)))
        assert answer.status_code == 422
        assert "Secret" not in text(answer)


class TestTheName:
    @pytest.mark.parametrize(
        ("typed", "said", "warns"),
        [
            ("Benjamin Otto Kurz", "The name matches the account.", False),
            ("Benjamin Kurz", "belongs to <strong>Benjamin Otto Kurz</strong>", True),
            ("Otto Klein", "The name does not match the account.", True),
        ],
    )
    def test_what_the_holder_is_called_is_said_before_confirming(
        self, web, anna, ben, typed, said, warns
    ):
        answer = web.post(PAY, form(anna, creditor_iban=ben.iban, creditor_name=typed))
        page = text(answer)
        assert said in page
        assert ("Benjamin Otto" in page) == (typed != "Otto Klein")
        buttons = re.findall(r"<button([^>]*)>", page[page.index("data-once") :])
        go_back = [each for each in buttons if "autofocus" in each]
        assert bool(go_back) == warns == ("Pay all the same" in page)
        if warns:
            assert go_back == [buttons[0]]
            assert 'name="edit"' in go_back[0]

    def test_at_another_bank_it_could_not_be_checked(self, web, anna):
        assert "could not be checked" in text(web.post(PAY, form(anna)))

    def test_paying_all_the_same_is_possible_and_the_answer_is_kept(self, web, anna, ben):
        receipt = pay(web, anna, creditor_iban=ben.iban, creditor_name="Otto Klein")
        assert facts(receipt)["Name of the payee"] == "The name does not match the account."
        row = HeldPayment.objects.get()
        assert payees.name_check_of(request_key=row.request_key).answer == "NO_MATCH"

    def test_the_answer_is_shown_again_after_a_wrong_code(self, web, anna, ben):
        page = web.post(PAY, form(anna, creditor_iban=ben.iban, creditor_name="Otto Klein"))
        again = web.post(PAY, hidden(page.content.decode()) | {"code": "000"})
        assert again.status_code == 422
        assert "The name does not match the account." in text(again)

    def test_between_own_accounts_no_name_is_asked(self, web, anna):
        own = factories.account(owner=anna.customer)
        for changes in ({"to": str(own.account_id)}, {"creditor_iban": own.iban}):
            page = text(web.post(PAY, form(anna, creditor_name="", **changes)))
            assert "no code is needed" in page
            assert "name" not in facts_of_warning(page)


def facts_of_warning(page: str) -> str:
    return "".join(re.findall(r'class="warning".*?</div>', page, re.DOTALL))


class TestWhatIsExpected:
    def test_every_fact_can_be_changed_and_the_fee_and_arrival_are_said(self, web, anna):
        answer = web.post(PAY, form(anna))
        shown, page = facts(answer), text(answer)
        assert shown["Fee"] == "No fee"
        assert shown["Arrives"] == "3 Mar 2026 at the latest"
        assert shown["Available afterwards"] == "87.50 EUR"
        for field in ("amount", "creditor_name", "creditor_iban", "account", "remittance"):
            assert f'form="change" name="edit" value="{field}"' in page
        edited = text(web.post(PAY, hidden(page) | {"edit": "remittance"}))
        assert re.search(r'name="remittance"[^>]*autofocus', edited)
        assert 'value="12.50"' in edited

    def test_between_own_accounts_it_is_there_at_once(self, web, anna):
        own = factories.account(owner=anna.customer)
        shown = facts(web.post(PAY, form(anna, to=str(own.account_id))))
        assert shown["Arrives"] == "Today, at once"

    def test_an_amount_is_typed_and_shown_as_the_language_writes_it(self, web, anna):
        web.post("/display/", {"language": "de", "next": "/"})
        shown = facts(web.post(PAY, form(anna, amount="1.012,50")))
        assert shown["Betrag"] == "1.012,50 EUR"
        assert "Zum Beispiel 12,50" in text(web.get(PAY))
        answer = web.post(PAY, form(anna, amount="1,012.50"))
        assert answer.status_code == 422
        assert "Geben Sie den Betrag als Zahl ein" in text(answer)


class TestUndoing:
    def test_a_payment_is_undone_within_its_time(self, web, anna, clock):
        receipt = pay(web, anna)
        page = text(receipt)
        assert 'data-undo-left="15"' in page
        assert "Undo this payment" in page
        [row] = HeldPayment.objects.all()
        assert str(row.public_id) in facts(receipt)["Reference"]
        clock["now"] = NOW + timedelta(seconds=14)
        undone = web.post(f"/pay/held/{row.public_id}/undo/", follow=True)
        assert "The payment was undone." in text(undone)
        clock["now"] = NOW + timedelta(seconds=60)
        web.get(f"/pay/held/{row.public_id}/")
        assert left(anna.account) == eur(100)
        assert not ExternalPayment.objects.exists()

    def test_afterwards_the_button_is_gone_and_the_bank_refuses(self, web, anna, clock):
        pay(web, anna)
        [row] = HeldPayment.objects.all()
        clock["now"] = NOW + timedelta(seconds=15)
        page = text(web.get(f"/pay/held/{row.public_id}/"))
        assert "The payment is booked." in page
        assert "Undo this payment" not in page
        refused = web.post(f"/pay/held/{row.public_id}/undo/")
        assert refused.status_code == 409
        assert "The time to undo this payment is over." in text(refused)
        assert ExternalPayment.objects.count() == 1

    def test_a_double_click_orders_once(self, web, anna, clock):
        fields = hidden(web.post(PAY, form(anna)).content.decode()) | {"code": anna.code()}
        first, second = web.post(PAY, fields), web.post(PAY, fields)
        assert first["Location"] == second["Location"]
        clock["now"] = NOW + timedelta(seconds=15)
        web.get(first["Location"])
        assert web.post(PAY, fields).status_code == 302
        assert left(anna.account) == eur("87.50")
        assert ExternalPayment.objects.count() == 1

    def test_the_customer_chooses_how_long_and_off_is_at_once(self, web, anna):
        assert re.search(r'value="15"[^>]*checked', text(web.get(UNDO_TIME)))
        web.post(UNDO_TIME, {"seconds": "60"})
        assert 'data-undo-left="60"' in text(pay(web, anna))
        web.post(UNDO_TIME, {"seconds": "0"})
        assert "Undo this payment" not in text(pay(web, anna))
        assert ExternalPayment.objects.count() == 1
        assert web.post(UNDO_TIME, {"seconds": "3600"}).status_code == 422

    def test_a_program_is_not_told_of_what_waits_for_its_payer(self, web, anna):
        from tests.clients import ApiClient

        pay(web, anna)
        [row] = HeldPayment.objects.all()
        answer = ApiClient("shop").get(f"/api/v1/held-payments/{row.public_id}")
        assert answer.status_code == 404
