"""At a day's end exposures are measured once: the largest, concentration, breaches, lapses."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from bankcore.alerts import public as alerts
from bankcore.alerts.models import SecurityAlert as Alert
from bankcore.audit.models import AuditEntry
from bankcore.outbox.models import Event
from risk.exposures import public as exposures
from risk.exposures.models import Breach, ExposureDay, NamedExposure
from risk.exposures.services import checks
from tests import factories
from tests.colleagues import logged_in
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.risk.exposures.lending import Kind, approve, asked_for, item, limit, secure

pytestmark = pytest.mark.usefixtures("bank")


def measure(day=OPENING_DAY):
    return exposures.measure_exposures(
        day=day, next_day=day + timedelta(days=1), actor=TESTER, now=NOW
    )


@pytest.fixture
def lent(anna):
    """Three loans promised: 3,000, 1,000 in a group with 1,000; a house covers 700 of the first."""
    customers = [factories.customer() for _ in range(3)]
    group = exposures.make_group(name="Demo Group", actor=anna, now=NOW)
    for each in customers[1:]:
        exposures.connect(
            group_id=group, customer_id=each.customer_id, reason="One owner", actor=anna, now=NOW
        )
    first = asked_for(customers[0], 3000)
    secure(item(customers[0], 1000, by=anna, expires_on=OPENING_DAY), first, by=anna)
    approve(first)
    for each in customers[1:]:
        approve(asked_for(each, 1000))
    return customers, group


def test_a_day_keeps_sums_names_and_concentration(lent):
    customers, group = lent
    assert measure()["names that owe"] == 2
    day = ExposureDay.objects.get()
    assert (day.drawn, day.undrawn, day.covered) == (0, 500_000, 70_000)
    # 2,300 and 2,000 of 4,300
    assert day.hhi_names == Decimal("0.502434")
    assert day.hhi_products == 1
    rows = NamedExposure.objects.order_by("id").values_list("name", "is_group", "undrawn")
    assert list(rows) == [
        (str(customers[0].customer_id), False, 300_000), (str(group), True, 200_000),
    ]  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        ExposureDay.objects.update(covered=0)


def test_a_breach_is_kept_told_and_raises_an_alert_once(lent, two):
    _, group = lent
    limit(Kind.GROUP, 1999, by=two)
    assert measure()["limits of credit exceeded"] == 1
    breach = Breach.objects.get()
    assert (breach.kind, breach.key, breach.measured, breach.ceiling) == (
        "GROUP", str(group), 200_000, 199_900,
    )  # fmt: skip
    assert Event.objects.filter(name="exposures.limit_breached").count() == 1
    measure()
    assert Breach.objects.count() == ExposureDay.objects.count() == 1
    alerts.raise_due(actor=TESTER, now=NOW + timedelta(minutes=1))
    alerts.raise_due(actor=TESTER, now=NOW + timedelta(minutes=2))
    assert Alert.objects.filter(kind="credit_limit_exceeded").count() == 1


def test_large_exposures_are_counted_and_what_is_above_a_quarter_is_a_breach(lent, monkeypatch):
    monkeypatch.setattr(checks.market, "latest_tier_one", lambda: eur(9000))
    measure()
    assert ExposureDay.objects.get().large == 2
    assert [each.kind for each in Breach.objects.all()] == ["LARGE"]
    assert Breach.objects.get().measured == 230_000


def test_a_bank_without_capital_is_told_so_once_a_day(lent, monkeypatch):
    monkeypatch.setattr(checks.market, "latest_tier_one", lambda: eur(0))
    assert measure()["limits of credit exceeded"] == 1
    breach = Breach.objects.get()
    assert (breach.kind, breach.measured, breach.ceiling) == ("LARGE", 230_000, 0)
    assert ExposureDay.objects.get().large == 0


def test_collateral_that_ends_is_told_once(lent):
    assert measure()["collateral lapsed"] == 1
    assert measure(OPENING_DAY + timedelta(days=1))["collateral lapsed"] == 0
    assert AuditEntry.objects.filter(action="exposures.collateral.lapsed").count() == 1
    assert ExposureDay.objects.latest("day").covered == 0


@pytest.mark.parametrize(
    "page",
    ["exposureday", "limit", "breach", "group", "member", "sector", "collateral", "limit/ask",
     "collateral/record", "group/make", "sector/record"],
)  # fmt: skip
def test_the_pages_stand(lent, two, page):
    limit(Kind.GROUP, 1, by=two)
    measure()
    assert logged_in("anna").get(f"/admin/exposures/{page}/").status_code == 200


def test_the_pages_of_a_row_stand(lent):
    measure()
    day, browser = ExposureDay.objects.get(), logged_in("anna")
    told = browser.get(f"/admin/exposures/exposureday/{day.pk}/change/").content.decode()
    assert "0.502434" in told
    register = browser.get("/admin/exposures/collateral/").content.decode()
    assert "Demo house" in register
