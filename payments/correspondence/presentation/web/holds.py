"""What is held of a customer: what, what to do, by when; and the bank's answer in place."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as told
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bankcore.errors import BankError
from bankcore.presentation import visitors
from payments.correspondence import public as correspondence
from payments.correspondence.presentation.web.forms import WritingForm
from payments.correspondence.presentation.web.pages import page, who


@never_cache
@login_required
@require_safe
def holds(request: HttpRequest) -> HttpResponse:
    """Show what is held of the customer."""
    found = correspondence.holds_of_user(user_id=visitors.user_id(request))
    return render(request, "web/correspondence/holds.html", {"holds": found})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, kind: str, thing_id: UUID) -> HttpResponse:
    """Explain one hold of the customer's own, and take what is written about it."""
    found = _found(request, kind, thing_id)
    form = WritingForm(request.POST or None, request.FILES or None)
    try:
        if request.method == "POST" and form.is_valid() and _written(request, found, form):
            told.success(request, _("Your message is with the bank."))
            return redirect("hold", kind=kind, thing_id=thing_id)
        conversation = correspondence.read_thread_about(about=found.about, **who(request))
    except correspondence.NotACustomer as error:
        raise Http404(error.message) from None
    return page(request, "hold", {"hold": found, "found": conversation}, form)


def _found(request: HttpRequest, kind: str, thing_id: UUID) -> correspondence.Hold:
    try:
        return correspondence.get_hold(
            kind=correspondence.HoldKind(kind),
            thing_id=thing_id,
            user_id=visitors.user_id(request),
        )
    except (correspondence.HoldNotFound, ValueError):
        message = "Nothing of yours is held under this address."
        raise Http404(message) from None


def _written(request: HttpRequest, found: correspondence.Hold, form: WritingForm) -> bool:
    """Send what was written; False where the form says why not."""
    subject = found.payee or f"{found.product_name} {found.iban[-4:]}"
    try:
        correspondence.write_about_hold(
            kind=found.kind,
            thing_id=found.thing_id,
            letter=form.letter(subject=subject[: correspondence.LONGEST_SUBJECT]),
            **who(request),
        )
    except correspondence.NotACustomer:
        raise
    except BankError as error:
        form.refuse(error)
        return False
    return True
