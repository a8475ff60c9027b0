"""Pages on which payers pay merchants; they need no log-in and no scripts."""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus
from typing import Any, Protocol
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from rest_framework.exceptions import Throttled

from bankcore import clock
from bankcore.errors import BankError
from bankcore.presentation import addresses, limits, refusals
from payments.gateway.domain.checkout import SessionState, SessionView
from payments.gateway.domain.declines import of_code
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.views import IntentView
from payments.gateway.presentation.api.fields import is_https
from payments.gateway.presentation.web.forms import CardForm
from payments.gateway.services import authenticating, checkout, paying

_TEMPLATES = "web/checkout"
_WAITING = frozenset({IntentState.PROCESSING, IntentState.REVIEW, IntentState.CONFLICTED})
_PAID = frozenset({IntentState.SUCCEEDED, IntentState.REQUIRES_CAPTURE})


class _Page(Protocol):
    def __call__(self, request: HttpRequest, name: str) -> HttpResponse: ...


def _for_payers(page: _Page) -> _Page:
    """Show a page of what is not there, or is over, as one that says so.

    What is sent is counted by its address: nobody is known here, and stolen cards are tried where
    nobody counts.
    """

    @wraps(page)
    def run(request: HttpRequest, name: str) -> HttpResponse:
        try:
            if request.method == "POST":
                limits.count_address(request, addresses.address_of(request))
            return page(request, name)
        except Throttled:
            told = {"title": _("Too much at once"), "text": _("Wait a minute, then try again.")}
            return render(
                request, f"{_TEMPLATES}/told.html", told, status=HTTPStatus.TOO_MANY_REQUESTS
            )
        except checkout.SessionNotOpen as error:
            told = {"title": _("This page is over"), "text": refusals.told(error)}
            return render(request, f"{_TEMPLATES}/told.html", told, status=HTTPStatus.GONE)
        except BankError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                raise Http404(error.message) from None
            told = {"title": _("This cannot be done"), "text": refusals.sentence(error)}
            return render(request, f"{_TEMPLATES}/told.html", told, status=error.status)

    return run


@never_cache
@require_http_methods(["GET", "POST"])
@_for_payers
def pay(request: HttpRequest, name: str) -> HttpResponse:
    """Show what a payment link is for, and begin a session for whoever goes on."""
    if request.method == "POST":
        session = checkout.begin_session(link=name, now=clock.now())
        return redirect("checkout", name=session.object_id)
    link = checkout.open_link(object_id=name)
    return render(request, f"{_TEMPLATES}/link.html", {"link": link})


@never_cache
@sensitive_post_parameters("number", "code", "expiry", "name")
@require_http_methods(["GET", "POST"])
@_for_payers
def session(request: HttpRequest, name: str) -> HttpResponse:
    """Take a card and pay with it, once; or tell how far the payment has come."""
    now = clock.now()
    found = checkout.session_for_payer(object_id=name, now=now)
    payment = paying.payment_of(session=found, now=now)
    if found.state is SessionState.COMPLETE or _is_under_way(payment):
        return _progress(request, found, payment)
    form = CardForm(request.POST) if request.method == "POST" else None
    if form is None:
        return _form(request, found, CardForm(initial={"attempt": uuid4()}), _refused(payment))
    if not form.is_valid():
        return _form(request, found, form.emptied(uuid4()))
    try:
        payment = _paid(request, found, form)
    except BankError as error:
        form.refuse(error)
        return _form(request, found, form.emptied(uuid4()))
    if payment.state is IntentState.REQUIRES_PAYMENT_METHOD:
        form.add_error("number", _(of_code(payment.decline_code).message))
        return _form(request, found, form.emptied(uuid4()))
    return redirect("checkout", name=name)


