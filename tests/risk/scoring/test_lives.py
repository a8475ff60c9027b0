"""A model goes from candidate over shadow to champion, and only by two people."""

import os
import signal
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from bankcore.access import NotPermitted
from bankcore.actor import Actor
from bankcore.alerts.domain.rules import RULES
from bankcore.approvals import public as approvals
from bankcore.audit.models import AuditEntry
from bankcore.identity.public import Role
from risk import public as risk
from risk.models import ScreeningDecision
from risk.scoring import public as scoring
from risk.scoring.models import Drift, FraudModel
from risk.scoring.services import checking, drift, registry
from tests.colleagues import member
from tests.risk.scoring.history import rows

pytestmark = pytest.mark.usefixtures("bank")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SYSTEM = Actor.system("test")
BAD = {"amount": 900.0, "payer_ratio_30d": 20.0, "terminal_frauds_7d": 1.0, "hour": 3.0}
GOOD = {"amount": 30.0, "payer_ratio_30d": 0.7, "hour": 12.0, "payer_count_1d": 1.0}


@pytest.fixture
def anna():
    return member("anna", Role.RISK_ANALYST)


@pytest.fixture
def ben():
    return member("ben", Role.RISK_ANALYST)


@pytest.fixture(scope="module")
def trained():
    """What one training keeps, without the bank: the tests that need a model share it."""
    from risk.scoring.services import training

    kept = []

    def keep(*, model, actor, now):
        kept.append(model)
        return 0

    before, training.keep = training.keep, keep
    try:
        training.train(rows=rows(until=NOW), name="fraud", actor=SYSTEM, now=NOW)
    finally:
        training.keep = before
    return kept[0]


@pytest.fixture
def candidate(trained, monkeypatch):
    """Keep the model; that a process of its own loads it is a test of its own."""

    def make() -> int:
        with monkeypatch.context() as patch:
            patch.setattr(registry, "check", checking.read)
            return registry.keep(model=trained, actor=SYSTEM, now=NOW)

    return make


def promote(model: int, maker, checker) -> None:
    scoring.begin_shadow(model_id=model, actor=maker, now=NOW)
    asked = scoring.request_promotion(model_id=model, reason="Better", actor=maker, now=NOW)
    approvals.approve(request_id=asked.request_id, actor=checker, now=NOW)


def state(model: int) -> str:
    return FraudModel.objects.get(pk=model).state


def test_training_keeps_a_candidate_that_is_asked_nothing(trained):
    assert trained.metrics["auc"] > 0.8
    assert trained.metrics["tested_on_frauds"] >= 10
    assert len(trained.data_hash) == 64


def test_training_is_the_same_twice_and_never_goes_live(anna):
    first = scoring.train(rows=rows(until=NOW), actor=anna, now=NOW)
    row = FraudModel.objects.get(pk=first)
    assert (row.state, row.version, row.author) == ("CANDIDATE", 1, str(anna))
    assert scoring.score(values=BAD) is None


def test_training_uses_no_payment_whose_label_cannot_be_known(trained):
    from risk.scoring.services import training

    young = NOW - timedelta(days=6)
    kept = []
    before, training.keep = training.keep, lambda **named: kept.append(named["model"]) or 0
    try:
        more = [*rows(until=NOW), (BAD, False, young)]
        training.train(rows=more, name="fraud", actor=SYSTEM, now=NOW)
    finally:
        training.keep = before
    assert kept[0].data_hash == trained.data_hash


def test_too_few_frauds_train_nothing(anna):
    honest = [(values, False, at) for values, _, at in rows(until=NOW)]
    with pytest.raises(scoring.CannotTrain):
        scoring.train(rows=honest, actor=anna, now=NOW)
    assert not FraudModel.objects.exists()


def test_without_a_champion_nothing_is_said(candidate, anna):
    model = candidate()
    assert scoring.score(values=BAD) is None
    scoring.begin_shadow(model_id=model, actor=anna, now=NOW)
    assert scoring.score(values=BAD) is None


def test_the_champion_says_points_and_why_and_the_challenger_is_noted(candidate, anna, ben):
    first, second = candidate(), candidate()
    promote(first, anna, ben)
    scoring.begin_shadow(model_id=second, actor=anna, now=NOW)
    bad, good = scoring.score(values=BAD), scoring.score(values=GOOD)
    assert bad.points > 500
    assert good.points < 100
    assert bad.points == round(bad.probability * 1000)
    assert (bad.model, bad.version) == ("fraud", 1)
    assert bad.challenger == bad.probability
    assert len(bad.reasons) == 3
    known = {"payer_ratio_30d", "terminal_frauds_7d", "amount"}
    assert bad.reasons[0].feature in known
    assert bad.reasons[0].words
    assert bad.reasons[0].contribution > 0
    sizes = [abs(each.contribution) for each in bad.reasons]
    assert sizes == sorted(sizes, reverse=True)


