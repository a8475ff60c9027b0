"""Market risk in the back office: what each day's end found, limits, curves and bonds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from bankcore.money import Money
from bankcore.presentation.acting import (
    ActForm,
    ActingAdmin,
    Asked,
    ListAct,
    RowAct,
    ShownInline,
    money,
    waits,
)
from bankcore.presentation.read_only import ReadOnlyAdmin
from risk.market import public as market
from risk.market.models import (
    Bond,
    Breach,
    CurrencyDay,
    Limit,
    ParYield,
    Position,
    RateDay,
    Sensitivity,
    Shock,
    ValueAtRisk,
)

_CAPITAL = "market.raise_capital"
_DATA, _LIMITS = "market.keep_data", "market.set_limits"


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class CurveForm(ActForm):
    file = forms.FileField(help_text="CSV, gzip or xz, in the layout of the US Treasury.")
    currency = forms.CharField(max_length=3)
    source = forms.CharField(max_length=8, help_text="Two to eight capital letters, such as UST.")


class BondForm(ActForm):
    isin = forms.CharField(label="ISIN", max_length=12)
    name = forms.CharField(max_length=80)
    currency = forms.CharField(max_length=3)
    nominal = forms.DecimalField(max_digits=18)
    coupon = forms.DecimalField(
        max_digits=9, decimal_places=6, help_text="A fraction a year: 0.025 is 2.5 %."
    )
    coupons_a_year = forms.IntegerField(help_text="1, 2 or 4.")
    matures_on = forms.DateField(widget=_day_input())
    bought_on = forms.DateField(widget=_day_input())
    issuer = forms.ChoiceField(
        choices=[("", "not known"), *((each, each.capitalize()) for each in market.Issuer)],
        required=False,
        help_text="Without one it is no liquid asset.",
    )
    quality = forms.ChoiceField(
        label="rating",
        choices=[("", "unrated"), *((each, each.replace("_", " to ")) for each in market.Quality)],
        required=False,
    )


class SaleForm(ActForm):
    sold_on = forms.DateField(widget=_day_input())


class LimitForm(ActForm):
    measure = forms.ChoiceField(choices=[(each, words) for each, words in market.WORDS.items()])
    ceiling = forms.DecimalField(label="Most, in EUR", max_digits=15, decimal_places=2, min_value=0)
    effective_from = forms.DateField(widget=_day_input())
    reason = forms.CharField(max_length=500, help_text="Who decides reads it.")


class CapitalForm(ActForm):
    amount = forms.DecimalField(label="Amount, in EUR", max_digits=15, decimal_places=2)
    reference = forms.CharField(max_length=60, help_text="Under which the money came in.")
    reason = forms.CharField(max_length=500, help_text="Who decides reads it.")


class TrendAdmin(ReadOnlyAdmin):
    """A list with a picture of its trend above it, drawn at an address of its own."""

    change_list_template = "admin/market/trend.html"
    trend: ClassVar[Callable[[], str]]
    trend_words: ClassVar[str]

    def get_urls(self) -> list[URLPattern]:
        """Add the picture's address."""
        name = f"market_{self.opts.model_name}_trend"
        view = self.admin_site.admin_view(self.draw)
        return [path("trend.svg", view, name=name), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the picture above the list."""
        address = reverse(f"admin:market_{self.opts.model_name}_trend")
        shown = {"trend": address, "trend_words": self.trend_words}
        return super().changelist_view(request, {**(extra_context or {}), **shown})

    def draw(self, request: HttpRequest) -> HttpResponse:
        """Answer with the picture."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponse(type(self).trend(), content_type="image/svg+xml")


def _euros(name: str, words: str = "") -> Callable[..., str]:
    """Return a column that shows euro cents as euros."""

    @admin.display(description=words or name.replace("_", " "))
    def shown(_site: object, row: object) -> str:
        return money(getattr(row, name), "EUR")

    return shown


class PositionInline(ShownInline):
    model = Position
    fields = ("currency", "shown_amount", "shown_worth", "shown_component")
    readonly_fields = ("shown_amount", "shown_worth", "shown_component")
    shown_worth = _euros("worth")
    shown_component = _euros("component", "part of the value at risk")

    @admin.display(description="amount")
    def shown_amount(self, row: Position) -> str:
        return money(row.amount, row.currency)


class ValueAtRiskInline(ShownInline):
    model = ValueAtRisk
    fields = ("method", "percent", "shown_value", "shown_shortfall")
    readonly_fields = ("shown_value", "shown_shortfall")
    shown_value = _euros("value_at_risk")
    shown_shortfall = _euros("expected_shortfall")


@admin.register(CurrencyDay)
class CurrencyDayAdmin(TrendAdmin):
    list_display = (
        "day", "shown_gross", "shown_capital", "shown_result", "shown_foretold", "exceeded",
        "exceptions", "zone", "left_out",
    )  # fmt: skip
    list_filter = ("zone", "exceeded")
    ordering = ("-day",)
    fields = (
        "day", "shown_largest", "shown_gross", "shown_capital", "history", "left_out",
        "shown_result", "shown_foretold", "exceeded", "exceptions", "zone", "shown_shortfall",
        "made_at",
    )  # fmt: skip
    readonly_fields = (
        "shown_shortfall", "shown_largest", "shown_gross", "shown_capital", "shown_result",
        "shown_foretold",
    )  # fmt: skip
    inlines = (PositionInline, ValueAtRiskInline)
    trend = staticmethod(market.currency_trend)
    trend_words = "Value at risk and results of the last days"
    shown_largest = _euros("largest", "largest position")
    shown_shortfall = _euros("shortfall_975", "expected shortfall, 97.5 %")
    shown_gross = _euros("gross", "all positions")
    shown_capital = _euros("capital")
    shown_result = _euros("result", "result of the positions before")
    shown_foretold = _euros("foretold", "value at risk told for them")


class ShockInline(ShownInline):
    model = Shock
    fields = ("currency", "scenario", "shown_value", "shown_income")
    readonly_fields = ("shown_value", "shown_income")
    shown_value = _euros("value_change")
    shown_income = _euros("income_change")


class SensitivityInline(ShownInline):
    model = Sensitivity
    fields = ("currency", "months", "shown_point")
    readonly_fields = ("shown_point",)
    shown_point = _euros("of_a_point", "for a basis point")


@admin.register(RateDay)
class RateDayAdmin(TrendAdmin):
    list_display = (
        "day", "scenario", "shown_value", "shown_income", "shown_tier_one", "is_outlier",
        "shown_capital", "left_out",
    )  # fmt: skip
    list_filter = ("is_outlier",)
    ordering = ("-day",)
    fields = (
        "day", "scenario", "shown_value", "shown_income", "shown_tier_one", "is_outlier",
        "shown_capital", "left_out", "made_at",
    )  # fmt: skip
    readonly_fields = ("shown_value", "shown_income", "shown_tier_one", "shown_capital")
    inlines = (ShockInline, SensitivityInline)
    trend = staticmethod(market.rate_trend)
    trend_words = "Worst losses of value and of a year's interest of the last days"
    shown_value = _euros("value_loss", "worst loss of value")
    shown_income = _euros("income_loss", "worst loss of a year's interest")
    shown_tier_one = _euros("tier_one", "Tier 1")
    shown_capital = _euros("capital")


def _raise(asked: Asked) -> str:
    request = market.request_capital(
        amount=Money.of(asked["amount"], "EUR"),
        reference=asked["reference"],
        reason=asked["reason"],
        actor=asked.actor,
        now=asked.now,
    )
    return waits(request.request_id)


def _ask(asked: Asked) -> str:
    request = market.request_limit(
        measure=market.Measure(asked["measure"]),
        ceiling=Money.of(asked["ceiling"], "EUR"),
        effective_from=asked["effective_from"],
        reason=asked["reason"],
        actor=asked.actor,
        now=asked.now,
    )
    return waits(request.request_id)


@admin.register(Limit)
class LimitAdmin(ActingAdmin):
    list_display = ("measure", "shown_ceiling", "effective_from", "reason", "set_by", "set_at")
    list_filter = ("measure",)
    fields = (
        "measure", "shown_ceiling", "effective_from", "reason", "set_by", "set_at", "approval_id",
    )  # fmt: skip
    readonly_fields = ("shown_ceiling",)
    ordering = ("-id",)
    shown_ceiling = _euros("ceiling", "most")
    list_acts: ClassVar[dict[str, ListAct]] = {
        "ask": ListAct(
            title="Ask for a limit", form=LimitForm, do=_ask, permission=_LIMITS,
            explanation="A second person decides. Of each measure the newest limit counts.",
        ),
        "capital": ListAct(
            title="Ask for capital to be booked", form=CapitalForm, do=_raise,
            permission=_CAPITAL,
            explanation="What owners have paid in at the bank's account: 1100 to 3000.",
        ),
    }  # fmt: skip


@admin.register(Breach)
class BreachAdmin(ReadOnlyAdmin):
    list_display = ("day", "limit", "shown_measured", "made_at")
    list_select_related = ("limit",)
    fields = ("day", "limit", "shown_measured", "made_at")
    readonly_fields = ("shown_measured",)
    ordering = ("-id",)
    shown_measured = _euros("measured")


def _load(asked: Asked) -> str:
    count, added = market.load_curve(
        data=asked["file"].read(),
        currency=asked["currency"],
        source=asked["source"],
        actor=asked.actor,
        now=asked.now,
    )
    return f"The file has {count:,} yields, of which {added:,} were new."


@admin.register(ParYield)
class ParYieldAdmin(ActingAdmin):
    list_display = ("day", "currency", "months", "rate", "source")
    list_filter = ("currency", "source")
    ordering = ("-day", "currency", "months")
    list_acts: ClassVar[dict[str, ListAct]] = {
        "load": ListAct(title="Load a curve", form=CurveForm, do=_load, permission=_DATA)
    }


def _record(asked: Asked) -> str:
    plain = ("isin", "name", "coupon", "coupons_a_year", "matures_on", "bought_on")
    given: dict[str, Any] = {name: asked[name] for name in (*plain, "issuer", "quality")}
    nominal = Money.of(asked["nominal"], asked["currency"])
    market.record_bond(
        order=market.BondOrder(**given, nominal=nominal), actor=asked.actor, now=asked.now
    )
    return "The bond is on the list."


def _sell(row: Bond, asked: Asked) -> str:
    market.sell_bond(bond_id=row.pk, sold_on=asked["sold_on"], actor=asked.actor, now=asked.now)
    return "The bond is off the list from that day on."


@admin.register(Bond)
class BondAdmin(ActingAdmin):
    list_display = ("isin", "name", "shown_nominal", "coupon", "matures_on", "bought_on", "sold_on")
    search_fields = ("isin", "name")
    fields = (
        "isin", "name", "shown_nominal", "coupon", "coupons_a_year", "matures_on", "bought_on",
        "sold_on", "issuer", "quality", "recorded_by", "recorded_at", "ended_by",
    )  # fmt: skip
    readonly_fields = ("shown_nominal",)
    ordering = ("-id",)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "record": ListAct(title="Record a bond", form=BondForm, do=_record, permission=_DATA)
    }
    row_acts: ClassVar[dict[str, RowAct]] = {
        "sell": RowAct(
            title="Note the sale", form=SaleForm, do=_sell, permission=_DATA,
            offered=lambda row: row.sold_on is None,
        )
    }  # fmt: skip

    @admin.display(description="nominal")
    def shown_nominal(self, row: Bond) -> str:
        return money(row.nominal, row.currency)
