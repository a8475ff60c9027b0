"""A customer's standing orders, as the customer sees and gives them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bankcore import clock
from bankcore.errors import BankError
from bankcore.presentation import refusals, visitors
from bankcore.presentation.templatetags.money import day, money
from payments import public as payments
from payments.payees import public as payees
from payments.presentation.web import confirming, order_words, own_accounts
from payments.presentation.web.forms import SkipForm, StandingOrderChangeForm, StandingOrderForm

_ACTS: Final[dict[str, Callable[..., payments.StandingOrderView]]] = {
    "pause": payments.pause_standing_order,
    "resume": payments.resume_standing_order,
    "cancel": payments.cancel_standing_order,
}
_DAYS_SHOWN: Final = 30


@login_required
def standing_orders(request: HttpRequest) -> HttpResponse:
    """Show the customer's standing orders."""
    orders = payments.standing_orders_of_user(user_id=visitors.user_id(request))
    shown = [(each, order_words.STATES[each.state]) for each in orders]
    return render(request, "web/payments/standing_orders.html", {"orders": shown})


@login_required
def upcoming(request: HttpRequest) -> HttpResponse:
    """Show what is due from the customer's accounts within thirty days."""
    found = payments.upcoming_of_user(user_id=visitors.user_id(request), days=_DAYS_SHOWN)
    return render(request, "web/payments/upcoming.html", {"upcoming": found})


@login_required
def standing_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Show one of the customer's own orders with its latest dates; another's is not found."""
    return _show(request, _own(request, order_id), "")


@login_required
def new_standing_order(request: HttpRequest) -> HttpResponse:
    """Take an order from one of the customer's own accounts, once it is confirmed."""
    own = own_accounts.that_pay(visitors.user_id(request))
    form = StandingOrderForm(own, request.POST or None)
    if request.method == "POST" and not confirming.is_edit(request) and form.is_valid():
        page = _give(request, form)
        if page is not None:
            return page
    context = {"form": form, "needs_factor": confirming.needs_factor(request)}
    return render(request, "web/payments/standing_order_form.html", context)


@login_required
def change_standing_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Change amount, text or end of one of the customer's own orders, once it is confirmed."""
    found = _own(request, order_id)
    form = StandingOrderChangeForm(found, request.POST or None)
    if request.method == "POST" and not confirming.is_edit(request) and form.is_valid():
        page = _change(request, found, form)
        if page is not None:
            return page
    context = {"form": form, "order": found, "needs_factor": confirming.needs_factor(request)}
    return render(request, "web/payments/standing_order_change.html", context)


