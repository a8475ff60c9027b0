"""A customer's cards, as the customer sees and keeps them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import public as accounts
from bankcore import clock
from bankcore.errors import BankError
from bankcore.identity.presentation.web.confirmation import needs_recent_confirmation
from bankcore.presentation import visitors
from payments.issuing import public as issuing
from payments.issuing.presentation.web import words
from payments.issuing.presentation.web.forms import (
    LimitsForm,
    OrderForm,
    PinForm,
    ReportForm,
    SwitchesForm,
)

_ACTS: Final[dict[str, Callable[..., issuing.CardView]]] = {
    "freeze": issuing.freeze,
    "unfreeze": issuing.unfreeze,
}
_USES_SHOWN: Final = 25


@login_required
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Show the customer's cards, and for which accounts there may be one."""
    return _list(request, OrderForm(_choices(request)))


@login_required
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Make a card of one of the customer's own accounts."""
    form = OrderForm(_choices(request), request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    try:
        made = issuing.order(account_id=UUID(form.cleaned_data["account"]), **_who(request))
    except BankError as error:
        form.add_error("account", f"{error.message} {error.cure}")
        return _list(request, form, status=422)
    messages.success(request, _("Your card is ready. Payments online work at once."))
    return redirect("card", card_id=made.card_id)


@login_required
@require_safe
def card(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Show one of the customer's own cards; another's is not found."""
    return _show(request, _own(request, card_id))


@login_required
@require_POST
def act(request: HttpRequest, card_id: UUID, act: str) -> HttpResponse:
    """Freeze or unfreeze one of the customer's own cards, from its next use on."""
    found = _own(request, card_id)
    if act not in _ACTS:
        message = "There is nothing of this name to be done to a card."
        raise Http404(message)
    try:
        _ACTS[act](card_id=card_id, **_who(request))
    except BankError as error:
        return _show(request, found, refusal=f"{error.message} {error.cure}")
    return redirect("card", card_id=card_id)


@login_required
@require_POST
def set_switches(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Say what one of the customer's own cards may be used for."""
    found = _own(request, card_id)
    form = SwitchesForm(found, request.POST)
    form.is_valid()
    try:
        issuing.set_switches(card_id=card_id, switches=form.wanted(), **_who(request))
    except BankError as error:
        return _show(request, found, refusal=f"{error.message} {error.cure}")
    messages.success(request, _("Saved. It holds from the card's next use on."))
    return redirect("card", card_id=card_id)


@login_required
@needs_recent_confirmation
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Say how much may be spent with one of the customer's own cards, by who has shown it is them.

    Whoever finds the page left open must not raise what can be taken.
    """
    found = _own(request, card_id)
    form = LimitsForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issuing.set_limits(card_id=card_id, limits=form.wanted(), **_who(request))
        except BankError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved. It holds from the card's next use on."))
            return redirect("card", card_id=card_id)
    context = {"form": form, "card": found}
    status = 422 if form.errors else 200
    return render(request, "web/cards/limits.html", context, status=status)


@never_cache
@sensitive_post_parameters()
@login_required
@needs_recent_confirmation
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def pin(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Choose the PIN of one of the customer's own cards, by who has just shown it is them."""
    found = _own(request, card_id)
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issuing.choose_pin(card_id=card_id, pin=form.cleaned_data["pin"], **_who(request))
        except BankError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The new PIN holds from the card's next use on."))
            return redirect("card", card_id=card_id)
    context = {"form": form, "card": found}
    return render(request, "web/cards/pin.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Ask whether a card is lost or stolen, then end it and make another."""
    found = _own(request, card_id)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        stolen = form.cleaned_data["how"] == "stolen"
        try:
            made = issuing.report(card_id=card_id, stolen=stolen, **_who(request))
        except BankError as error:
            form.add_error(None, f"{error.message} {error.cure}")
        else:
            messages.success(request, _("The card pays nothing any more. This is your new one."))
            return redirect("card", card_id=made.card_id)
    context = {"form": form, "card": found}
    return render(request, "web/cards/report.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@needs_recent_confirmation
@require_safe
@sensitive_variables()
def number(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Show the number of one of the customer's own cards to who has just shown it is them."""
    found = _own(request, card_id)
    try:
        shown = issuing.show_number(card_id=card_id, **_who(request))
    except BankError as error:
        return _show(request, found, refusal=f"{error.message} {error.cure}")
    groups = " ".join(shown.number[at : at + 4] for at in range(0, len(shown.number), 4))
    return render(request, "web/cards/number.html", {"card": found, "number": groups})


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"actor": visitors.actor_of(request), "now": clock.now()}


def _choices(request: HttpRequest) -> list[accounts.AccountView]:
    if accounts.customer_of_user(user_id=visitors.user_id(request)) is None:
        return []
    return issuing.account_choices(actor=visitors.actor_of(request))


def _own(request: HttpRequest, card_id: UUID) -> issuing.CardView:
    try:
        return issuing.get(card_id=card_id, actor=visitors.actor_of(request))
    except (issuing.CardNotFound, accounts.CustomerNotFound) as error:
        raise Http404(error.message) from None


def _list(request: HttpRequest, form: OrderForm, *, status: int = 200) -> HttpResponse:
    customer = accounts.customer_of_user(user_id=visitors.user_id(request))
    found = [] if customer is None else issuing.of_customer(customer_id=customer.customer_id)
    context = {
        "cards": [(each, words.state(each)) for each in found if each.is_live],
        "ended": [(each, words.state(each)) for each in found if not each.is_live],
        "form": form,
        "may_order": bool(form.fields["account"].choices),  # type: ignore[attr-defined]
    }
    return render(request, "web/cards/cards.html", context, status=status)


def _show(request: HttpRequest, found: issuing.CardView, refusal: str = "") -> HttpResponse:
    actor = visitors.actor_of(request)
    found = issuing.get(card_id=found.card_id, actor=actor)
    spent = issuing.spent_with(card_id=found.card_id, actor=actor)
    uses = issuing.uses_of(card_id=found.card_id, actor=actor, limit=_USES_SHOWN)
    pin_state = issuing.pin_state(card_id=found.card_id, actor=actor)
    context = {
        "card": found,
        "state": words.state(found),
        "account": accounts.get_account(account_id=found.account_id),
        "switches": SwitchesForm(found),
        "pin": words.pin(pin_state),
        "has_pin": pin_state is not issuing.PinState.NONE,
        "limits": [
            (_("Purchases a day"), spent.purchases_day, found.limits.purchases_day),
            (_("Purchases a month"), spent.purchases_month, found.limits.purchases_month),
            (_("Cash a day"), spent.cash_day, found.limits.cash_day),
            (_("Cash a month"), spent.cash_month, found.limits.cash_month),
        ],
        "uses": [words.use(each) for each in uses],
        "refusal": refusal,
    }
    return render(request, "web/cards/card.html", context, status=409 if refusal else 200)
