"""A customer's payments: filled in, checked, confirmed with a second factor, and the receipt."""

from __future__ import annotations

from contextlib import suppress
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
from bankcore.presentation.templatetags.money import day, money
from payments import public as payments
from payments.payees import public as payees
from payments.presentation.web import confirming, own_accounts
from payments.presentation.web.confirming import Fact
from payments.presentation.web.pay_forms import Order, PayForm


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest) -> HttpResponse:
    """Take an order, have it confirmed, carry it out once."""
    own = own_accounts.that_pay(visitors.user_id(request))
    posted = request.POST if request.method == "POST" else None
    chosen = {"account": request.GET.get("account", ""), "to": request.GET.get("to", "")}
    form = PayForm(own, _saved(request), posted, initial=chosen)
    _note_strange(request, form)
    if request.method != "POST" or confirming.is_edit(request) or not form.is_valid():
        return _form(request, form.focused(request.POST.get("edit", "")))
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


def _saved(request: HttpRequest) -> list[payees.PayeeView]:
    """Return the customer's payees; a log-in without a customer has none."""
    try:
        return payees.payees_of(actor=visitors.actor_of(request))
    except accounts.CustomerNotFound:
        return []


def _ask(request: HttpRequest, form: PayForm) -> identity.ConfirmationView | None:
    """Ask the customer to confirm the order, and compare the payee's name before they do."""
    order = form.cleaned_data["order"]
    actor, now = visitors.actor_of(request), clock.now()
    if isinstance(order, payments.PaymentOrder):
        asked: identity.ConfirmationView | None = payments.ask_to_confirm_payment(
            order=order, actor=actor, now=now
        )
    else:
        asked = payments.ask_to_confirm_transfer(order=order, actor=actor, now=now)
    named = form.named()
    if named is not None:
        payees.check_name(
            name=named[0], account=named[1], request_key=form.request().key, actor=actor, now=now
        )
    return asked


def _carry_out(request: HttpRequest, form: PayForm) -> HttpResponse:
    try:
        movement = _submit(request, form, confirming.prove(request))
    except payments.PaymentHeld as waiting:
        _save_payee(request, form)
        return redirect("held", held_id=waiting.held.held_id)
    except payments.paying.PaymentUndone as undone:
        return redirect("held", held_id=undone.held.held_id)
    except identity.ConfirmationRequired as error:
        return _step_up(request, form, error)
    except BankError as error:
        page = confirming.again(request, _step(form), error)
        if page is not None:
            return page
        form.refuse(error)
        return _form(request, form.with_new_key())
    _save_payee(request, form)
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
    within = payments.paying.window_of(order=order, actor=actor)
    if isinstance(order, payments.PaymentOrder):
        return payments.submit_payment(
            order=order,
            request=key,
            actor=actor,
            now=now,
            confirmation_id=confirmation_id,
            undo_within=within,
        )
    return payments.submit_transfer(
        order=order,
        request=key,
        actor=actor,
        now=now,
        confirmation_id=confirmation_id,
        undo_within=within,
    )


def _save_payee(request: HttpRequest, form: PayForm) -> None:
    """Keep whom was paid as a payee, where the customer wants it; the payment is made as it is."""
    new = form.to_save()
    if new is not None:
        with suppress(payees.PayeeAlreadySaved, payees.TooManyPayees):
            payees.save_payee(new=new, actor=visitors.actor_of(request), now=clock.now())


def _step(form: PayForm) -> confirming.Step:
    return confirming.Step(
        title=_("Check and confirm"),
        told=[*form.told(), *_expected(form.cleaned_data["order"])],
        button=_("Pay now"),
        back=reverse("pay"),
        editable=True,
        checked=_checked(form),
    )


def _checked(form: PayForm) -> payees.NameCheckView | None:
    """Return what was answered about the name of whom this order pays."""
    named = form.named()
    found = None if named is None else payees.name_check_of(request_key=form.request().key)
    return found if found is not None and (found.typed, found.account) == named else None


def _expected(order: Order) -> list[Fact]:
    """Return what it costs, when it arrives and what will be left."""
    found = payments.paying.forecast(order)
    if found.arrives_on is None:
        arrival = _("Depends on the payee's bank")
    elif isinstance(order, payments.PaymentOrder):
        within = _("Instantly, within 10 seconds")
        latest = _("%(day)s at the latest") % {"day": day(found.arrives_on)}
        arrival = within if found.is_at_once else latest
    else:
        arrival = _("Today, at once")
    fee = money(found.fee) if found.fee.minor else _("No fee")
    return [
        Fact(_("Fee"), fee),
        Fact(_("Arrives"), arrival, "instant" if isinstance(order, payments.PaymentOrder) else ""),
        Fact(_("Available afterwards"), money(found.left)),
    ]


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
