"""Provisions in the back office: days, each figure explained, matrices, parameters and marks."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bankcore.ledger import public as ledger
from bankcore.presentation.acting import (
    ActForm,
    ActingAdmin,
    Asked,
    ListAct,
    ShownInline,
    money,
    waits,
)
from bankcore.presentation.read_only import ReadOnlyAdmin
from risk.provisions import public as provisions
from risk.provisions.models import Loss, Mark, Movement, ParameterVersion, ProvisionDay

_REASON_LENGTH = 500


def _present() -> str:
    """Return the parameters in force, for a form to begin with."""
    content = provisions.parameters_on(day=ledger.business_date())
    return "" if content is None else json.dumps(content, indent=2)


class ParametersForm(ActForm):
    content = forms.CharField(
        initial=_present,
        widget=forms.Textarea(attrs={"rows": 30}),
        help_text="JSON; fractions in quotation marks. docs/risk/provisions.md says what each is.",
    )
    effective_from = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(max_length=_REASON_LENGTH, help_text="Who decides reads it.")


class MarkForm(ActForm):
    customer = forms.UUIDField(label="Customer's id")
    kind = forms.ChoiceField(choices=Mark.Kind.choices)
    is_on = forms.TypedChoiceField(
        label="Mark",
        choices=[("yes", "from the open business day on"), ("no", "no longer")],
        coerce=lambda told: told == "yes",
    )
    reason = forms.CharField(max_length=_REASON_LENGTH, help_text="Who decides reads it.")


class MatrixForm(forms.Form):
    """Which matrix is shown."""

    by = forms.ChoiceField(choices=[("stage", "stages"), ("bucket", "days past due")])
    first = forms.DateField(label="From the end of")
    last = forms.DateField(label="to the end of")


class MovementInline(ShownInline):
    model = Movement
    fields = ("currency", "line", "cause", "shown_amount", "txn_id")
    readonly_fields = ("shown_amount",)

    @admin.display(description="amount")
    def shown_amount(self, row: Movement) -> str:
        return money(row.amount, row.currency)


@admin.register(ProvisionDay)
class ProvisionDayAdmin(ReadOnlyAdmin):
    list_display = ("day", "exposures", "parameters", "made_at")
    ordering = ("-day",)
    fields = ("day", "parameters", "exposures", "made_at")
    inlines = (MovementInline,)
    change_list_template = "admin/payments/list.html"
    change_form_template = "admin/provisions/day.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the matrices."""
        view = self.admin_site.admin_view
        return [
            path("migration/", view(self.migration), name="provisions_provisionday_migration"),
            path("vintages/", view(self.vintages), name="provisions_provisionday_vintages"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the matrices from the list."""
        links = [
            (reverse("admin:provisions_provisionday_migration"), "Migration"),
            (reverse("admin:provisions_provisionday_vintages"), "Vintages"),
        ]
        return super().changelist_view(request, {**(extra_context or {}), "page_actions": links})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the day by stage."""
        row = context.get("original")
        if isinstance(row, ProvisionDay):
            context["figures"] = provisions.figures_of(day=row.day)
        return super().render_change_form(request, context, *args, **kwargs)

    def migration(self, request: HttpRequest) -> HttpResponse:
        """Show how credits wandered between two days; `format=csv` hands them out."""
        self._require_view(request)
        days = provisions.measured_days()
        form = MatrixForm(request.GET or None, initial=_span(days))
        found: list[provisions.Matrix] = []
        if form.is_valid():
            try:
                found = provisions.migration(**form.cleaned_data)
            except provisions.MatrixInvalid as error:
                form.add_error(None, f"{error.message} {error.cure}")
        if request.GET.get("format") == "csv" and form.is_valid():
            header = ("currency", "from", *(found[0].columns if found else ()))
            lines = [(each.currency, here, *of) for each in found for here, of, _ in each.rows]
            return _csv("migration.csv", header, lines)
        return self._page(
            request, "admin/provisions/migration.html", "Migration", form=form, matrices=found
        )

    def vintages(self, request: HttpRequest) -> HttpResponse:
        """Show what became of each month's credits; `format=csv` hands it out."""
        self._require_view(request)
        days = provisions.measured_days()
        found = provisions.vintages(last=days[0]) if days else []
        if request.GET.get("format") == "csv":
            header = ("month", "credits", "age in months", "ever in default", "ever 30 days late")
            lines = [
                (f"{each.month:%Y-%m}", each.credits, age, defaulted, late)
                for each in found
                for age, (defaulted, late) in enumerate(
                    zip(each.defaulted, each.past_due, strict=True)
                )
            ]
            return _csv("vintages.csv", header, lines)
        ages = range(max((len(each.defaulted) for each in found), default=0))
        return self._page(
            request, "admin/provisions/vintages.html", "Vintages", vintages=found, ages=ages
        )

    def _require_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _page(
        self, request: HttpRequest, template: str, title: str, **context: Any
    ) -> HttpResponse:
        common = self.admin_site.each_context(request)
        return TemplateResponse(request, template, {**common, "title": title, **context})


def _span(days: list[date]) -> dict[str, Any]:
    """Return the newest day and the one thirty days of the list before it, to begin with."""
    if not days:
        return {}
    return {"by": "stage", "first": days[min(len(days) - 1, 30)], "last": days[0]}


def _csv(name: str, header: Iterable[object], lines: Iterable[Iterable[object]]) -> HttpResponse:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(lines)
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@admin.register(Loss)
class LossAdmin(ReadOnlyAdmin):
    list_display = (
        "day", "exposure", "stage", "days_past_due", "shown_owed", "shown_provided", "why",
    )  # fmt: skip
    list_filter = ("stage", "exposure__currency", "exposure__segment", "exposure__kind")
    list_select_related = ("day", "exposure")
    search_fields = ("=exposure__reference", "=exposure__customer")
    ordering = ("-day__day", "id")
    fields = (
        "day", "exposure", "customer", "segment", "originated", "stage", "why", "clear_since",
        "days_past_due", "shown_owed", "shown_undrawn", "shown_collateral", "pd", "initial_pd",
        "pd_source", "rate", "line", "shown_provided", "parameters", "carried",
    )  # fmt: skip
    readonly_fields = (
        "customer", "segment", "originated", "why", "shown_owed", "shown_undrawn",
        "shown_collateral", "initial_pd", "pd_source", "shown_provided", "parameters",
    )  # fmt: skip
    change_form_template = "admin/provisions/loss.html"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show what the figure is made of."""
        row = context.get("original")
        if isinstance(row, Loss):
            context["explanation"] = provisions.explain(loss_id=row.pk)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display
    def why(self, row: Loss) -> str:
        return "; ".join(row.reasons)

    @admin.display(description="owed")
    def shown_owed(self, row: Loss) -> str:
        return money(row.drawn, row.exposure.currency)

    @admin.display(description="may still be drawn")
    def shown_undrawn(self, row: Loss) -> str:
        return money(row.undrawn, row.exposure.currency)

    @admin.display(description="collateral")
    def shown_collateral(self, row: Loss) -> str:
        return money(row.collateral, row.exposure.currency)

    @admin.display(description="provided")
    def shown_provided(self, row: Loss) -> str:
        return money(row.amount, row.exposure.currency)

    @admin.display
    def customer(self, row: Loss) -> str:
        return str(row.exposure.customer)

    @admin.display
    def segment(self, row: Loss) -> str:
        return row.exposure.segment

    @admin.display(description="originated on")
    def originated(self, row: Loss) -> str:
        return f"{row.exposure.originated_on}, first measured {row.exposure.first_day}"

    @admin.display(description="PD at the beginning")
    def initial_pd(self, row: Loss) -> str:
        return str(row.exposure.initial_pd)

    @admin.display(description="PD from")
    def pd_source(self, row: Loss) -> str:
        return row.exposure.pd_source

    @admin.display
    def parameters(self, row: Loss) -> SafeString:
        address = reverse("admin:provisions_parameterversion_change", args=[row.day.parameters_id])
        return format_html('<a href="{}">version {}</a>', address, row.day.parameters_id)


def _ask_parameters(asked: Asked) -> str:
    request = provisions.request_parameters(
        content=provisions.read_parameters(asked["content"]),
        effective_from=asked["effective_from"],
        reason=asked["reason"],
        actor=asked.actor,
        now=asked.now,
    )
    return waits(request.request_id)


@admin.register(ParameterVersion)
class ParameterVersionAdmin(ActingAdmin):
    list_display = ("id", "effective_from", "reason", "set_by", "set_at")
    fields = ("effective_from", "shown_content", "reason", "set_by", "set_at", "approval_id")
    readonly_fields = ("shown_content",)
    ordering = ("-id",)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "ask": ListAct(
            title="Ask for parameters", form=ParametersForm, do=_ask_parameters,
            permission="provisions.set_parameters",
            explanation="A second person decides. The newest version that has begun counts.",
        )
    }  # fmt: skip

    @admin.display(description="content")
    def shown_content(self, row: ParameterVersion) -> SafeString:
        return format_html("<pre>{}</pre>", json.dumps(row.content, indent=2))


def _ask_mark(asked: Asked) -> str:
    request = provisions.request_mark(
        customer=asked["customer"],
        kind=provisions.MarkKind(asked["kind"]),
        is_on=asked["is_on"],
        reason=asked["reason"],
        actor=asked.actor,
        now=asked.now,
    )
    return waits(request.request_id)


@admin.register(Mark)
class MarkAdmin(ActingAdmin):
    list_display = ("customer", "kind", "is_on", "from_day", "reason", "set_by", "set_at")
    list_filter = ("kind", "is_on")
    search_fields = ("=customer",)
    fields = (
        "customer", "kind", "is_on", "from_day", "reason", "set_by", "set_at", "approval_id",
    )  # fmt: skip
    ordering = ("-id",)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "ask": ListAct(
            title="Ask for a mark", form=MarkForm, do=_ask_mark,
            permission="provisions.mark_customer",
            explanation="A second person decides. The watch list leads to stage 2, unlikely to"
            " pay to stage 3, with the next day's end.",
        )
    }  # fmt: skip
