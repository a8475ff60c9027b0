"""The demo bank has a fraud model from its first day, promoted by two people."""

import time
from datetime import UTC, datetime
from random import Random

import pytest

from bankcore.demo import fraud_models
from bankcore.demo.day import Day
from bankcore.identity import public as identity
from risk.scoring import public as scoring
from risk.scoring.models import FraudModel


@pytest.mark.usefixtures("bank")
def test_the_demo_bank_promotes_one_model_and_no_second():
    identity.ensure_roles()
    now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    day = Day(day=now.date(), now=now, chance=Random(1))
    began = time.process_time()
    fraud_models.ensure(day)
    fraud_models.ensure(day)
    assert time.process_time() - began < 10
    model = FraudModel.objects.get()
    assert model.state == "CHAMPION"
    found = scoring.score(values={"payer_ratio_30d": 15.0, "amount": 600.0, "hour": 3.0})
    assert found.points > 300