@never_cache
@require_http_methods(["GET", "POST"])
@_for_payers
def authenticate(request: HttpRequest, name: str) -> HttpResponse:
    """Play the page of the payer's bank, which asks them to confirm: of the sandbox alone."""
    back = authenticating.return_url_of(authentication=name)
    if request.method != "POST":
        return render(request, f"{_TEMPLATES}/authenticate.html")
    passed = request.POST.get("answer") == "confirm"
    payment = authenticating.authenticate(authentication=name, passed=passed, now=clock.now())
    return _gone_on(request, back, payment, passed=passed)


@never_cache
@require_http_methods(["GET"])
@_for_payers
def authenticated(request: HttpRequest, name: str) -> HttpResponse:
    """Take the signed result with which a card's bank sends its customer's browser back.

    It is taken once, whoever brings it, however often: the signature is what counts.
    """
    back = authenticating.return_url_of(authentication=name)
    payment = authenticating.take_result(
        authentication=name, text=request.GET.get("result", ""), now=clock.now()
    )
    failed = payment.state is IntentState.REQUIRES_PAYMENT_METHOD
    return _gone_on(request, back, payment, passed=not failed)


def _gone_on(request: HttpRequest, back: str, payment: IntentView, *, passed: bool) -> HttpResponse:
    own = _own_path(back)
    if own:
        return redirect(own)
    told = {
        "title": _("Confirmed") if passed else _("Not confirmed"),
        "text": _("You can go back to the shop.") if back else _("You can close this page."),
        "back": back if is_https(back) else "",
        "payment": payment,
    }
    return render(request, f"{_TEMPLATES}/told.html", told)


def _paid(request: HttpRequest, found: SessionView, form: CardForm) -> IntentView:
    return paying.pay(
        session=found,
        card=form.card(),
        holder=form.cleaned_data["name"],
        attempt=form.cleaned_data["attempt"],
        return_url=settings.PUBLIC_ADDRESS + reverse("checkout", args=[found.object_id]),
        address=addresses.address_of(request),
        now=clock.now(),
    )


def _is_under_way(payment: IntentView | None) -> bool:
    asked = {IntentState.REQUIRES_ACTION, IntentState.CANCELED}
    return payment is not None and payment.state in _WAITING | _PAID | asked


def _progress(request: HttpRequest, found: SessionView, payment: IntentView | None) -> HttpResponse:
    if payment is not None and payment.state is IntentState.REQUIRES_ACTION:
        action = payment.next_action
        if action is not None and action.page:
            asked = {"session": found, "page": action.page}
            return render(request, f"{_TEMPLATES}/challenge.html", asked)
        if action is not None:
            return redirect("authenticate", name=action.authentication)
    if payment is not None and payment.state in _WAITING:
        return render(request, f"{_TEMPLATES}/waiting.html", {"session": found})
    if payment is not None and payment.state is IntentState.CANCELED:
        message = "This payment was canceled."
        raise checkout.SessionNotOpen(message)
    shown = {"session": found, "payment": payment, "back": _safe(found.success_url)}
    return render(request, f"{_TEMPLATES}/paid.html", shown)


def _refused(payment: IntentView | None) -> str:
    """Say why the payer is back at the form, as after refusing to confirm."""
    is_back = payment is not None and payment.state is IntentState.REQUIRES_PAYMENT_METHOD
    return _(of_code(payment.decline_code).message) if payment and is_back else ""


def _form(
    request: HttpRequest, found: SessionView, form: CardForm, refused: str = ""
) -> HttpResponse:
    shown: dict[str, Any] = {
        "session": found,
        "form": form,
        "refused": refused,
        "cancel": _safe(found.cancel_url),
    }
    return render(request, f"{_TEMPLATES}/card.html", shown)


def _safe(address: str) -> str:
    return address if is_https(address) else ""


def _own_path(address: str) -> str:
    """Return the path of an address that is a checkout page of this bank."""
    prefix = settings.PUBLIC_ADDRESS + "/checkout/"
    return address.removeprefix(settings.PUBLIC_ADDRESS) if address.startswith(prefix) else ""
