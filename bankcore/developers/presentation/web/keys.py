"""The page on which customers of a test bank make keys for programs of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import public as accounts
from bankcore import clock
from bankcore.developers.services import handbook
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.presentation import visitors

View = Callable[..., HttpResponse]


class ProgramForm(forms.Form):
    """A program to be."""

    name = forms.CharField(max_length=120, label="Name of your program")
    scopes = forms.MultipleChoiceField(
        choices=[(each, each) for each in identity.OWN_SCOPES],
        widget=forms.CheckboxSelectMultiple,
        label="What it may do",
        error_messages={"required": "Choose at least one scope."},
    )


def _asked(sent: QueryDict) -> dict[str, Any]:
    """Return what a form asked for, so that the page shows it again after the confirmation."""
    chosen = [each for each in identity.OWN_SCOPES if each in sent.getlist("scopes")]
    return {"name": sent.get("name", "")[:120], "scopes": chosen}


def _confirmed(view: View) -> View:
    """Have whoever changes keys show again who they are, where the last time is long ago."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        digest = identity.session_digest(request.session.session_key or "")
        if request.method == "GET" or identity.recently_confirmed(
            key_digest=digest, now=clock.now()
        ):
            return view(request, *args, **kwargs)
        back = reverse("developers_keys")
        if request.path == back:
            back = f"{back}?{urlencode(_asked(request.POST), doseq=True)}"
        return redirect(f"{reverse('confirm')}?{urlencode({'next': back})}")

    return run


@never_cache
@login_required
@_confirmed
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Show the customer's programs and keys, or make a program, whose key is shown this once."""
    customer = _customer(request)
    form = ProgramForm(request.POST or None, initial=_asked(request.GET))
    made = None
    if form.is_valid():
        try:
            made = identity.create_own_client(
                customer_id=customer.customer_id,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                actor=visitors.actor_of(request),
                now=clock.now(),
            )
        except BankError as refusal:
            form.add_error(None, f"{refusal.message} {refusal.cure}")
    return _page(request, customer, ProgramForm() if made else form, made)


@never_cache
@login_required
@_confirmed
@require_POST
def rotate(request: HttpRequest, client_id: str) -> HttpResponse:
    """Make another key, shown this once; the old ones stay good for a day."""
    customer = _customer(request)
    try:
        made = identity.rotate_own_key(
            customer_id=customer.customer_id,
            client_id=client_id,
            actor=visitors.actor_of(request),
            now=clock.now(),
        )
    except identity.ProgramNotFound as refusal:
        raise Http404(refusal.message) from None
    return _page(request, customer, ProgramForm(), made)


@login_required
@_confirmed
@require_POST
def revoke(request: HttpRequest, client_id: str) -> HttpResponse:
    """End a key at once."""
    customer = _customer(request)
    try:
        identity.revoke_own_key(
            customer_id=customer.customer_id,
            client_id=client_id,
            name=request.POST.get("name", ""),
            actor=visitors.actor_of(request),
            now=clock.now(),
        )
    except identity.ProgramNotFound as refusal:
        raise Http404(refusal.message) from None
    except BankError as refusal:
        messages.error(request, f"{refusal.message} {refusal.cure}")
    else:
        messages.success(request, "The key is worth nothing any more.")
    return redirect("developers_keys")


def _page(
    request: HttpRequest,
    customer: accounts.CustomerView,
    form: ProgramForm,
    made: identity.Credentials | None,
) -> HttpResponse:
    shown = {
        "contents": handbook.contents(),
        "here": "keys",
        "programs": identity.own_clients(customer_id=customer.customer_id),
        "form": form,
        "made": made,
        "now": clock.now(),
    }
    status = 422 if form.errors else 200
    return render(request, "web/developers/keys.html", shown, status=status)


def _customer(request: HttpRequest) -> accounts.CustomerView:
    found = accounts.customer_of_user(user_id=visitors.user_id(request))
    if found is None:
        message = "There is no customer under this log-in."
        raise Http404(message)
    return found
