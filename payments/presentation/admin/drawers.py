"""Tellers at their drawers, in the back office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from bankcore.money import Currency, Money
from bankcore.presentation.acting import Done
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments import public as payments
from payments.domain.denominations import PIECES
from payments.models import DrawerSession, TellerDrawer
from payments.presentation.admin.pages import (
    AccountField,
    AmountField,
    Asked,
    Page,
    StaffForm,
    show,
)

_PERMISSION: Final = "payments.operate_drawer"


class OpenForm(StaffForm):
    branch = forms.CharField(
        max_length=8, initial="HQ", help_text="HQ is the head office; otherwise your branch's code."
    )
    currency = forms.TypedChoiceField(
        choices=[(code, code) for code in PIECES], coerce=Currency.of, initial="EUR"
    )
    amount = AmountField(required=False, help_text="Cash from the vault; empty for none.")


class CashForm(StaffForm):
    account = AccountField()
    amount = AmountField()
    narrative = forms.CharField(max_length=140, required=False)


class VaultForm(StaffForm):
    direction = forms.ChoiceField(
        choices=[
            (payments.VaultDirection.TO_DRAWER.value, "From the vault into the drawer"),
            (payments.VaultDirection.TO_VAULT.value, "From the drawer into the vault"),
        ]
    )
    amount = AmountField()


class CashChequeForm(StaffForm):
    account = AccountField(label="Drawn on account (IBAN)")
    number = forms.IntegerField(min_value=1, label="Cheque number")
    amount = AmountField()
    payee = forms.CharField(max_length=140)


class CloseForm(StaffForm):
    reason = forms.CharField(
        max_length=300, required=False, help_text="Why the cash differs from the books, if it does."
    )

    def __init__(self, *args: Any, currency: Currency, **kwargs: Any) -> None:
        super().__init__(*args, currency=currency, **kwargs)
        self.drawer_currency = currency
        pieces = {
            f"piece_{face}": forms.IntegerField(
                min_value=0, required=False, label=str(Money(face, currency))
            )
            for face in payments.pieces_of(currency)
        }
        self.fields = {**pieces, **self.fields}

    def count(self) -> payments.CashCount:
        """Return what was counted."""
        pieces = {
            face: self.cleaned_data[f"piece_{face}"] or 0
            for face in payments.pieces_of(self.drawer_currency)
        }
        return payments.CashCount(self.drawer_currency, pieces)


Act = Callable[[payments.DrawerView, Asked], str]


def _cash(move: Callable[..., payments.Movement], done: str) -> Act:
    def act(drawer: payments.DrawerView, asked: Asked) -> str:
        order = payments.CashOrder(
            account_id=asked["account"].account_id,
            amount=asked["amount"],
            narrative=asked["narrative"],
            drawer_id=drawer.drawer_id,
        )
        try:
            made = move(order=order, request=asked.form.key(), actor=asked.actor, now=asked.now)
        except payments.PaymentHeld as waiting:
            return f"{waiting.held.message} Hand no cash out; order it again when the bank has."
        return f"{made.amount} {done} {asked['account'].iban}: transaction {made.transaction_id}."

    return act


def _vault(drawer: payments.DrawerView, asked: Asked) -> str:
    order = payments.VaultOrder(
        drawer_id=drawer.drawer_id,
        amount=asked["amount"],
        direction=payments.VaultDirection(asked["direction"]),
    )
    left = payments.move_cash(
        order=order, request=asked.form.key(), actor=asked.actor, now=asked.now
    )
    return f"{order.amount} moved; the drawer should hold {left.expected} now."


def _cheque(drawer: payments.DrawerView, asked: Asked) -> str:
    order = payments.ChequePresentment(
        account_id=asked["account"].account_id,
        number=asked["number"],
        amount=asked["amount"],
        payee=asked["payee"],
        drawer_id=drawer.drawer_id,
    )
    made = payments.pay_cheque(
        order=order, request=asked.form.key(), actor=asked.actor, now=asked.now
    )
    return f"Cheque {order.number} over {made.amount} paid: transaction {made.transaction_id}."


def _close(drawer: payments.DrawerView, asked: Asked) -> str:
    assert isinstance(asked.form, CloseForm)  # noqa: S101 - the page's own form
    order = payments.DrawerClosing(
        drawer_id=drawer.drawer_id, count=asked.form.count(), reason=asked["reason"]
    )
    found = payments.close_drawer(order=order, actor=asked.actor, now=asked.now)
    if found.state is payments.SessionState.COUNTED:
        return f"Counted. The difference of {found.difference} waits for a second person."
    return f"The drawer is closed; {found.counted} went back to the vault."


def _reopen(drawer: payments.DrawerView, asked: Asked) -> str:
    payments.reopen_drawer(drawer_id=drawer.drawer_id, actor=asked.actor, now=asked.now)
    return "The drawer is open again."


_ACTS: Final[dict[str, tuple[str, type[StaffForm], Act]]] = {
    "deposit": ("Pay in", CashForm, _cash(payments.deposit, "paid in to")),
    "withdraw": ("Pay out", CashForm, _cash(payments.withdraw, "paid out of")),
    "cheque": ("Cash a cheque", CashChequeForm, _cheque),
    "vault": ("Move cash to or from the vault", VaultForm, _vault),
    "close": ("Count and close", CloseForm, _close),
    "reopen": ("Go on without closing", StaffForm, _reopen),
}


@admin.register(TellerDrawer)
class TellerDrawerAdmin(ReadOnlyAdmin):
    list_display = ("teller", "branch", "money", "state", "counter_link")
    list_select_related = ("teller",)
    change_list_template = "admin/payments/list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the counter's pages."""
        view = self.admin_site.admin_view
        own = [
            path("open/", view(self.open), name="payments_drawer_open"),
            path("<uuid:drawer_id>/counter/", view(self.counter), name="payments_drawer_counter"),
            path("<uuid:drawer_id>/<slug:act>/", view(self.act), name="payments_drawer_act"),
        ]
        return [*own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[TellerDrawer]:
        """Fetch with the page whether each is open."""
        unclosed = DrawerSession.objects.exclude(state=payments.SessionState.CLOSED)
        found: QuerySet[TellerDrawer] = super().get_queryset(request)
        return found.prefetch_related(Prefetch("sessions", unclosed, to_attr="unclosed"))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer to open a drawer."""
        links = [(reverse("admin:payments_drawer_open"), "Open my drawer")]
        shown = {"page_actions": links if request.user.has_perm(_PERMISSION) else []}
        return super().changelist_view(request, {**(extra_context or {}), **shown})

    def open(self, request: HttpRequest) -> HttpResponse:
        """Open the drawer of whoever is logged in."""
        _require(request)

        def do(asked: Asked) -> Done:
            amount = asked["amount"] or Money(0, asked["currency"])
            order = payments.DrawerOpening(amount=amount, branch=asked["branch"])
            found = payments.open_drawer(order=order, actor=asked.actor, now=asked.now)
            counter = reverse("admin:payments_drawer_counter", args=[found.drawer_id])
            return Done(f"The drawer is open with {found.expected}.", counter)

        back = reverse("admin:payments_tellerdrawer_changelist")
        page = Page(title="Open my drawer", form=OpenForm, do=do, back=back)
        return show(request, self, page)

    def counter(self, request: HttpRequest, drawer_id: UUID) -> HttpResponse:
        """Show the drawer with what can be done at it."""
        _require(request)
        drawer = _drawer(drawer_id)
        offered = {
            payments.SessionState.OPEN: [name for name in _ACTS if name != "reopen"],
            payments.SessionState.COUNTED: ["close", "reopen"],
        }.get(drawer.state, [])
        values = {
            **self.admin_site.each_context(request),
            "title": f"Counter of {drawer.teller}",
            "opts": self.opts,
            "drawer": drawer,
            "lines": payments.cash_lines(drawer_id=drawer_id)[::-1],
            "page_actions": [
                (reverse("admin:payments_drawer_act", args=[drawer_id, name]), _ACTS[name][0])
                for name in offered
            ],
            "transaction_page": reverse("admin:payments_reversal"),
        }
        return TemplateResponse(request, "admin/payments/counter.html", values)

    def act(self, request: HttpRequest, drawer_id: UUID, act: str) -> HttpResponse:
        """Do one thing at the drawer."""
        _require(request)
        if act not in _ACTS:
            raise Http404
        drawer = _drawer(drawer_id)
        title, form, do = _ACTS[act]
        page = Page(
            title=title,
            form=form,
            do=lambda asked: do(drawer, asked),
            back=reverse("admin:payments_drawer_counter", args=[drawer_id]),
            explanation=f"The drawer should hold {drawer.expected}.",
            template=f"admin/payments/{'count' if act == 'close' else 'form'}.html",
            currency=drawer.currency,
        )
        return show(request, self, page, context={"drawer": drawer})

    @admin.display(description="currency")
    def money(self, drawer: TellerDrawer) -> str:
        return Currency.numbered(drawer.currency).code

    @admin.display
    def state(self, drawer: TellerDrawer) -> str:
        unclosed: list[DrawerSession] = getattr(drawer, "unclosed", [])
        return (unclosed[0].state if unclosed else payments.SessionState.CLOSED).lower()

    @admin.display(description="")
    def counter_link(self, drawer: TellerDrawer) -> str:
        address = reverse("admin:payments_drawer_counter", args=[drawer.public_id])
        return format_html('<a class="button" href="{}">Counter</a>', address)


@admin.register(DrawerSession)
class DrawerSessionAdmin(ReadOnlyAdmin):
    list_display = (
        *("drawer", "teller", "state", "opened_at", "counted", "difference"),
        *("difference_reason", "closed_at", "closed_by"),
    )
    list_filter = ("state", "opened_at")
    list_select_related = ("teller",)

    @admin.display
    def counted(self, session: DrawerSession) -> str:
        return _money(session, session.counted_minor)

    @admin.display
    def difference(self, session: DrawerSession) -> str:
        return _money(session, session.difference_minor)


def _money(session: DrawerSession, minor: int | None) -> str:
    return "" if minor is None else str(Money(minor, Currency.numbered(session.currency)))


def _drawer(drawer_id: UUID) -> payments.DrawerView:
    try:
        return payments.get_drawer(drawer_id=drawer_id)
    except payments.DrawerNotFound as error:
        raise Http404(error.message) from None


def _require(request: HttpRequest) -> None:
    if not request.user.has_perm(_PERMISSION):
        raise PermissionDenied
