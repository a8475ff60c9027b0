"""Exchanging money between a customer's own accounts: ask, see the offer, confirm."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import public as accounts
from bankcore import clock
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.presentation import refusals, visitors
from bankcore.presentation.templatetags.money import money
from bankcore.presentation.typed_amounts import read_amount
from payments import public as payments
from payments.presentation.web import confirming, own_accounts


@login_required
@require_http_methods(["GET", "POST"])
def exchange(request: HttpRequest) -> HttpResponse:
    """Ask what to exchange; the answer is an offer on a page of its own."""
    error = ""
    own = own_accounts.that_pay(visitors.user_id(request))
    if request.method == "POST":
        try:
            order = _order(request.POST, {str(each.account_id): each for each in own})
            offered = payments.quote_exchange(
                order=order, actor=visitors.actor_of(request), now=clock.now()
            )
        except BankError as refusal:
            error = refusals.told(refusal)
        else:
            return redirect("exchange-offer", quote_id=offered.quote_id)
    return render(
        request,
        "web/payments/exchange.html",
        {
            "accounts": own,
            "possible": len({each.currency for each in own}) > 1,
            "entered": request.POST or _suggested(own),
            "error": error,
        },
    )


def _suggested(own: Sequence[accounts.AccountView]) -> dict[str, str]:
    """Return the first account in another currency than the first: the two make an exchange."""
    other = next((each for each in own if each.currency != own[0].currency), None)
    return {} if other is None else {"buy": str(other.account_id)}


@login_required
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """Show an offer to the customer whose it is; take it on confirmation, once."""
    found = _own_quote(request, quote_id)
    done, error = None, ""
    if request.method == "POST":
        try:
            if not confirming.is_confirmed(request) and (asked := _ask(request, quote_id)):
                return confirming.show(request, _step(found), asked)
            done = payments.execute_exchange(
                quote_id=quote_id,
                request=_request_key(quote_id),
                actor=visitors.actor_of(request),
                now=clock.now(),
                confirmation_id=confirming.prove(request),
            )
        except BankError as refusal:
            page = confirming.again(request, _step(found), refusal)
            if page is not None:
                return page
            error = refusals.told(refusal)
    return render(
        request,
        "web/payments/exchange_offer.html",
        {
            "quote": found,
            "done": done,
            "error": error,
            "over": clock.now() >= found.valid_until,
        },
    )


def _ask(request: HttpRequest, quote_id: UUID) -> identity.ConfirmationView | None:
    return payments.ask_to_confirm_exchange(
        quote_id=quote_id, actor=visitors.actor_of(request), now=clock.now()
    )


def _step(quote: payments.Quote) -> confirming.Step:
    told = [(_("You give"), money(quote.sell)), (_("You get"), money(quote.buy))]
    return confirming.Step(
        title=_("Check and confirm"),
        told=told,
        button=_("Exchange now"),
        back=reverse("exchange-offer", args=[quote.quote_id]),
    )


class AccountNotChosen(BankError):
    """An account is missing in the form, or is not the customer's own."""

    code = "account_not_chosen"
    cure = "Choose two of your own accounts."


def _order(
    entered: Mapping[str, str], own: Mapping[str, accounts.AccountView]
) -> payments.ExchangeOrder:
    """Return the order; raises AccountNotChosen and InvalidAmount."""
    try:
        sell, buy = own[entered.get("sell", "")], own[entered.get("buy", "")]
    except KeyError:
        message = "One of the two accounts is missing."
        raise AccountNotChosen(message) from None
    fixed = payments.FixedSide.BUY if entered.get("fixed") == "buy" else payments.FixedSide.SELL
    named = sell if fixed is payments.FixedSide.SELL else buy
    return payments.ExchangeOrder(
        sell_account_id=sell.account_id,
        buy_account_id=buy.account_id,
        amount=read_amount(entered.get("amount", ""), named.currency),
        fixed=fixed,
    )


def _own_quote(request: HttpRequest, quote_id: UUID) -> payments.Quote:
    customer = accounts.customer_of_user(user_id=visitors.user_id(request))
    try:
        found = payments.get_exchange_quote(quote_id=quote_id)
    except payments.QuoteNotFound as error:
        raise Http404(error.message) from None
    if customer is None or customer.customer_id != found.customer_id:
        message = "There is no such offer."
        raise Http404(message)
    return found


def _request_key(quote_id: UUID) -> ledger.RequestKey:
    """Return the one key of confirming this offer: sent twice, it is taken once."""
    name = f"exchange-offer:{quote_id}"
    return ledger.RequestKey(
        ledger.KeySource.WEB, uuid5(NAMESPACE_URL, name), hashlib.sha256(name.encode()).digest()
    )
