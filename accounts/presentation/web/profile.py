"""What the bank holds about a customer, as the customer sees it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import public as accounts
from accounts.presentation.customer_downloads import json_attachment
from bankcore import clock
from bankcore.presentation import visitors


@never_cache
@require_safe
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show the customer's own data; a log-in without a customer has none."""
    found = accounts.customer_file(customer_id=_customer(request).customer_id)
    told = found.as_told_to_the_customer()
    return render(request, "web/accounts/profile.html", {"file": told})


@require_POST
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """Send everything that the bank holds about the customer as a JSON file."""
    told = accounts.export_customer(
        customer_id=_customer(request).customer_id,
        actor=visitors.actor_of(request),
        now=clock.now(),
        to_customer=True,
    )
    return json_attachment(told, name="my-data.json")


def _customer(request: HttpRequest) -> accounts.CustomerView:
    assert request.user.pk is not None  # noqa: S101 - login_required
    customer = accounts.customer_of_user(user_id=int(request.user.pk))
    if customer is None:
        message = "There is no customer under this log-in."
        raise Http404(message)
    return customer
