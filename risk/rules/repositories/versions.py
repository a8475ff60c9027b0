"""Rules, their versions, lists and snoozes."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from risk.rules.domain.lives import VersionState
from risk.rules.models import BackTest, ListEntry, Rule, RuleList, RuleVersion, Snooze


def rule_by_code(code: str) -> Rule | None:
    """Return a rule."""
    return Rule.objects.filter(code=code).first()


def add_rule(*, code: str, title: str, at: datetime) -> Rule:
    """Add a rule that says nothing yet."""
    return Rule.objects.create(code=code, title=title, created_at=at)


def next_number(rule: Rule) -> int:
    """Return the number of the rule's next version; the rule is locked."""
    Rule.objects.select_for_update().get(pk=rule.pk)
    last: int | None = rule.versions.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def add(version: RuleVersion) -> RuleVersion:
    """Add a version."""
    version.save()
    return version


def get_locked(version_id: int) -> RuleVersion | None:
    """Lock a version and the rule that it is of."""
    found = RuleVersion.objects.select_related("rule").filter(pk=version_id)
    return found.select_for_update().first()


def of_rule_locked(rule: Rule, state: VersionState) -> RuleVersion | None:
    """Lock the rule's version that is in this state."""
    return RuleVersion.objects.select_for_update().filter(rule=rule, state=state).first()


def save(version: RuleVersion, *fields: str) -> None:
    """Save fields of a version."""
    version.save(update_fields=fields)


def add_back_test(test: BackTest) -> None:
    """Add what a version would have done."""
    test.save()


def has_back_test(version: RuleVersion) -> bool:
    """Return whether the version was ever tried on history."""
    return BackTest.objects.filter(version=version).exists()


def list_by_name(name: str) -> RuleList | None:
    """Return a list."""
    return RuleList.objects.filter(name=name).first()


def missing_lists(names: frozenset[str]) -> set[str]:
    """Return which of the lists there are not."""
    return set(names) - set(RuleList.objects.filter(name__in=names).values_list("name", flat=True))


def add_list(*, name: str, purpose: str, at: datetime) -> RuleList:
    """Add an empty list."""
    return RuleList.objects.create(name=name, purpose=purpose, created_at=at)


def add_entries(entries: list[ListEntry]) -> int:
    """Add to a list what is not on it; returns how many."""
    wanted = {each.value for each in entries}
    there = set(
        ListEntry.objects.filter(
            list=entries[0].list, value__in=wanted, removed_at=None
        ).values_list("value", flat=True)
    )
    new = {each.value: each for each in entries if each.value not in there}
    ListEntry.objects.bulk_create(new.values())
    return len(new)


def entry_locked(entry_id: int) -> ListEntry | None:
    """Lock an entry that is on its list."""
    return ListEntry.objects.select_for_update().filter(pk=entry_id, removed_at=None).first()


def save_entry(entry: ListEntry, *fields: str) -> None:
    """Save fields of an entry."""
    entry.save(update_fields=fields)


def add_snooze(snooze: Snooze) -> None:
    """Add a snooze."""
    snooze.save()
