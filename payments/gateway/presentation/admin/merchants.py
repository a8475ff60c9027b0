"""Merchants: taken on, given terms by two people, suspended; and what they are owed."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from bankcore.money import Currency, UnknownCurrency
from bankcore.presentation.acting import ActingAdmin, ListAct, RowAct, ShownInline
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of
from payments.gateway import public as gateway
from payments.gateway.models import Merchant, MerchantFees
from payments.presentation.admin.pages import AccountField, Asked, StaffForm, waits

_MANAGE: Final = "gateway.manage_merchants"
_FEES: Final = (
    *("capture_bps", "capture_fixed_minor", "refund_fixed_minor", "dispute_fixed_minor"),
)
# The rights of which gateway.merchant_balance asks for one.
_BALANCE: Final = (_MANAGE, "gateway.read_payments", "gateway.pay_out")


class OnboardForm(StaffForm):
    account = AccountField(
        label="Payout account (IBAN)",
        help_text="The business is the customer whose account it is; its currency is the first.",
    )
    name = forms.CharField(max_length=100)
    statement_name = forms.CharField(max_length=22, help_text="As payers see it.")
    city = forms.CharField(max_length=13)
    country = forms.CharField(max_length=2, help_text="Two letters, such as IE.")
    category = forms.CharField(max_length=4, help_text="ISO 18245, such as 5732.")
    more_currencies = forms.CharField(
        max_length=80, required=False, help_text="Besides the account's own: USD, GBP."
    )
    is_sandbox = forms.BooleanField(
        label="Sandbox", required=False, help_text="For trying things out: nothing is booked."
    )

    def clean_more_currencies(self) -> tuple[Currency, ...]:
        """Read the codes."""
        codes = self.cleaned_data["more_currencies"].replace(",", " ").upper().split()
        try:
            return tuple(Currency.of(code) for code in dict.fromkeys(codes))
        except UnknownCurrency as error:
            raise forms.ValidationError(error.message) from error


class TermsForm(StaffForm):
    valid_from = forms.DateField(
        help_text="The open business day, or a later one.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    capture_bps = forms.IntegerField(
        label="Share of captures", help_text="In hundredths of a per cent: 150 is 1.5 %."
    )
    capture_fixed_minor = forms.IntegerField(
        label="Fixed, a capture", help_text="In minor units of the payment's currency."
    )
    refund_fixed_minor = forms.IntegerField(label="Fixed, a refund", initial=0)
    dispute_fixed_minor = forms.IntegerField(label="Fixed, a dispute", initial=1_500)
    reserve_bps = forms.IntegerField(
        label="Reserve", initial=0, help_text="Of captures, in hundredths of a per cent."
    )
    reserve_days = forms.IntegerField(label="Days of reserve", initial=90)
    payout_schedule = forms.TypedChoiceField(
        choices=[(each.value, each.value.capitalize()) for each in gateway.PayoutSchedule],
        coerce=gateway.PayoutSchedule,
        initial=gateway.PayoutSchedule.DAILY,
    )
    reason = forms.CharField(max_length=500, help_text="Who decides reads it.")


class SuspendForm(StaffForm):
    reason = forms.CharField(max_length=500)


class ClientForm(StaffForm):
    client_id = forms.CharField(max_length=64, label="API client")


def _onboard(asked: Asked) -> str:
    account = asked["account"]
    own: Currency = account.currency
    more = tuple(each for each in asked["more_currencies"] if each != own)
    names = ("name", "statement_name", "city", "country", "category", "is_sandbox")
    order = gateway.MerchantOrder(
        customer_id=account.customer_id,
        payout_account_id=account.account_id,
        currencies=(own, *more),
        **{name: asked[name] for name in names},
    )
    made = gateway.onboard_merchant(order=order, actor=asked.actor, now=asked.now)
    return f"{made.name} is {made.object_id}, {made.state.lower()}."


def _terms(row: Merchant, asked: Asked) -> str:
    given = dict(asked.form.cleaned_data)
    reason, _ = given.pop("reason"), given.pop("request_key")
    return waits(
        gateway.request_merchant_terms(
            merchant=row.object_id,
            terms=gateway.MerchantTerms(**given),
            reason=reason,
            actor=asked.actor,
            now=asked.now,
        )
    )


def _suspend(row: Merchant, asked: Asked) -> str:
    gateway.suspend_merchant(
        merchant=row.object_id, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return "The merchant takes no more payments; refunds and disputes go on."


def _attach(row: Merchant, asked: Asked) -> str:
    client = asked["client_id"]
    gateway.attach_client(
        merchant=row.object_id, client_id=client, actor=asked.actor, now=asked.now
    )
    return f"{client} acts for the merchant."


def _current_terms(row: Merchant) -> dict[str, Any]:
    """Return what holds now, so that asking for one change does not undo the others."""
    held: dict[str, Any] = {
        name: getattr(row, name) for name in ("reserve_bps", "reserve_days", "payout_schedule")
    }
    newest = MerchantFees.objects.filter(merchant=row).order_by("-valid_from").first()
    return held if newest is None else {**held, **{each: getattr(newest, each) for each in _FEES}}


def _may_be_suspended(row: Merchant) -> bool:
    return row.state in (gateway.MerchantState.ACTIVE, gateway.MerchantState.ONBOARDING)


class FeesInline(ShownInline):
    model = MerchantFees
    fields = (
        *("valid_from", "capture_bps", "capture_fixed_minor", "refund_fixed_minor"),
        "dispute_fixed_minor",
    )
    readonly_fields = fields
    ordering = ("-valid_from",)


@admin.register(Merchant)
class MerchantAdmin(ActingAdmin):
    list_display = (
        *("name", "object_id", "state", "currency", "is_sandbox", "payout_schedule"),
        "created_at",
    )
    list_filter = ("state", "currency", "is_sandbox", "payout_schedule")
    search_fields = ("name", "object_id__exact")
    ordering = ("name", "id")
    inlines = (FeesInline,)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "onboard": ListAct(
            title="Take a merchant on", form=OnboardForm, do=_onboard, permission=_MANAGE
        )
    }
    row_acts: ClassVar[dict[str, RowAct]] = {
        "terms": RowAct(
            title="Ask for terms",
            form=TermsForm,
            do=_terms,
            permission=_MANAGE,
            explanation=(
                "When a second person approves them, the merchant takes payments. Fees hold from "
                "their day on, the reserve and the schedule of payouts from the approval."
            ),
            initial=_current_terms,
        ),
        "client": RowAct(
            title="Attach an API client", form=ClientForm, do=_attach, permission=_MANAGE
        ),
        "suspend": RowAct(
            title="Suspend",
            form=SuspendForm,
            do=_suspend,
            permission=_MANAGE,
            explanation="Only new terms, by two people, let it take payments again.",
            offered=_may_be_suspended,
        ),
    }

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show what the merchant is owed to whom it is told."""
        row = context.get("original")
        if row is not None and any(request.user.has_perm(each) for each in _BALANCE):
            context["balances"] = gateway.merchant_balance(
                merchant=gateway.get_merchant(row.object_id), actor=actor_of(request)
            )
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(MerchantFees)
class MerchantFeesAdmin(ReadOnlyAdmin):
    list_display = (
        *("merchant", "valid_from", "capture_bps", "capture_fixed_minor", "refund_fixed_minor"),
        "dispute_fixed_minor",
    )
    list_select_related = ("merchant",)
    ordering = ("merchant", "-valid_from")
