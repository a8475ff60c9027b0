"""Limits take two people; a breach is kept, told and raises an alert."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from bankcore.access import NotPermitted
from bankcore.alerts import public as alerts
from bankcore.alerts.models import SecurityAlert
from bankcore.approvals import public as approvals
from bankcore.identity.public import Role
from bankcore.money import Money
from bankcore.outbox.models import Event
from risk.market import public as market
from risk.market.models import Bond, Breach, CurrencyDay, Limit, ParYield, RateDay
from tests import factories
from tests.colleagues import logged_in, member
from tests.conftest import NOW
from tests.factories import TESTER, eur, exchange
from tests.risk.market.days import DAY, NEXT_DAY, curve, end_day, exchanged, past_rates

pytestmark = pytest.mark.usefixtures("bank")
Measure = market.Measure


@pytest.fixture
def anna():
    return member("anna", Role.RISK_ANALYST)


@pytest.fixture
def ben():
    return member("ben", Role.RISK_ANALYST)


TEN = eur(10)


def ask(actor, ceiling=TEN, measure=Measure.LARGEST_POSITION, day=DAY, reason="Agreed"):
    return market.request_limit(
        measure=measure, ceiling=ceiling, effective_from=day, reason=reason, actor=actor, now=NOW
    )


def agree(anna, ben, **more) -> None:
    approvals.approve(request_id=ask(anna, **more).request_id, actor=ben, now=NOW)


def test_a_limit_is_in_force_once_a_second_person_agrees(anna, ben):
    asked = ask(anna)
    assert market.limits_on(day=DAY) == {}
    approvals.approve(request_id=asked.request_id, actor=ben, now=NOW)
    assert market.limits_on(day=DAY) == {Measure.LARGEST_POSITION: eur(10)}
    assert Limit.objects.get().set_by == str(anna)


def test_nobody_agrees_to_their_own_limit(anna):
    asked = ask(anna)
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(request_id=asked.request_id, actor=anna, now=NOW)
    assert not Limit.objects.exists()


@pytest.mark.parametrize("role", [Role.FINANCE, Role.OPERATIONS, Role.COMPLIANCE, Role.TELLER])
def test_only_risk_asks_for_limits(role):
    with pytest.raises(NotPermitted):
        ask(member("eve", role))


def test_a_colleague_without_the_right_does_not_decide(anna):
    asked = ask(anna)
    with pytest.raises(NotPermitted):
        approvals.approve(request_id=asked.request_id, actor=member("finn", Role.FINANCE), now=NOW)


def test_of_a_measure_the_newest_limit_that_has_begun_counts(anna, ben):
    agree(anna, ben, ceiling=eur(10))
    agree(anna, ben, ceiling=eur(20))
    agree(anna, ben, ceiling=eur(30), day=NEXT_DAY)
    assert market.limits_on(day=DAY) == {Measure.LARGEST_POSITION: eur(20)}
    assert market.limits_on(day=NEXT_DAY) == {Measure.LARGEST_POSITION: eur(30)}


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("ceiling", {"ceiling": eur("-0.01")}),
        ("ceiling", {"ceiling": Money.of(1, "USD")}),
        ("effective_from", {"day": DAY - timedelta(days=1)}),
    ],
)
def test_what_is_no_limit_is_refused(anna, field, given):
    with pytest.raises(market.LimitInvalid) as refused:
        ask(anna, **given)
    assert refused.value.field == field
    with pytest.raises(approvals.ReasonMissing):
        ask(anna, reason=" ")


def test_a_limit_whose_day_is_over_when_it_is_decided_is_refused(anna, ben):
    asked = ask(anna)
    end_day()
    with pytest.raises(market.LimitInvalid), transaction.atomic():
        market.execute_limit(request=asked, actor=ben, now=NOW)
    assert not Limit.objects.exists()


def test_a_breach_is_kept_told_and_raises_one_alert(anna, ben):
    agree(anna, ben, ceiling=eur(799))
    past_rates(days=3)
    exchange.set_margin("0.01")
    exchanged()
    assert end_day()["market risk"]["limits exceeded"] == 1
    breach = Breach.objects.get()
    assert (breach.measured, breach.limit.ceiling, breach.day) == (800_00, 799_00, DAY)
    event = Event.objects.get(name="market.limit_breached")
    assert event.payload == {"day": str(DAY), "measured": 800_00, "ceiling": 799_00}
    alerts.raise_due(actor=TESTER, now=NOW)
    alert = SecurityAlert.objects.get(kind="market_limit_exceeded", subject__contains="LARGEST")
    assert alert.summary == "The bank's market risk is above limit:LARGEST_POSITION."


def test_what_equals_the_limit_is_within_it(anna, ben):
    agree(anna, ben, ceiling=eur(800))
    past_rates(days=3)
    exchange.set_margin("0.01")
    exchanged()
    assert end_day()["market risk"]["limits exceeded"] == 0
    assert not Breach.objects.exists()


def test_value_at_risk_and_the_banking_book_have_limits_as_well(anna, ben):
    for measure in (Measure.VALUE_AT_RISK, Measure.EXPECTED_SHORTFALL, Measure.VALUE_LOSS,
                    Measure.INCOME_LOSS):  # fmt: skip
        agree(anna, ben, measure=measure, ceiling=eur(0))
    past_rates()
    exchange.set_margin("0.01")
    exchanged()
    curve()
    counts = end_day()
    assert counts["market risk"]["limits exceeded"] == 2
    assert counts["interest-rate risk"]["limits exceeded"] == 2


def test_an_outlier_is_told_and_raises_an_alert():
    curve()
    factories.account(funds=1_000)
    end_day()
    assert Event.objects.filter(name="market.outlier_found").count() == 1
    alerts.raise_due(actor=TESTER, now=NOW)
    assert SecurityAlert.objects.get(kind="market_limit_exceeded").subject == "limit:OUTLIER"


def test_finance_keeps_the_data_and_risk_does_not(anna):
    with pytest.raises(NotPermitted):
        market.load_curve(data=b"", currency="EUR", source="ECB", actor=anna, now=NOW)
    with pytest.raises(NotPermitted):
        market.sell_bond(bond_id=1, sold_on=DAY, actor=anna, now=NOW)


def test_staff_ask_for_a_limit_on_its_page_and_are_told_what_is_wrong(anna):
    browser = logged_in("anna")
    address = "/admin/market/limit/ask/"
    key = "00000000-0000-4000-8000-000000000001"
    given = {
        "request_key": key, "measure": Measure.VALUE_AT_RISK, "ceiling": "100",
        "effective_from": str(DAY - timedelta(days=1)), "reason": "Agreed",
    }  # fmt: skip
    assert "This day is over." in browser.post(address, given).content.decode()
    done = browser.post(address, given | {"effective_from": str(DAY)}, follow=True)
    assert "waits for a second person" in done.content.decode()


def test_finance_loads_a_curve_by_a_file_and_a_hostile_one_changes_nothing():
    member("finn", Role.FINANCE)
    browser = logged_in("finn")

    def send(data):
        given = {
            "request_key": "00000000-0000-4000-8000-000000000001", "currency": "USD",
            "source": "UST", "file": SimpleUploadedFile("ust.csv", data),
        }  # fmt: skip
        return browser.post("/admin/market/paryield/load/", given, follow=True).content.decode()

    assert (
        'enctype="multipart/form-data"'
        in browser.get("/admin/market/paryield/load/").content.decode()
    )
    assert "begin with date" in send(b"name,age\nx,1\n")
    assert not ParYield.objects.exists()
    assert "1 yields, of which 1 were new" in send(b"date,BC_1YEAR\n2022-03-11,1.22\n")


def test_finance_records_a_bond_and_notes_its_sale():
    member("finn", Role.FINANCE)
    browser = logged_in("finn")
    key = {"request_key": "00000000-0000-4000-8000-000000000001"}
    given = {
        "isin": "XX0000000001", "name": "Demo Bond 01", "currency": "EUR", "nominal": "1000",
        "coupon": "0.02", "coupons_a_year": "2", "bought_on": str(DAY),
        "matures_on": str(DAY + timedelta(days=900)),
    }  # fmt: skip
    wrong = browser.post("/admin/market/bond/record/", key | given | {"isin": "X"})
    assert "This is no isin of a bond." in wrong.content.decode()
    done = browser.post("/admin/market/bond/record/", key | given, follow=True)
    assert "1,000.00 EUR" in done.content.decode()
    address = f"/admin/market/bond/{Bond.objects.get().pk}/sell/"
    browser.post(address, key | {"sold_on": str(NEXT_DAY)})
    assert Bond.objects.get().sold_on == NEXT_DAY


@pytest.mark.parametrize("page", ["currencyday", "rateday"])
def test_trends_are_pictures_that_risk_looks_at_and_tellers_do_not(page):
    past_rates()
    exchange.set_margin("0.01")
    exchanged()
    curve()
    end_day()
    member("anna", Role.RISK_ANALYST)
    browser = logged_in("anna")
    empty = browser.get(f"/admin/market/{page}/trend.svg").content.decode()
    assert "No trend yet" in empty
    exchange.publish(NEXT_DAY, USD="1.26")
    curve(day=NEXT_DAY)
    end_day(NEXT_DAY + timedelta(days=1))
    answer = browser.get(f"/admin/market/{page}/trend.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    drawn = answer.content.decode()
    assert "<svg" in drawn
    assert str(DAY) in drawn
    assert "<script" not in drawn
    listed = browser.get(f"/admin/market/{page}/").content.decode()
    assert f'src="/admin/market/{page}/trend.svg"' in listed
    assert "800.00 EUR" in listed or page == "rateday"
    model = {"currencyday": CurrencyDay, "rateday": RateDay}[page]
    row = model.objects.get(day=DAY)
    shown = browser.get(f"/admin/market/{page}/{row.pk}/change/").content.decode()
    assert ("800.00 EUR" if page == "currencyday" else "PARALLEL_UP") in shown
    member("tina", Role.TELLER)
    assert logged_in("tina").get(f"/admin/market/{page}/trend.svg").status_code == 403
