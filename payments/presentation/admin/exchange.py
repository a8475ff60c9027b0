"""Exchange in the back office: rates, margins, quotes, orders and the bank's positions."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bankcore import clock
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of
from payments import public as payments
from payments.models import (
    FxCoverDeal,
    FxMargin,
    FxOrder,
    FxPosition,
    FxQuote,
    FxRate,
    FxResultSale,
    FxRevaluation,
)
from payments.presentation.admin.exchange_forms import CoverForm, MarginForm, RateForm
from payments.presentation.admin.pages import waits


class EnteredAdmin(ReadOnlyAdmin):
    """Rows are added by a form that a service takes, and never changed."""

    form_class: ClassVar[type[forms.Form]]
    title: ClassVar[str]
    explanation: ClassVar[str] = ""
    permission: ClassVar[str]  # the service's

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Staff with the right to add."""
        return request.user.has_perm(self.permission)

    def take(self, form: Any, *, actor: Actor) -> str:
        """Hand the form to the service; return what to tell."""
        raise NotImplementedError

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the form, or take it; what the service refuses is shown at its field."""
        del form_url, extra_context
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = self.form_class(request.POST or None)
        back = reverse(f"admin:payments_{self.opts.model_name}_changelist")
        if form.is_valid():
            try:
                told = self.take(form, actor=actor_of(request))
            except BankError as error:
                field = error.field if error.field in form.fields else None
                form.add_error(field, f"{error.message} {error.cure}")
            else:
                messages.success(request, told)
                return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.title,
            "explanation": self.explanation,
            "form": form,
            "back": back,
        }
        return TemplateResponse(request, "admin/payments/service_form.html", context)


@admin.register(FxRate)
class FxRateAdmin(EnteredAdmin):
    list_display = ("day", "currency", "rate", "source")
    list_filter = ("source",)
    search_fields = ("=currency",)
    ordering = ("-day", "currency")
    form_class = RateForm
    permission = "payments.publish_rates"
    title = "Enter a rate"
    explanation = (
        "For the open business day, where none was published or what was published is wrong."
        " A second person decides."
    )

    def take(self, form: Any, *, actor: Actor) -> str:
        """Ask for the rate."""
        values = form.cleaned_data
        asked = payments.request_fx_rate(
            currency=values["currency"],
            rate=values["rate"],
            reason=values["reason"],
            actor=actor,
            now=clock.now(),
        )
        return waits(asked)


@admin.register(FxMargin)
class FxMarginAdmin(EnteredAdmin):
    list_display = ("effective_from", "product_id", "sell_currency", "buy_currency", "margin")
    ordering = ("-effective_from", "-pk")
    form_class = MarginForm
    permission = "payments.set_margins"
    title = "Set a margin"
    explanation = (
        "Terms are not changed: a new version holds from its day on. A second person decides."
    )

    def take(self, form: Any, *, actor: Actor) -> str:
        """Ask for the margin."""
        asked = payments.request_fx_margin(
            terms=form.terms(),
            reason=form.cleaned_data["reason"],
            actor=actor,
            now=clock.now(),
        )
        return waits(asked)


@admin.register(FxQuote)
class FxQuoteAdmin(ReadOnlyAdmin):
    list_display = ("public_id", "sold", "bought", "margin", "quoted_at", "valid_until")
    search_fields = ("=public_id", "=customer_id")
    ordering = ("-pk",)

    @admin.display
    def sold(self, quote: FxQuote) -> str:
        return _money(quote.sell_minor, quote.sell_currency)

    @admin.display
    def bought(self, quote: FxQuote) -> str:
        return _money(quote.buy_minor, quote.buy_currency)


@admin.register(FxOrder)
class FxOrderAdmin(ReadOnlyAdmin):
    list_display = ("txn_id", "quote", "booking_date", "executed_at")
    list_select_related = ("quote",)
    search_fields = ("=txn_id",)
    ordering = ("-pk",)


@admin.register(FxRevaluation)
class FxRevaluationAdmin(ReadOnlyAdmin):
    not_summed = ("position", "result")  # positions of days; results are in euros
    list_display = ("day", "currency", "position", "before", "rate", "result", "txn_id")
    list_filter = ("currency",)
    ordering = ("-day", "currency")

    @admin.display
    def position(self, row: FxRevaluation) -> str:
        return _money(row.position_minor, row.currency)

    @admin.display(description="counter-value before")
    def before(self, row: FxRevaluation) -> str:
        return _money(row.counter_minor, payments.BASE)

    @admin.display
    def result(self, row: FxRevaluation) -> str:
        return _money(row.result_minor, payments.BASE)


@admin.register(FxResultSale)
class FxResultSaleAdmin(ReadOnlyAdmin):
    list_display = ("day", "currency", "amount", "rate", "euros", "txn_id")
    list_filter = ("currency",)
    ordering = ("-day", "currency")

    @admin.display
    def amount(self, row: FxResultSale) -> str:
        return _money(row.amount_minor, row.currency)

    @admin.display
    def euros(self, row: FxResultSale) -> str:
        return _money(row.eur_minor, payments.BASE)


@admin.register(FxCoverDeal)
class FxCoverDealAdmin(EnteredAdmin):
    not_summed = ("result",)  # in euros, whatever the deal's currency
    list_display = ("booking_date", "side", "amount", "rate", "euros", "result", "reference")
    list_filter = ("currency", "side")
    search_fields = ("reference",)
    ordering = ("-pk",)
    form_class = CoverForm
    permission = "payments.cover_position"
    title = "Enter a covering deal"
    explanation = (
        "Booked at once, through the bank's nostro accounts; what it realises is told after."
        " Above the limit for one person, a second person decides first."
    )

    @admin.display
    def amount(self, deal: FxCoverDeal) -> str:
        return _money(deal.amount_minor, deal.currency)

    @admin.display
    def euros(self, deal: FxCoverDeal) -> str:
        return _money(deal.eur_minor, payments.BASE)

    @admin.display(description="realised")
    def result(self, deal: FxCoverDeal) -> str:
        return _money(deal.result_minor, payments.BASE)

    def take(self, form: Any, *, actor: Actor) -> str:
        """Book the deal."""
        deal = payments.order_fx_cover(
            order=form.order(),
            reason=form.cleaned_data["reason"],
            request=form.request_key(),
            actor=actor,
            now=clock.now(),
        )
        if isinstance(deal, approvals.RequestView):
            return waits(deal)
        return f"Booked as transaction {deal.transaction_id}; realised {deal.result}."


@admin.register(FxPosition)
class FxPositionAdmin(ReadOnlyAdmin):
    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show every position at the mid of the business day."""
        del extra_context
        if not self.has_view_permission(request):
            raise PermissionDenied
        day = ledger.business_date()
        found = payments.fx_positions(day=day)
        euro = Currency.of(payments.BASE)
        unrealised = sum(each.unrealised.minor for each in found if each.unrealised)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Foreign-exchange positions",
            "day": day,
            "positions": found,
            "unrealised": Money(unrealised, euro),
            "may_cover": request.user.has_perm("payments.cover_position"),
        }
        return TemplateResponse(request, "admin/payments/fx_positions.html", context)


def _money(minor: int, currency: str) -> str:
    return str(Money(minor, Currency.of(currency)))
