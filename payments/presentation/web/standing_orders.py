"""A customer's standing orders, as the customer sees and gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts import public as accounts
from bankcore import clock
from bankcore.errors import BankError
from bankcore.presentation import visitors
from payments import public as payments
from payments.presentation.web.forms import StandingOrderForm

_MOST_ACCOUNTS = 100
_ACTS: Final[dict[str, Callable[..., payments.StandingOrderView]]] = {
    "pause": payments.pause_standing_order,
    "resume": payments.resume_standing_order,
    "cancel": payments.cancel_standing_order,
}


@login_required
def standing_orders(request: HttpRequest) -> HttpResponse:
    """Show the customer's standing orders."""
    orders = payments.standing_orders_of_user(user_id=visitors.user_id(request))
    return render(request, "web/payments/standing_orders.html", {"orders": orders})


@login_required
def standing_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Show one of the customer's own orders with its latest dates; another's is not found."""
    try:
        found = payments.get_standing_order(order_id=order_id, user_id=visitors.user_id(request))
    except payments.StandingOrderNotFound as error:
        raise Http404(error.message) from None
    return render(request, "web/payments/standing_order.html", {"order": found})


@login_required
def new_standing_order(request: HttpRequest) -> HttpResponse:
    """Take an order from one of the customer's own accounts."""
    own, _ = accounts.page_of_accounts(
        chosen=accounts.AccountFilter(user_id=visitors.user_id(request)), limit=_MOST_ACCOUNTS
    )
    form = StandingOrderForm(own, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            order = payments.create_standing_order(
                terms=form.cleaned_data["terms"],
                request=form.request(),
                actor=visitors.actor_of(request),
                now=clock.now(),
                user_id=visitors.user_id(request),
            )
        except BankError as error:
            form.refuse(error)
        else:
            return redirect("standing_order", order_id=order.order_id)
    return render(request, "web/payments/standing_order_form.html", {"form": form})


@login_required
@require_POST
def act_on_standing_order(request: HttpRequest, order_id: UUID, act: str) -> HttpResponse:
    """Pause, resume or cancel one of the customer's own orders; another's is not found."""
    try:
        _ACTS[act](
            order_id=order_id,
            actor=visitors.actor_of(request),
            now=clock.now(),
            user_id=visitors.user_id(request),
        )
    except (KeyError, payments.StandingOrderNotFound):
        message = "There is no such order, or nothing of this name to be done to it."
        raise Http404(message) from None
    except payments.StandingOrderOver:
        pass  # The page says what the order is now.
    return redirect("standing_order", order_id=order_id)