@login_required
@require_POST
def skip_standing_order_date(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Leave out the next date of one of the customer's own orders, which the page has named."""
    found = _own(request, order_id)
    form = SkipForm(request.POST)
    if form.is_valid():
        try:
            payments.skip_standing_order_date(
                order_id=found.order_id,
                due_date=form.cleaned_data["due_date"],
                actor=visitors.actor_of(request),
                now=clock.now(),
                user_id=visitors.user_id(request),
            )
        except payments.StandingOrderOver as error:
            return _show(request, _own(request, order_id), refusals.told(error))
    return redirect("standing_order", order_id=order_id)


@login_required
@require_POST
def act_on_standing_order(request: HttpRequest, order_id: UUID, act: str) -> HttpResponse:
    """Pause, resume or cancel one of the customer's own orders; resuming one is confirmed."""
    found = _own(request, order_id)
    if act not in _ACTS:
        message = "There is nothing of this name to be done to an order."
        raise Http404(message)
    page = None
    try:
        if act == "resume":
            page = _resume(request, found)
        else:
            _do(request, found, act)
    except payments.StandingOrderOver:
        pass  # The page says what the order is now.
    except BankError as error:
        page = confirming.again(request, _step(found), error)
        return page or _show(request, _own(request, order_id), refusals.told(error))
    return page or redirect("standing_order", order_id=order_id)


def _do(
    request: HttpRequest,
    order: payments.StandingOrderView,
    act: str,
    **more: UUID | None,
) -> None:
    _ACTS[act](
        order_id=order.order_id,
        actor=visitors.actor_of(request),
        now=clock.now(),
        user_id=visitors.user_id(request),
        **more,
    )


def _resume(request: HttpRequest, order: payments.StandingOrderView) -> HttpResponse | None:
    if confirming.is_confirmed(request):
        _do(request, order, "resume", confirmation_id=confirming.prove(request))
        return None
    asked = payments.ask_to_confirm_resuming_standing_order(
        order_id=order.order_id, actor=visitors.actor_of(request), now=clock.now()
    )
    return confirming.show(request, _step(order), asked)


def _give(request: HttpRequest, form: StandingOrderForm) -> HttpResponse | None:
    """Ask for the order or give it; None where the form says why not."""
    terms, actor, now = form.cleaned_data["terms"], visitors.actor_of(request), clock.now()
    step = confirming.Step(
        title=_("Check and confirm"),
        told=form.told(),
        button=_("Give the order"),
        back=reverse("new_standing_order"),
        editable=True,
        checked=payees.name_check_of(request_key=form.request().key),
    )
    try:
        if not confirming.is_confirmed(request):
            asked = payments.ask_to_confirm_standing_order(terms=terms, actor=actor, now=now)
            checked = _check_name(request, form)
            return confirming.show(request, replace(step, checked=checked), asked)
        order = payments.create_standing_order(
            terms=terms,
            request=form.request(),
            actor=actor,
            now=now,
            user_id=visitors.user_id(request),
            confirmation_id=confirming.prove(request),
        )
    except BankError as error:
        form.refuse(error)
        return confirming.again(request, step, error)
    return redirect("standing_order", order_id=order.order_id)


def _check_name(request: HttpRequest, form: StandingOrderForm) -> payees.NameCheckView | None:
    """Compare the payee's name with the holder's; None for one of the customer's own accounts."""
    named = form.named()
    if named is None:
        return None
    return payees.check_name(
        name=named[0],
        account=named[1],
        request_key=form.request().key,
        actor=visitors.actor_of(request),
        now=clock.now(),
    )


def _change(
    request: HttpRequest, order: payments.StandingOrderView, form: StandingOrderChangeForm
) -> HttpResponse | None:
    """Ask for the change or make it; None where the form says why not."""
    wanted, actor, now = form.cleaned_data["wanted"], visitors.actor_of(request), clock.now()
    step = confirming.Step(
        title=_("Check and confirm"),
        told=[*form.told(), (_("To"), order_words.payee(order))],
        button=_("Change the order"),
        back=reverse("change_standing_order", args=[order.order_id]),
        editable=True,
    )
    try:
        if not confirming.is_confirmed(request):
            asked = payments.ask_to_confirm_standing_order_change(
                order_id=order.order_id, wanted=wanted, actor=actor, now=now
            )
            return confirming.show(request, step, asked)
        payments.change_standing_order(
            order_id=order.order_id,
            wanted=wanted,
            actor=actor,
            now=now,
            user_id=visitors.user_id(request),
            confirmation_id=confirming.prove(request),
        )
    except BankError as error:
        form.refuse(error)
        return confirming.again(request, step, error)
    return redirect("standing_order", order_id=order.order_id)


def _step(order: payments.StandingOrderView) -> confirming.Step:
    """Return how a standing order is told before it pays again."""
    what = _("All above") if order.rule is payments.AmountRule.SWEEP else _("Amount")
    upcoming = day(order.next_due_date) if order.next_due_date else _("never")
    return confirming.Step(
        title=_("Check and confirm"),
        told=[
            (what, money(order.amount)),
            (_("To"), order_words.payee(order)),
            (_("Next on"), upcoming),
        ],
        button=_("Resume the order"),
        back=reverse("standing_order", args=[order.order_id]),
    )


def _own(request: HttpRequest, order_id: UUID) -> payments.StandingOrderView:
    try:
        return payments.get_standing_order(order_id=order_id, user_id=visitors.user_id(request))
    except payments.StandingOrderNotFound as error:
        raise Http404(error.message) from None


def _show(request: HttpRequest, order: payments.StandingOrderView, refusal: str) -> HttpResponse:
    context = {
        "order": order,
        "state": order_words.STATES[order.state],
        "often": order_words.how_often(order.recurrence),
        "moved": order_words.moved(order.recurrence),
        "executions": [
            (each, order_words.became(each.state, each.last_refusal)) for each in order.executions
        ],
        "refusal": refusal,
    }
    status = 409 if refusal else 200
    return render(request, "web/payments/standing_order.html", context, status=status)
