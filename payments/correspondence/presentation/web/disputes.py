"""A customer's disputes of entries: filed from an entry, followed, withdrawn."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as told
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import public as accounts
from bankcore.errors import BankError
from bankcore.presentation import visitors
from payments.correspondence import public as correspondence
from payments.correspondence.presentation.web.forms import DisputeForm
from payments.correspondence.presentation.web.pages import page, who


@never_cache
@login_required
@require_safe
def disputes(request: HttpRequest) -> HttpResponse:
    """Show the customer's disputes, the newest first."""
    found = correspondence.disputes_of_user(user_id=visitors.user_id(request))
    return render(request, "web/correspondence/disputes.html", {"disputes": found})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def dispute_entry(request: HttpRequest, account_id: UUID, entry: int) -> HttpResponse:
    """Take a dispute of an entry of one's own, or say how its money comes back otherwise."""
    form = DisputeForm(request.POST or None, request.FILES or None)
    try:
        found = correspondence.questioned_entry(
            account_id=account_id, entry=entry, user_id=visitors.user_id(request)
        )
    except accounts.online.EntryNotFound as error:
        raise Http404(error.message) from None
    except correspondence.NotDisputable:
        return render(request, "web/correspondence/not_disputable.html", {"account_id": account_id})
    if found.dispute_id is not None:
        return redirect("dispute", dispute_id=found.dispute_id)
    if request.method == "POST" and form.is_valid():
        dispute_id = _filed(request, found, form)
        if dispute_id is not None:
            told.success(request, _("We have your dispute."))
            return redirect("dispute", dispute_id=dispute_id)
    return page(request, "dispute_entry", {"found": found}, form)


@never_cache
@login_required
@require_safe
def dispute(request: HttpRequest, dispute_id: UUID) -> HttpResponse:
    """Show one of the customer's own disputes with what was written about it."""
    found = _own(request, dispute_id)
    conversation = correspondence.read_thread(thread_id=found.thread_id, **who(request))
    context = {"dispute": found, "found": conversation}
    return render(request, "web/correspondence/dispute.html", context)


@login_required
@require_POST
def withdraw_dispute(request: HttpRequest, dispute_id: UUID) -> HttpResponse:
    """End one of the customer's own disputes."""
    try:
        correspondence.withdraw_dispute(dispute_id=dispute_id, **who(request))
    except (correspondence.DisputeNotFound, correspondence.NotACustomer) as error:
        raise Http404(error.message) from None
    except correspondence.DisputeDecided:
        pass  # The page says how it was decided.
    return redirect("dispute", dispute_id=dispute_id)


def _own(request: HttpRequest, dispute_id: UUID) -> correspondence.DisputeView:
    try:
        return correspondence.get_dispute(dispute_id=dispute_id, user_id=visitors.user_id(request))
    except correspondence.DisputeNotFound as error:
        raise Http404(error.message) from None


def _filed(
    request: HttpRequest, found: correspondence.Questioned, form: DisputeForm
) -> UUID | None:
    """File the dispute; None where the form says why not."""
    said = form.cleaned_data
    order = correspondence.NewDispute(
        account_id=found.account.account_id,
        entry=found.entry.seq,
        reason=correspondence.DisputeReason(said["reason"]),
        words=said["body"],
        request_key=said["request_key"],
        files=form.uploads(),
    )
    try:
        return correspondence.dispute_entry(order=order, **who(request))
    except correspondence.NotACustomer as error:
        raise Http404(error.message) from None
    except BankError as error:
        form.refuse(error)
        return None
