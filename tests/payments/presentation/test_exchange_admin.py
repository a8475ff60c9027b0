"""Exchange in the back office: who may enter what, and that services take it."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission

from bankcore.approvals import public as approvals
from bankcore.approvals.models import Request
from bankcore.identity import public as identity
from bankcore.identity.models import User
from payments.models import FxCoverDeal, FxMargin, FxRate
from tests.conftest import NOW
from tests.factories.exchange import execute, pair, publish, quote, set_margin

pytestmark = pytest.mark.usefixtures("bank")
PASSWORD = "a-long-demo-password"


@pytest.fixture
def staff(client):
    """Log in somebody of finance, with these rights."""

    def log_in(*rights: str):
        identity.ensure_user(username="finance", password=PASSWORD, is_admin=False)
        user = User.objects.get(username="finance")
        user.is_staff = True
        user.save()
        user.user_permissions.set(Permission.objects.filter(codename__in=rights))
        client.login(username="finance", password=PASSWORD)
        return client

    return log_in


def deal(**more) -> dict[str, str]:
    return {
        "key": str(uuid4()),
        "side": "sell",
        "currency": "USD",
        "amount": "125.00",
        "rate": "1.22",
        "reference": "Demo Bank 01",
        "value_date": "",
    } | more


@pytest.fixture
def long():
    publish()
    set_margin("0")
    execute(quote(*pair("USD", "EUR"), "125"))


def test_finance_sees_the_positions_at_mid(staff, long):
    publish(source="AA", USD="1")
    page = staff("view_fxposition").get("/admin/payments/fxposition/").content.decode()
    assert "125.00\N{NO-BREAK SPACE}USD" in page
    assert page.count("25.00\N{NO-BREAK SPACE}EUR") >= 2
    assert "covering deal" not in page


def test_finance_enters_a_covering_deal_that_sent_twice_is_booked_once(staff, long):
    client = staff("cover_position", "view_fxcoverdeal")
    assert (
        b"Units of the foreign currency" in client.get("/admin/payments/fxcoverdeal/add/").content
    )
    entered = deal()
    for _ in range(2):
        answer = client.post("/admin/payments/fxcoverdeal/add/", entered, follow=True)
        assert "realised 2.46 EUR" in answer.content.decode()
    assert FxCoverDeal.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"rate": "122"}, "more than 5 % away"),
        ({"rate": "0"}, "more than zero"),
        ({"amount": "1.005"}, "has 2 decimals"),
        ({"currency": "XXQ"}, "not a currency"),
        ({"currency": "EUR"}, "in a foreign currency"),
    ],
)
def test_a_deal_that_cannot_be_meant_is_shown_with_the_reason(staff, long, more, told):
    page = staff("cover_position").post("/admin/payments/fxcoverdeal/add/", deal(**more))
    assert told in page.content.decode()
    assert not FxCoverDeal.objects.exists()


def approved_by_a_colleague():
    """Approve the one request that waits, as somebody else of finance."""
    user_id = identity.ensure_user(
        username="colleague", password=PASSWORD, roles=(identity.Role.FINANCE,)
    )
    waiting = Request.objects.get(state=approvals.State.REQUESTED)
    actor = identity.staff_actor(user_id=user_id)
    return approvals.approve(request_id=waiting.pk, actor=actor, now=NOW)


def test_finance_asks_for_a_margin_and_a_colleague_sets_it(staff):
    form = {
        "product": "CURRENT",
        "sell_currency": "usd",
        "buy_currency": "EUR",
        "margin": "0.01",
        "effective_from": "2026-03-02",
        "reason": "Costs have risen",
    }
    client = staff("set_margins", "view_fxmargin")
    answer = client.post("/admin/payments/fxmargin/add/", form, follow=True)
    assert b"waits for a second person" in answer.content
    assert not FxMargin.objects.filter(sell_currency="USD").exists()
    approved_by_a_colleague()
    row = FxMargin.objects.get(sell_currency="USD")
    assert (row.product_id, row.margin, row.effective_from) == (
        "CURRENT",
        Decimal("0.01"),
        date(2026, 3, 2),
    )


def test_finance_asks_for_a_rate_and_a_colleague_publishes_it(staff):
    client = staff("publish_rates", "view_fxrate")
    form = {"currency": "usd", "rate": "1.2", "reason": "None was published"}
    answer = client.post("/admin/payments/fxrate/add/", form, follow=True)
    assert b"waits for a second person" in answer.content
    assert not FxRate.objects.exists()
    approved_by_a_colleague()
    assert FxRate.objects.get().rate == Decimal("1.2")


def test_a_large_deal_waits_for_a_colleague_and_says_why(staff, long):
    client = staff("cover_position", "view_fxcoverdeal")
    address = "/admin/payments/fxcoverdeal/add/"
    large = deal(amount="125000.00", rate="1.22")
    assert b"say why" in client.post(address, large).content
    answer = client.post(address, large | {"reason": "Hedge"}, follow=True)
    assert b"waits for a second person" in answer.content
    assert not FxCoverDeal.objects.exists()
    approved_by_a_colleague()
    assert FxCoverDeal.objects.get().amount_minor == 12_500_000


@pytest.mark.parametrize("page", ["fxmargin", "fxcoverdeal"])
def test_who_may_only_look_does_not_enter(staff, page):
    client = staff(f"view_{page}")
    assert client.get(f"/admin/payments/{page}/").status_code == 200
    assert client.get(f"/admin/payments/{page}/add/").status_code == 403
    assert client.post(f"/admin/payments/{page}/add/", deal()).status_code == 403


@pytest.mark.parametrize("page", ["fxrate", "fxquote", "fxorder", "fxposition", "fxrevaluation"])
def test_what_comes_about_by_itself_has_no_form(staff, page):
    client = staff(f"view_{page}", f"add_{page}")
    assert client.get(f"/admin/payments/{page}/").status_code == 200
    assert client.get(f"/admin/payments/{page}/add/").status_code == 403


def test_who_has_no_right_does_not_see_the_positions(staff):
    assert staff().get("/admin/payments/fxposition/").status_code == 403
