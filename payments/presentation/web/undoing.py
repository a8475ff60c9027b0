"""A payment that waits: for its payer, who may take it back, or for the bank; and how long."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import public as accounts
from bankcore import clock
from bankcore.presentation import refusals, visitors
from payments import public as payments
from payments.payees import public as payees

paying = payments.paying


@never_cache
@login_required
@require_safe
def held(request: HttpRequest, held_id: UUID) -> HttpResponse:
    """Show a payment that waits, or what has become of it."""
    return _page(request, held_id)


@never_cache
@login_required
@require_POST
def undo(request: HttpRequest, held_id: UUID) -> HttpResponse:
    """Take a payment back that was just ordered; when it is too late, say so."""
    try:
        paying.undo(held_id=held_id, actor=visitors.actor_of(request), now=clock.now())
    except payments.HeldPaymentNotFound as error:
        raise Http404(error.message) from None
    except paying.UndoOver as over:
        return _page(request, held_id, refusal=refusals.told(over))
    return redirect("held", held_id=held_id)


class UndoTimeForm(forms.Form):
    """For how long payments can be undone."""

    seconds = forms.TypedChoiceField(
        label=gettext_lazy("Time to undo a payment"), coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["seconds"].choices = [  # type: ignore[attr-defined]
            (each, _("%(seconds)s seconds") % {"seconds": each} if each else _("Off: pay at once"))
            for each in paying.CHOICES
        ]


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def undo_time(request: HttpRequest) -> HttpResponse:
    """Show and change for how long the customer's payments can be undone."""
    actor = visitors.actor_of(request)
    try:
        chosen = paying.seconds_of(actor=actor)
    except accounts.CustomerNotFound as error:
        raise Http404(error.message) from None
    form = UndoTimeForm(request.POST or None, initial={"seconds": chosen})
    if request.method == "POST" and form.is_valid():
        paying.choose(seconds=form.cleaned_data["seconds"], actor=actor, now=clock.now())
        messages.success(request, _("Your choice is kept."))
        return redirect("undo_time")
    status = 422 if form.errors else 200
    return render(request, "web/payments/undo_time.html", {"form": form}, status=status)


def _page(request: HttpRequest, held_id: UUID, *, refusal: str = "") -> HttpResponse:
    now = clock.now()
    try:
        _own(request, payments.get_held_payment(held_id=held_id))
        found = paying.look(held_id=held_id, now=now)
        payer = _own(request, found)
    except (payments.HeldPaymentNotFound, accounts.AccountNotFound):
        message = "There is no such payment of yours."
        raise Http404(message) from None
    context = {
        "held": found,
        "payer": payer,
        "account": _account_of(found),
        "checked": payees.name_check_of(request_key=found.request_key),
        "left": _seconds_left(found, request, now),
        "refusal": refusal,
    }
    return render(request, "web/payments/pay_held.html", context, status=409 if refusal else 200)


def _seconds_left(found: paying.HeldView, request: HttpRequest, now: datetime) -> int:
    """Return for how many seconds whoever looks may take it back; 0 where they may not."""
    mine = found.ordered_by == str(visitors.actor_of(request))
    if not mine or found.undo_until is None or found.status is not paying.HeldStatus.UNDOABLE:
        return 0
    return max(0, math.ceil((found.undo_until - now).total_seconds()))


def _account_of(found: paying.HeldView) -> str:
    if found.credit_account_id is None:
        return found.account
    return accounts.resolve(account_ids=[found.credit_account_id])[found.credit_account_id].iban


def _own(request: HttpRequest, found: paying.HeldView) -> accounts.AccountView:
    user_id = visitors.user_id(request)
    return accounts.get_account_of_user(account_id=found.account_id, user_id=user_id)
