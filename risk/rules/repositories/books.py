"""The rules at work, and what they look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import connection

from risk.rules.domain.conditions import read_condition
from risk.rules.domain.evaluation import RuleBook, StandingRule, in_order
from risk.rules.domain.lives import VersionState
from risk.rules.models import ListEntry, RuleVersion, Snooze, Stop
from risk.terms.verdicts import Verdict

AT_WORK = (VersionState.LIVE, VersionState.SHADOW)


EDITION: Final = "SELECT coalesce(max(number), 0) FROM rules_edition"


def edition() -> int:
    """Return the number of the rules' present state; every change makes it another."""
    with connection.cursor() as cursor:
        cursor.execute(EDITION)
        return int(cursor.fetchone()[0])


def read(*, edition: int, now: datetime) -> RuleBook:
    """Read all that is at work; what has run out by `now` is left out."""
    snoozes: dict[int, dict[str, datetime]] = defaultdict(dict)
    ends = Snooze.objects.filter(until__gt=now).order_by("until")
    for rule, payer, until in ends.values_list("rule_id", "payer", "until"):
        snoozes[rule][payer] = until  # the last of several holds
    lists: dict[str, dict[str, datetime | None]] = defaultdict(dict)
    for name, value, end in ListEntry.objects.filter(removed_at=None).values_list(
        "list__name", "value", "until"
    ):
        lists[name][value] = end
    versions = RuleVersion.objects.filter(state__in=AT_WORK).select_related("rule")
    return RuleBook(
        edition=edition,
        rules=in_order(_standing(each, snoozes[each.rule_id]) for each in versions.order_by("id")),
        lists=lists,
    )


def _standing(version: RuleVersion, snoozed: dict[str, datetime]) -> StandingRule:
    return StandingRule(
        code=version.rule.code,
        number=version.number,
        condition=read_condition(version.condition),
        verdict=Verdict(version.outcome),
        points=version.points,
        reason=version.reason,
        is_live=version.state == VersionState.LIVE,
        most_per_hour=version.most_per_hour,
        snoozed=snoozed,
        version_id=version.pk,
    )


def room(*, limits: Mapping[int, int], since: datetime) -> dict[int, int]:
    """Return how many payments each version may still stop, of so many since a time."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT asked.version, asked.most - (SELECT count(*) FROM (
              SELECT FROM rules_stop s WHERE s.version_id = asked.version AND s.at > %s
              LIMIT asked.most) AS stops)
            FROM unnest(%s::bigint[], %s::bigint[]) AS asked (version, most)""",
            [since, list(limits), list(limits.values())],
        )
        return {int(version): int(left) for version, left in cursor.fetchall()}


def add_stops(*, versions: Sequence[int], at: datetime) -> None:
    """Keep that each of these versions has stopped a payment."""
    Stop.objects.bulk_create(Stop(version_id=version, at=at) for version in versions)
