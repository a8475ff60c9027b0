"""What models need from time to time: a candidate each week, drift each day."""

from datetime import timedelta

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from risk.scoring import public as scoring


@shared_task
def train() -> int | None:
    """Train a candidate on the bank's own payments; None where too few frauds are known."""
    actor = Actor.system("model-training")
    try:
        return scoring.train(actor=actor, now=clock.now())
    except scoring.CannotTrain:
        return None


@shared_task
def measure_drift() -> int:
    """Measure yesterday's payments; returns how many features are far from where they were."""
    now = clock.now()
    day = (now - timedelta(days=1)).date()
    return len(scoring.measure_drift(day=day, actor=Actor.system("model-drift"), now=now))


@shared_task
def measure_performance() -> int:
    """Measure the champion's weeks whose frauds are known by now; returns how many."""
    return scoring.measure_performance(actor=Actor.system("model-performance"), now=clock.now())
