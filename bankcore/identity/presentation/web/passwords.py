"""Setting a password anew with a link."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from bankcore import clock
from bankcore.errors import BankError
from bankcore.identity.services import passwords

_LINK: Final = "identity_password_link"


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Take an address; the answer is the same whether somebody has it."""
    asked = request.method == "POST"
    if asked:
        passwords.ask_for_link(email=request.POST.get("email", "")[:254], now=clock.now())
    return render(request, "web/identity/forgotten.html", {"asked": asked})


@never_cache
@require_GET
def follow_link(request: HttpRequest, user_id: int, token: str) -> HttpResponse:
    """Take the token out of the address, so that no later page shows or passes it on."""
    request.session[_LINK] = [user_id, token]
    return redirect("new_password")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Set a new password with the link that was followed."""
    link, refusal = request.session.get(_LINK), None
    if link is None:
        return redirect("forgotten_password")
    if request.method == "POST":
        new = request.POST.get("new", "")
        try:
            passwords.reset(user_id=link[0], token=link[1], new=new, now=clock.now())
        except BankError as error:
            refusal = error
        else:
            request.session.pop(_LINK)
            messages.success(request, "Your password is set. Log in with it.")
            return redirect("login")
    return render(request, "web/identity/new_password.html", {"refusal": refusal})