def test_a_new_champion_is_asked_at_once_and_the_one_before_is_retired(candidate, anna, ben):
    first, second = candidate(), candidate()
    promote(first, anna, ben)
    assert scoring.score(values=BAD).version == 1
    promote(second, anna, ben)
    assert scoring.score(values=BAD).version == 2
    assert (state(first), state(second)) == ("RETIRED", "CHAMPION")
    scoring.retire(model_id=second, actor=anna, now=NOW)
    assert scoring.score(values=BAD) is None


def test_a_decision_keeps_the_model_its_reasons_and_the_challenger(candidate, anna, ben):
    promote(candidate(), anna, ben)
    scoring.begin_shadow(model_id=candidate(), actor=anna, now=NOW)
    scoring.score(values=BAD)  # loaded before the clock of the screening runs
    facts = risk.PaymentFacts(reference="p1", channel="web", amount=Decimal(50), currency="EUR")
    risk.screen_payment(facts=facts, now=NOW, flags=False)
    kept = ScreeningDecision.objects.latest("id")
    assert (kept.made_by["model"], kept.made_by["model_version"]) == ("fraud", 1)
    assert 0 <= kept.made_by["challenger"] <= 1
    assert len(kept.made_by["reasons"]) == 3


def test_who_asks_does_not_decide(candidate, anna):
    model = candidate()
    scoring.begin_shadow(model_id=model, actor=anna, now=NOW)
    asked = scoring.request_promotion(model_id=model, reason="Better", actor=anna, now=NOW)
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(request_id=asked.request_id, actor=anna, now=NOW)
    assert state(model) == "SHADOW"


def test_a_candidate_does_not_skip_the_shadow(candidate, anna):
    model = candidate()
    with pytest.raises(scoring.ModelNotNow):
        scoring.request_promotion(model_id=model, reason="Better", actor=anna, now=NOW)
    assert state(model) == "CANDIDATE"


def test_who_may_not_train_uploads_nothing(trained):
    teller = member("tim", Role.TELLER)
    with pytest.raises(NotPermitted):
        scoring.upload(name="fraud", content=trained.content, actor=teller, now=NOW)
    assert not FraudModel.objects.exists()


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE scoring_fraudmodel SET state = 'CHAMPION', approval_id = 1", "does not go"),
        ("UPDATE scoring_fraudmodel SET content = 'other'", "never changes|permission denied"),
        ("UPDATE scoring_fraudmodel SET calibration = '{}'", "never changes|permission denied"),
        ("DELETE FROM scoring_fraudmodel", "refused|permission denied"),
    ],
)
def test_the_database_itself_keeps_a_model_as_it_is(candidate, statement, why):
    model = candidate()
    with (
        pytest.raises(DatabaseError, match=why),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert state(model) == "CANDIDATE"


def test_the_database_itself_wants_two_people(candidate, anna):
    model = candidate()
    scoring.begin_shadow(model_id=model, actor=anna, now=NOW)
    with (
        pytest.raises(DatabaseError, match="two people"),
        transaction.atomic(),
    ):
        FraudModel.objects.filter(pk=model).update(state="CHAMPION")


def test_the_database_itself_has_one_champion(candidate, anna, ben):
    promote(candidate(), anna, ben)
    second = candidate()
    scoring.begin_shadow(model_id=second, actor=anna, now=NOW)
    with pytest.raises(DatabaseError, match="scoring_one_champion"), transaction.atomic():
        FraudModel.objects.filter(pk=second).update(state="CHAMPION", approval_id=1)


def test_a_file_is_loaded_by_a_process_of_its_own_and_kept(trained, anna):
    model = scoring.upload(name="outside", content=trained.content, actor=anna, now=NOW)
    assert (state(model), FraudModel.objects.get(pk=model).trees) == ("CANDIDATE", 60)


def test_a_loader_that_breaks_ends_alone_and_nothing_is_kept(trained, anna, monkeypatch):
    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(checking, "_limit", die)
    with pytest.raises(scoring.CannotUseModel, match="cannot read"):
        scoring.upload(name="outside", content=trained.content, actor=anna, now=NOW)
    assert not FraudModel.objects.exists()


def test_a_hostile_file_is_refused_with_a_sentence_and_nothing_is_kept(trained, anna):
    hostile = trained.content.replace("left_child=", "left_child=0 ", 1)
    with pytest.raises(scoring.CannotUseModel, match="Tree 0"):
        scoring.upload(name="outside", content=hostile, actor=anna, now=NOW)
    assert not FraudModel.objects.exists()


def test_drift_is_kept_once_a_day_and_what_wandered_far_is_told(candidate, anna, ben):
    model = candidate()
    promote(model, anna, ben)
    strange = [{"amount": 5_000.0, "hour": 3.0}] * 50
    told = drift.measure(rows=strange, day=NOW.date(), actor=SYSTEM, now=NOW)
    assert "amount" in told
    kept = Drift.objects.count()
    assert kept == len(FraudModel.objects.get(pk=model).reference)
    assert drift.measure(rows=strange, day=NOW.date(), actor=SYSTEM, now=NOW) == ()
    assert Drift.objects.count() == kept
    written = AuditEntry.objects.filter(action="scoring.model.drifted")
    assert written.count() == 1
    assert any("scoring.model.drifted" in rule.actions for rule in RULES)
