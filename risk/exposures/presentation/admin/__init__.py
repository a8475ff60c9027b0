"""Exposures in the back office: each day's end, limits, groups, and the collateral register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin

from bankcore.money import Money
from bankcore.presentation.acting import (
    ActForm,
    ActingAdmin,
    Asked,
    ListAct,
    ReasonForm,
    RowAct,
    ShownInline,
    money,
    waits,
)
from bankcore.presentation.read_only import ReadOnlyAdmin
from risk.exposures import public as exposures
from risk.exposures.models import (
    Breach,
    Collateral,
    ExposureDay,
    Group,
    Limit,
    Member,
    NamedExposure,
    Pledge,
    Sector,
    Valuation,
)

_LIMITS, _COLLATERAL = "exposures.set_limits", "exposures.keep_collateral"


def _day_field(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **more)


class LimitForm(ActForm):
    kind = forms.ChoiceField(choices=[(each, each.capitalize()) for each in exposures.SETTABLE])
    key = forms.CharField(
        max_length=40, required=False,
        help_text="A customer's or group's number, a product, a country or sector; empty: of each.",
    )  # fmt: skip
    ceiling = forms.DecimalField(label="Most, in EUR", max_digits=15, decimal_places=2, min_value=0)
    effective_from = _day_field()
    reason = forms.CharField(max_length=500, help_text="Who decides reads it.")


class GroupForm(ActForm):
    name = forms.CharField(max_length=80)


class ConnectForm(ReasonForm):
    customer_id = forms.UUIDField(label="Customer's id")


class SectorForm(ActForm):
    customer_id = forms.UUIDField(label="Customer's id")
    sector = forms.CharField(max_length=1, help_text="The section of NACE Rev. 2.1, A to V.")


class ValueForm(ActForm):
    value = forms.DecimalField(max_digits=18, decimal_places=2, min_value=0)
    currency_code = forms.CharField(label="Currency", max_length=3, initial="EUR")
    valued_on = _day_field()
    source = forms.CharField(max_length=120)


class CollateralForm(ValueForm):
    kind = forms.ChoiceField(choices=[(each, each.capitalize()) for each in exposures.RULES])
    customer_id = forms.UUIDField(label="Customer's id")
    description = forms.CharField(max_length=200)
    haircut = forms.DecimalField(max_digits=5, decimal_places=4, min_value=0, max_value=1)
    expires_on = _day_field(required=False)


class PledgeForm(ActForm):
    application_id = forms.UUIDField(label="Id of the loan's application")


def _euros(name: str, words: str = "") -> Callable[..., str]:
    """Return a column that shows euro cents as euros."""

    @admin.display(description=words or name.replace("_", " "))
    def shown(_site: object, row: object) -> str:
        return money(getattr(row, name), "EUR")

    return shown


class NamedInline(ShownInline):
    model = NamedExposure
    fields = ("name", "is_group", "shown_drawn", "shown_undrawn", "shown_covered")
    readonly_fields = ("shown_drawn", "shown_undrawn", "shown_covered")
    shown_drawn = _euros("drawn")
    shown_undrawn = _euros("undrawn")
    shown_covered = _euros("covered")


@admin.register(ExposureDay)
class ExposureDayAdmin(ReadOnlyAdmin):
    list_display = (
        "day", "shown_drawn", "shown_undrawn", "shown_covered", "names", "large", "hhi_names",
    )  # fmt: skip
    fields = (
        "day", "shown_drawn", "shown_undrawn", "shown_covered", "shown_tier_one", "names",
        "large", "hhi_names", "hhi_products", "hhi_countries", "hhi_sectors", "left_out", "made_at",
    )  # fmt: skip
    readonly_fields = ("shown_drawn", "shown_undrawn", "shown_covered", "shown_tier_one")
    ordering = ("-day",)
    inlines = (NamedInline,)
    shown_drawn = _euros("drawn")
    shown_undrawn = _euros("undrawn")
    shown_covered = _euros("covered")
    shown_tier_one = _euros("tier_one", "Tier 1")


def _ask(asked: Asked) -> str:
    order = exposures.LimitOrder(
        kind=exposures.LimitKind(asked["kind"]),
        key=asked["key"],
        ceiling=Money.of(asked["ceiling"], "EUR"),
        effective_from=asked["effective_from"],
    )
    request = exposures.request_limit(
        order=order, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return waits(request.request_id)


@admin.register(Limit)
class LimitAdmin(ActingAdmin):
    list_display = ("kind", "key", "shown_ceiling", "effective_from", "set_by", "set_at")
    list_filter = ("kind",)
    fields = (
        "kind", "key", "shown_ceiling", "effective_from", "reason", "set_by", "set_at",
        "approval_id",
    )  # fmt: skip
    readonly_fields = ("shown_ceiling",)
    ordering = ("-id",)
    shown_ceiling = _euros("ceiling", "most")
    list_acts: ClassVar[dict[str, ListAct]] = {
        "ask": ListAct(
            title="Ask for a limit", form=LimitForm, do=_ask, permission=_LIMITS,
            explanation="A second person decides. Of each kind and key the newest counts.",
        )
    }  # fmt: skip


@admin.register(Breach)
class BreachAdmin(ReadOnlyAdmin):
    list_display = ("day", "kind", "key", "shown_measured", "shown_ceiling")
    list_filter = ("kind",)
    fields = ("day", "kind", "key", "shown_measured", "shown_ceiling", "made_at")
    readonly_fields = ("shown_measured", "shown_ceiling")
    ordering = ("-id",)
    shown_measured = _euros("measured")
    shown_ceiling = _euros("ceiling")


def _make(asked: Asked) -> str:
    number = exposures.make_group(name=asked["name"], actor=asked.actor, now=asked.now)
    return f"Group {number} is made."


def _connect(group: Group, asked: Asked) -> str:
    exposures.connect(
        group_id=group.pk,
        customer_id=asked["customer_id"],
        reason=asked["reason"],
        actor=asked.actor,
        now=asked.now,
    )
    return "The customer is in the group."


@admin.register(Group)
class GroupAdmin(ActingAdmin):
    list_display = ("name", "id", "made_by", "made_at")
    ordering = ("name",)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "make": ListAct(title="Make a group", form=GroupForm, do=_make, permission=_LIMITS)
    }
    row_acts: ClassVar[dict[str, RowAct]] = {
        "connect": RowAct(
            title="Put a customer in", form=ConnectForm, do=_connect, permission=_LIMITS
        )
    }


def _part(member: Member, asked: Asked) -> str:
    request = exposures.request_parting(
        member_id=member.pk, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return waits(request.request_id)


@admin.register(Member)
class MemberAdmin(ActingAdmin):
    list_display = ("customer_id", "group", "reason", "added_by", "added_at", "ended_at")
    list_filter = ("group",)
    list_select_related = ("group",)
    ordering = ("-id",)
    row_acts: ClassVar[dict[str, RowAct]] = {
        "part": RowAct(
            title="Ask to take out", form=ReasonForm, do=_part, permission=_LIMITS,
            offered=lambda row: row.ended_at is None,
        )
    }  # fmt: skip


def _sector(asked: Asked) -> str:
    exposures.record_sector(
        customer_id=asked["customer_id"], sector=asked["sector"], actor=asked.actor, now=asked.now
    )
    return "The sector is recorded."


@admin.register(Sector)
class SectorAdmin(ActingAdmin):
    list_display = ("customer_id", "sector", "recorded_by", "recorded_at")
    list_filter = ("sector",)
    ordering = ("-id",)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "record": ListAct(title="Record a sector", form=SectorForm, do=_sector, permission=_LIMITS)
    }


class ValuationInline(ShownInline):
    model = Valuation
    fields = ("valued_on", "worth", "source", "recorded_by", "recorded_at")
    readonly_fields = ("worth",)

    @admin.display(description="value")
    def worth(self, row: Valuation) -> str:
        return money(row.value, row.currency)


class PledgeInline(ShownInline):
    model = Pledge
    fields = ("application_id", "pledged_by", "pledged_at")


def _record(asked: Asked) -> str:
    names = ("customer_id", "description", "haircut", "expires_on", "valued_on", "source")
    given: dict[str, Any] = {name: asked[name] for name in names}
    number = exposures.record_collateral(
        order=exposures.NewCollateral(
            kind=exposures.CollateralKind(asked["kind"]), value=_value_of(asked), **given
        ),
        actor=asked.actor,
        now=asked.now,
    )
    return f"Item {number} is on the register."


def _value_of(asked: Asked) -> Money:
    return Money.of(asked["value"], asked["currency_code"])


def _revalue(item: Collateral, asked: Asked) -> str:
    exposures.revalue_collateral(
        collateral_id=item.pk,
        value=_value_of(asked),
        valued_on=asked["valued_on"],
        source=asked["source"],
        actor=asked.actor,
        now=asked.now,
    )
    return "The value is recorded."


def _pledge(item: Collateral, asked: Asked) -> str:
    exposures.pledge_collateral(
        collateral_id=item.pk,
        application_id=asked["application_id"],
        actor=asked.actor,
        now=asked.now,
    )
    return "The item secures the loan."


def _release(item: Collateral, asked: Asked) -> str:
    request = exposures.request_release(
        collateral_id=item.pk, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return waits(request.request_id)


def _is_held(row: Collateral) -> bool:
    return row.released_at is None


@admin.register(Collateral)
class CollateralAdmin(ActingAdmin):
    list_display = ("id", "kind", "customer_id", "description", "haircut", "expires_on",
                    "released_at")  # fmt: skip
    list_filter = ("kind", ("released_at", admin.EmptyFieldListFilter))
    search_fields = ("description", "customer_id")
    ordering = ("-id",)
    inlines = (ValuationInline, PledgeInline)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "record": ListAct(
            title="Record an item", form=CollateralForm, do=_record, permission=_COLLATERAL
        )
    }
    row_acts: ClassVar[dict[str, RowAct]] = {
        "value": RowAct(
            title="Value it", form=ValueForm, do=_revalue, permission=_COLLATERAL,
            offered=_is_held,
        ),
        "pledge": RowAct(
            title="Let it secure a loan", form=PledgeForm, do=_pledge, permission=_COLLATERAL,
            offered=_is_held,
        ),
        "release": RowAct(
            title="Ask to give it back", form=ReasonForm, do=_release, permission=_COLLATERAL,
            offered=_is_held,
        ),
    }  # fmt: skip
