"""Rules in the back office: what they say, how they did on history, and what they look at."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.html import format_html_join

from bankcore.presentation.acting import (
    ActForm,
    ActingAdmin,
    Asked,
    ListAct,
    ReasonForm,
    RowAct,
    ShownInline,
    WhyForm,
    waits,
)
from bankcore.presentation.read_only import ReadOnlyAdmin
from risk.rules import public as rules
from risk.rules.models import BackTest, ListEntry, RuleList, RuleVersion, Snooze

_WRITE, _LISTS = "rules.write_rule", "rules.keep_lists"
_LANGUAGE = (
    "A condition such as: amount > 1000 and payer_count_10m >= 3. Names: "
    + ", ".join(sorted(rules.FIELDS))
    + ". Functions: "
    + "; ".join(rules.FUNCTIONS.values())
    + "."
)


class DraftForm(ActForm):
    code = forms.SlugField(max_length=40, help_text="Small letters, digits and underscores.")
    title = forms.CharField(max_length=80)
    condition = forms.CharField(max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))
    outcome = forms.ChoiceField(choices=[(each, each) for each in rules.Verdict])
    points = forms.IntegerField(
        initial=0, help_text="Added to the payment's points, -1000 to 1000."
    )
    reason = forms.CharField(max_length=200, help_text="What an analyst reads when it hits.")
    most_per_hour = forms.IntegerField(
        required=False, help_text="How often it may stop a payment in an hour; empty: no limit."
    )


class TryForm(ActForm):
    first_day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))


class ListForm(ActForm):
    name = forms.CharField(max_length=60)
    purpose = forms.CharField(max_length=200)


class EntriesForm(ActForm):
    lines = forms.CharField(widget=forms.Textarea(attrs={"rows": 8}), help_text="One entry a line.")
    note = forms.CharField(max_length=200, required=False)
    until = forms.DateTimeField(required=False, help_text="Empty: for good.")


class SnoozeForm(ActForm):
    code = forms.SlugField(label="Rule", max_length=40)
    payer = forms.CharField(max_length=80)
    until = forms.DateTimeField(help_text="90 days from now at most.")
    reason = forms.CharField(max_length=200)


def _draft(asked: Asked) -> str:
    names = ("code", "title", "condition", "reason", "most_per_hour")
    rule = rules.RuleDraft(
        **{name: asked[name] for name in names},
        outcome=rules.Verdict(asked["outcome"]),
        points=asked["points"],
    )
    rules.draft(rule=rule, actor=asked.actor, now=asked.now)
    return "The draft is kept. Try it on history next."


def _try(version: RuleVersion, asked: Asked) -> str:
    report = rules.try_on(
        version_id=version.pk,
        first_day=asked["first_day"],
        last_day=asked["last_day"],
        actor=asked.actor,
        now=asked.now,
    )
    return (
        f"{report.payments:,} payments: {report.hits:,} hits, {report.caught:,} of "
        f"{report.frauds:,} frauds caught, {report.false_alarms:,} false alarms."
    )


def _shadow(version: RuleVersion, asked: Asked) -> str:
    rules.begin_shadow(version_id=version.pk, actor=asked.actor, now=asked.now)
    return "It is asked about every payment from now on, and only noted."


def _live(version: RuleVersion, asked: Asked) -> str:
    request = rules.request_live(
        version_id=version.pk, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return waits(request.request_id)


def _retire(version: RuleVersion, asked: Asked) -> str:
    rules.retire(version_id=version.pk, actor=asked.actor, now=asked.now, reason=asked["reason"])
    return "It is asked no more."


class BackTestInline(ShownInline):
    model = BackTest
    fields = (
        "first_day", "last_day", "payments", "frauds", "hits", "caught", "already_stopped",
        "made_by", "made_at",
    )  # fmt: skip


@admin.register(RuleVersion)
class RuleVersionAdmin(ActingAdmin):
    list_display = ("rule", "number", "state", "outcome", "points", "condition", "live_since")
    list_filter = ("state", "outcome")
    list_select_related = ("rule",)
    search_fields = ("rule__code", "rule__title", "condition")
    ordering = ("rule__code", "-number")
    inlines = (BackTestInline,)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "draft": ListAct(
            title="Write a rule",
            form=DraftForm,
            do=_draft,
            permission=_WRITE,
            explanation=_LANGUAGE,
        )
    }
    row_acts: ClassVar[dict[str, RowAct]] = {
        "try": RowAct(
            title="Try on history", form=TryForm, do=_try, permission=_WRITE,
            explanation="What it would have done to the payments of these days.",
        ),
        "shadow": RowAct(
            title="Put in shadow", form=ActForm, do=_shadow, permission=_WRITE,
            offered=lambda row: row.state == rules.VersionState.DRAFT,
        ),
        "live": RowAct(
            title="Ask to go live", form=ReasonForm, do=_live, permission=_WRITE,
            offered=lambda row: row.state == rules.VersionState.SHADOW,
        ),
        "retire": RowAct(
            title="Retire", form=WhyForm, do=_retire, permission=_WRITE,
            explanation="At once, and by one person: a rule with a slip must not go on.",
            offered=lambda row: row.state != rules.VersionState.RETIRED,
        ),
    }  # fmt: skip


def _make(asked: Asked) -> str:
    rules.make_list(name=asked["name"], purpose=asked["purpose"], actor=asked.actor, now=asked.now)
    return "The list is there, and empty."


def _add(row: RuleList, asked: Asked) -> str:
    added = rules.add_to_list(
        name=row.name,
        lines=asked["lines"],
        note=asked["note"],
        until=asked["until"],
        actor=asked.actor,
        now=asked.now,
    )
    return f"{added:,} added; what was there already stays as it is."


@admin.register(RuleList)
class RuleListAdmin(ActingAdmin):
    list_display = ("name", "purpose", "created_at")
    readonly_fields = ("newest",)
    ordering = ("name",)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "make": ListAct(title="Make a list", form=ListForm, do=_make, permission=_LISTS)
    }
    row_acts: ClassVar[dict[str, RowAct]] = {
        "put": RowAct(title="Add to the list", form=EntriesForm, do=_add, permission=_LISTS)
    }

    @admin.display(description="newest entries")
    def newest(self, row: RuleList) -> str:
        entries = row.entries.filter(removed_at=None).order_by("-id")[:20]
        return format_html_join(", ", "{}", ((each.value,) for each in entries))


def _take_off(row: ListEntry, asked: Asked) -> str:
    rules.take_off_list(entry_id=row.pk, actor=asked.actor, now=asked.now, reason=asked["reason"])
    return "It is off the list."


@admin.register(ListEntry)
class ListEntryAdmin(ActingAdmin):
    list_display = ("value", "list", "note", "until", "added_by", "added_at", "removed_at")
    list_filter = ("list", ("removed_at", admin.EmptyFieldListFilter))
    list_select_related = ("list",)
    search_fields = ("value",)
    ordering = ("-id",)
    row_acts: ClassVar[dict[str, RowAct]] = {
        "take-off": RowAct(
            title="Take off the list", form=WhyForm, do=_take_off, permission=_LISTS,
            offered=lambda row: row.removed_at is None,
        )
    }  # fmt: skip


def _snooze(asked: Asked) -> str:
    names: tuple[str, ...] = ("code", "payer", "until", "reason")
    given: dict[str, Any] = {name: asked[name] for name in names}
    rules.snooze(**given, actor=asked.actor, now=asked.now)
    return f"{asked['code']} leaves {asked['payer']} alone until {asked['until']:%Y-%m-%d %H:%M}."


@admin.register(Snooze)
class SnoozeAdmin(ActingAdmin):
    list_display = ("rule", "payer", "until", "reason", "made_by", "made_at")
    list_select_related = ("rule",)
    search_fields = ("payer",)
    ordering = ("-id",)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "new": ListAct(title="Snooze a rule", form=SnoozeForm, do=_snooze, permission=_WRITE)
    }


@admin.register(BackTest)
class BackTestAdmin(ReadOnlyAdmin):
    list_display = ("version", "first_day", "last_day", "payments", "hits", "caught", "made_at")
    list_select_related = ("version__rule",)
    ordering = ("-id",)
