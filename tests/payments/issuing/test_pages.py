"""A customer's cards in online banking, and staff's pages about them."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from accounts.models import Customer
from bankcore.approvals.models import Request
from bankcore.audit.models import AuditEntry
from bankcore.identity import public as identity
from payments.issuing import public as issuing
from payments.issuing.models import Card
from payments.vault import public as vault
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.payments.issuing import uses
from tests.payments.issuing.uses import BY
from tests.payments.services import online
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("bankcore.clock.now", lambda: NOW)


@pytest.fixture
def anna(client):
    who = online.customer("anna", funds=100)
    client.force_login(get_user_model().objects.get(pk=who.user_id))
    return who


@pytest.fixture
def held(anna):
    card = issuing.order(account_id=anna.account.account_id, actor=anna.actor, now=NOW)
    return uses.Held(anna.account, card)


def address(held, name="card", **more):
    return reverse(name, kwargs={"card_id": held.card.card_id, **more})


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_customer_orders_a_card_and_has_it(client, anna):
    first = text(client.get("/cards/"))
    assert "You have no card." in first
    answer = client.post("/cards/order/", {"account": str(anna.account.account_id)}, follow=True)
    card = Card.objects.get()
    assert f"Card ending in {card.last4}" in text(answer)
    again = client.post("/cards/order/", {"account": str(anna.account.account_id)})
    assert again.status_code == 422
    assert Card.objects.count() == 1


def test_freezing_takes_one_button_and_holds_for_the_very_next_use(client, held):
    assert uses.use(held).is_approved
    client.post(address(held, "card_act", act="freeze"))
    assert uses.use(held).reason == "FROZEN"
    page = text(client.get(address(held)))
    assert "The card was frozen." in page
    assert "Use the card again" in page
    client.post(address(held, "card_act", act="unfreeze"))
    assert uses.use(held).is_approved


def test_a_switch_of_the_page_holds_for_the_very_next_use(client, held):
    client.post(address(held, "card_switches"), {"contactless": "on", "atm": "on", "abroad": "on"})
    answer = uses.use(held, channel=issuing.Channel.ONLINE)
    assert answer.code == "57"
    assert uses.use(held, channel=issuing.Channel.CONTACTLESS).is_approved
    assert "Payments online were switched off." in text(client.get(address(held)))


def test_limits_are_changed_by_who_has_just_shown_who_they_are(client, held, monkeypatch):
    new = {"purchases_day": "20", "purchases_month": "30.50", "cash_day": "0", "cash_month": "0"}
    wrong = client.post(address(held, "card_limits"), new | {"cash_day": "9999"})
    assert wrong.status_code == 422
    assert 'href="#id_cash_day"' in text(wrong)
    assert 'value="30.50"' in text(wrong)
    client.post(address(held, "card_limits"), new)
    assert Card.objects.get().purchases_month_minor == 3_050
    assert uses.use(held, eur("20.01")).code == "61"
    monkeypatch.setattr("bankcore.clock.now", lambda: NOW + timedelta(minutes=6))
    answer = client.post(address(held, "card_limits"), new | {"purchases_day": "30"})
    assert answer["Location"].startswith("/confirm/")
    assert client.get(address(held, "card_number"))["Location"].startswith("/confirm/")
    assert Card.objects.get().purchases_day_minor == 2_000


def test_a_number_is_shown_to_its_customer_alone_and_that_is_written_down(client, held):
    number = vault.reveal(token=held.token).number
    groups = " ".join(number[at : at + 4] for at in range(0, 16, 4))
    assert groups not in text(client.get(address(held)))
    shown = client.get(address(held, "card_number"))
    assert groups in text(shown)
    assert "no-store" in shown["Cache-Control"]
    entry = AuditEntry.objects.get(action="issuing.card.number_shown")
    assert entry.subject == f"card:{held.card.card_id}"
    assert number not in str(entry.detail)
    with pytest.raises(issuing.CardNotFound):
        issuing.show_number(card_id=held.card.card_id, **BY)


def test_a_card_is_reported_after_a_question_and_the_new_one_is_shown(client, held):
    asked = client.get(address(held, "card_report"))
    assert "End the card and order a new one" in text(asked)
    answer = client.post(address(held, "card_report"), {"how": "stolen"}, follow=True)
    new = Card.objects.get(state="ACTIVE")
    assert f"Card ending in {new.last4}" in text(answer)
    assert uses.use(held).code == "43"


def test_what_is_pending_stands_on_the_accounts_page_until_it_is_booked(client, held):
    asked = uses.paid(held, eur("12.34"))
    account = reverse("account", kwargs={"account_id": held.account.account_id})
    assert "Card payment at DEMO BAKERY" in text(client.get(account))
    assert "pending" in text(client.get(address(held)))
    uses.present(asked)
    page = text(client.get(account))
    assert "Card payment at DEMO BAKERY" not in page
    assert f"DEMO BAKERY card {held.card.last4}" in page


def test_staff_order_block_and_free_cards_for_a_reason(anna):
    client = staff(identity.Role.OPERATIONS)
    form = {"account": anna.account.iban, "request_key": "0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11"}
    client.post(reverse("admin:issuing_card_order"), form)
    row = Card.objects.get()
    key = {"request_key": form["request_key"]}
    block = reverse("admin:issuing_card_block", kwargs={"pk": row.pk})
    client.post(block, key)
    assert Card.objects.get().state == "ACTIVE"
    client.post(block, key | {"reason": "Seen in a leak"})
    assert Card.objects.get().state == "BLOCKED"
    page = text(client.get(reverse("admin:issuing_card_change", args=[row.pk])))
    assert "Seen in a leak" in page
    assert row.token not in page
    client.post(
        reverse("admin:issuing_card_unblock", kwargs={"pk": row.pk}), key | {"reason": "Checked"}
    )
    assert Card.objects.get().state == "BLOCKED"  # until a colleague agrees
    assert Request.objects.get().kind == "issuing.unblock"


def test_staff_find_a_card_by_its_last_four_digits_and_on_its_customers_page(anna):
    held = uses.card(account=anna.account)
    uses.use(held, eur(7))
    client = staff(identity.Role.OPERATIONS)
    found = text(client.get("/admin/search/", {"q": held.card.last4}))
    assert "Cards of customers" in found
    assert "Demo Person" in found
    pk = Customer.objects.get(public_id=anna.customer.customer_id).pk
    tab = text(client.get(f"/admin/accounts/customer/{pk}/change/", {"tab": "cards"}))
    assert held.card.last4 in tab
    assert "DEMO BAKERY" in tab


def test_a_teller_orders_cards_and_blocks_none(anna):
    held = uses.card(account=anna.account)
    client = staff(identity.Role.TELLER)
    pk = Card.objects.get(public_id=held.card.card_id).pk
    page = text(client.get(reverse("admin:issuing_card_change", args=[pk])))
    assert "Block" not in page
    answer = client.post(reverse("admin:issuing_card_block", kwargs={"pk": pk}), {"reason": "x"})
    assert answer.status_code == 403
    assert issuing.get(card_id=held.card.card_id, actor=TESTER).state == "ACTIVE"
