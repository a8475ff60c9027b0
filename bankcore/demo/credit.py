"""The demo bank's first scorecard: made of applicants who are nobody, put to use by two people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bankcore.approvals import public as approvals
from bankcore.demo import fraud_models
from bankcore.demo.day import Day
from bankcore.money import Money
from risk.credit import public as credit
from risk.exposures import public as exposures


def ensure(day: Day) -> None:
    """Make a card and agree on a limit, each by two people, unless a card is there."""
    if credit.is_in_use():
        return
    _limit(day)
    maker, checker = fraud_models.analyst("demo-risk"), fraud_models.analyst(fraud_models.SECOND)
    columns, bads = credit.sample()
    version = credit.make_scorecard(
        name=credit.RETAIL, columns=columns, bads=bads, texts=frozenset(), special=(),
        actor=maker, now=day.now,
    )  # fmt: skip
    asked = credit.request_use(
        version_id=version, reason="Demo: the first card", actor=maker, now=day.now
    )
    approvals.approve(
        request_id=asked.request_id, actor=checker, now=day.now, reason="Demo: agreed"
    )


def _limit(day: Day) -> None:
    """Have two people agree on the most that is lent to anybody."""
    maker, checker = fraud_models.analyst("demo-risk"), fraud_models.analyst(fraud_models.SECOND)
    asked = exposures.request_limit(
        order=exposures.LimitOrder(
            kind=exposures.LimitKind.CUSTOMER, key="", ceiling=Money.of(250_000, "EUR"),
            effective_from=day.day,
        ),
        reason="Demo: what the bank is ready to lend to anybody", actor=maker, now=day.now,
    )  # fmt: skip
    approvals.approve(request_id=asked.request_id, actor=checker, now=day.now)


def lines(*, day: date, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield what the bank's own decisions about loans came to in the last 24 hours, in one line."""
    found = credit.override_report(since=now - timedelta(days=1), until=now + timedelta(seconds=1))
    yield (
        "applications for loans",
        (
            f"{found.approved} approved, {found.referred} referred, {found.declined} declined;"
            f" {found.rate:.0%} overridden, {credit.referrals_waiting()} wait"
        ),
    )
    lent = exposures.figures_of(day=day)
    if lent is not None:
        yield (
            "lent, promised, covered",
            (
                f"{lent.drawn}, {lent.undrawn}, {lent.covered} to {lent.names} names (HHI"
                f" {lent.hhi_names}); {lent.large} large, {lent.breaches} limits exceeded"
            ),
        )
