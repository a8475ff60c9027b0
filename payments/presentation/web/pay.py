"""A customer's payments: filled in, confirmed with a second factor, and the receipt."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import public as accounts
from bankcore import clock
from bankcore.audit import public as audit
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.presentation import visitors
from payments import public as payments
from payments.presentation.web import confirming, own_accounts
from payments.presentation.web.pay_forms import PayForm


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest) -> HttpResponse:
    """Take an order, have it confirmed, carry it out once."""
    own = own_accounts.that_pay(visitors.user_id(request))
    posted = request.POST if request.method == "POST" else None
    form = PayForm(own, posted, initial={"account": request.GET.get("account", "")})
    _note_strange(request, form)
    if request.method != "POST" or confirming.is_edit(request) or not form.is_valid():
        return _form(request, form)
    if confirming.is_confirmed(request):
        return _carry_out(request, form)
    try:
        asked = _ask(request, form)
    except BankError as error:
        form.refuse(error)
        return _form(request, form)
    return confirming.show(request, _step(form), asked)


@never_cache
@login_required
@require_safe
def held(request: HttpRequest, held_id: UUID) -> HttpResponse:
    """Show what has become of a payment that the bank looks at before it is made."""
    try:
        found = payments.get_held_payment(held_id=held_id)
        payer = _own_account(request, found.account_id)
    except (payments.HeldPaymentNotFound, accounts.AccountNotFound):
        message = "There is no such payment of yours."
        raise Http404(message) from None
    context = {"held": found, "payer": payer}
    return render(request, "web/payments/pay_held.html", context)


@never_cache
@login_required
@require_safe
def paid(request: HttpRequest, kind: str, transaction_id: int) -> HttpResponse:
    """Show the receipt of a payment from one of the customer's own accounts."""
    try:
        found = payments.get_movement(
            transaction_id=transaction_id, kind=payments.MovementKind(kind)
        )
        payer = _own_account(request, found.debit_account_id)
    except (ValueError, payments.MovementNotFound, accounts.AccountNotFound):
        message = "There is no such payment of yours."
        raise Http404(message) from None
    proof = identity.confirmation_used_for(
        used_for=f"transaction:{transaction_id}", actor=visitors.actor_of(request)
    )
    exempt = proof is None and _is_between_own(request, found, payer)
    context = {"movement": found, "payer": payer, "proof": proof, "exempt": exempt}
    return render(request, "web/payments/pay_receipt.html", context)


def _ask(request: HttpRequest, form: PayForm) -> identity.ConfirmationView | None:
    order = form.cleaned_data["order"]
    actor, now = visitors.actor_of(request), clock.now()
    if isinstance(order, payments.PaymentOrder):
        return payments.ask_to_confirm_payment(order=order, actor=actor, now=now)
    return payments.ask_to_confirm_transfer(order=order, actor=actor, now=now)


def _carry_out(request: HttpRequest, form: PayForm) -> HttpResponse:
    try:
        movement = _submit(request, form, confirming.prove(request))
    except payments.PaymentHeld as waiting:
        return redirect("held", held_id=waiting.held.held_id)
    except identity.ConfirmationRequired as error:
        return _step_up(request, form, error)
    except BankError as error:
        page = confirming.again(request, _step(form), error)
        if page is not None:
            return page
        form.refuse(error)
        return _form(request, form.with_new_key())
    return redirect("paid", kind=movement.kind.value, transaction_id=movement.transaction_id)


def _step_up(request: HttpRequest, form: PayForm, refusal: BankError) -> HttpResponse:
    """Have a transfer confirmed that was exempt, now that the bank asks for it all the same."""
    order = form.cleaned_data["order"]
    if isinstance(order, payments.TransferOrder):
        try:
            asked = payments.ask_to_confirm_transfer(
                order=order, actor=visitors.actor_of(request), now=clock.now(), step_up=True
            )
        except BankError as error:
            refusal = error
        else:
            return confirming.show(request, _step(form), asked)
    form.refuse(refusal)
    return _form(request, form.with_new_key())


def _submit(request: HttpRequest, form: PayForm, confirmation_id: UUID | None) -> payments.Movement:
    order, key = form.cleaned_data["order"], form.request()
    actor, now = visitors.actor_of(request), clock.now()
    if isinstance(order, payments.PaymentOrder):
        return payments.submit_payment(
            order=order, request=key, actor=actor, now=now, confirmation_id=confirmation_id
        )
    return payments.submit_transfer(
        order=order, request=key, actor=actor, now=now, confirmation_id=confirmation_id
    )


def _step(form: PayForm) -> confirming.Step:
    return confirming.Step(
        title=_("Check and confirm"),
        told=form.told(),
        button=_("Pay now"),
        back=reverse("pay"),
        editable=True,
    )


def _form(request: HttpRequest, form: PayForm) -> HttpResponse:
    bad = form.is_bound and not confirming.is_edit(request)
    context = {"form": form, "needs_factor": confirming.needs_factor(request)}
    return render(request, "web/payments/pay.html", context, status=422 if bad else 200)


def _is_between_own(
    request: HttpRequest, movement: payments.Movement, payer: accounts.AccountView
) -> bool:
    """Tell whether both accounts are the visitor's, so that nothing was to be confirmed."""
    customer = accounts.customer_of_user(user_id=visitors.user_id(request))
    if customer is None or movement.credit_account_id is None:
        return False
    payee = accounts.get_account(account_id=movement.credit_account_id)
    return payer.customer_id == payee.customer_id == customer.customer_id


def _note_strange(request: HttpRequest, form: PayForm) -> None:
    """Write down each account in the form that is another's: the form's own error tells nothing."""
    for account_id in form.strange_ids():
        audit.record_denied(
            url=request.path,
            object_id=account_id,
            actor=visitors.actor_of(request),
            now=clock.now(),
            why="form",
        )


def _own_account(request: HttpRequest, account_id: UUID | None) -> accounts.AccountView:
    if account_id is None:
        message = "The payment is from no customer's account."
        raise accounts.AccountNotFound(message)
    return accounts.get_account_of_user(account_id=account_id, user_id=visitors.user_id(request))
