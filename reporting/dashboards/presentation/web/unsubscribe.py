"""Ending a dashboard's mails by the link in one of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bankcore import clock
from reporting.dashboards import public as dashboards


@csrf_exempt  # mail programs send it of themselves (RFC 8058); the signed link says all there is
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to end the mails; sent, end them. To look at the page changes nothing."""
    try:
        if request.method == "POST":
            found = dashboards.end_by_link(token=token, now=clock.now())
        else:
            found = dashboards.by_link(token=token)
    except dashboards.SubscriptionUnknown as error:
        context = {"error": error}
        return render(request, "web/dashboards/unsubscribe.html", context, status=404)
    return render(request, "web/dashboards/unsubscribe.html", {"subscription": found})
