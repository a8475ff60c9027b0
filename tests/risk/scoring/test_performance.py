"""How good the champion was is measured by the week, once frauds are known, and drawn."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from bankcore.actor import Actor
from bankcore.identity.public import Role
from risk.rules.public import PastPayment, Verdict
from risk.scoring import public as scoring
from risk.scoring.models import FraudModel, Performance
from risk.scoring.services import performance
from tests.colleagues import logged_in, member

pytestmark = pytest.mark.usefixtures("bank")
NOW = datetime(2026, 3, 25, 9, 30, tzinfo=UTC)
SYSTEM = Actor.system("test")
WEEK = date(2026, 3, 2)


@pytest.fixture
def champion():
    row = FraudModel.objects.create(
        name="fraud", version=1, content="-", feature_names=[], trees=1, code_version="1",
        author="test", created_at=NOW,
    )  # fmt: skip
    row.state, row.shadow_since = "SHADOW", NOW
    row.save(update_fields=["state", "shadow_since"])
    row.state, row.approval_id = "CHAMPION", 1
    row.champion_since = NOW - timedelta(days=30)
    row.save(update_fields=["state", "approval_id", "champion_since"])
    return row


def paid(points, is_fraud, outcome="APPROVE"):
    return PastPayment(
        reference=f"p{points}", at=NOW, fields={"model_points": points},
        outcome=Verdict(outcome), is_fraud=is_fraud,
    )  # fmt: skip


PAYMENTS = [
    paid(900, True, "DECLINE"), paid(700, False, "REVIEW"), paid(600, True), paid(10, False),
]  # fmt: skip


def test_a_week_has_the_figures_of_its_payments(champion):
    assert performance.measure(rows=PAYMENTS, week=WEEK, actor=SYSTEM, now=NOW)
    week = Performance.objects.get()
    assert (week.payments, week.frauds, week.stopped) == (4, 2, 2)
    # Three of four pairs in order; precision 1 and 2/3 at the two frauds; one of two stopped.
    assert week.auc == Decimal("0.75")
    assert week.average_precision == Decimal("0.8333")
    assert week.precision == Decimal("0.5")
    with pytest.raises(DatabaseError), transaction.atomic():
        Performance.objects.update(auc=1)


def test_a_week_without_frauds_has_no_area_and_one_without_payments_is_not_kept(champion):
    assert not performance.measure(rows=[], week=WEEK, actor=SYSTEM, now=NOW)
    assert performance.measure(rows=[paid(5, False)], week=WEEK, actor=SYSTEM, now=NOW)
    week = Performance.objects.get()
    assert (week.auc, week.precision) == (None, None)


def test_only_weeks_whose_frauds_are_known_are_due_and_each_once(champion, settings):
    settings.RISK_HISTORY = f"{__name__}.history"
    asked.clear()
    # The week of 9 March ends on the 15th, and its frauds are known seven days later.
    assert scoring.measure_performance(actor=SYSTEM, now=NOW) == len(asked)
    assert max(asked) == (date(2026, 3, 9), date(2026, 3, 15))
    assert min(asked)[1] >= champion.champion_since.date()
    assert scoring.measure_performance(actor=SYSTEM, now=NOW) == 0


asked = []


def history(*, first_day, last_day):
    asked.append((first_day, last_day))
    return iter(PAYMENTS)


def test_without_a_champion_nothing_is_measured():
    assert scoring.measure_performance(actor=SYSTEM, now=NOW) == 0


def test_the_page_shows_the_weeks_and_their_picture(champion):
    member("anna", Role.RISK_ANALYST)
    browser = logged_in("anna")
    picture = f"/admin/scoring/fraudmodel/{champion.pk}/weeks.svg"
    assert b"it takes two weeks" in browser.get(picture).content
    for number in range(2):
        week = WEEK + timedelta(days=7 * number)
        performance.measure(rows=PAYMENTS, week=week, actor=SYSTEM, now=NOW)
    drawn = browser.get(picture)
    assert drawn["Content-Type"] == "image/svg+xml"
    assert b"average precision" in drawn.content
    page = browser.get(f"/admin/scoring/fraudmodel/{champion.pk}/change/").content.decode()
    assert picture in page
    assert "0.8333" in page
    assert browser.get("/admin/scoring/fraudmodel/999/weeks.svg").status_code == 404
