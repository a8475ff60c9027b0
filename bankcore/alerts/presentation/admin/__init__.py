"""The inbox of security alerts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from bankcore import clock
from bankcore.alerts import public as alerts
from bankcore.alerts.models import SecurityAlert, State
from bankcore.errors import BankError
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of

_PERMISSION: Final = "alerts.handle_alert"


@admin.register(SecurityAlert)
class SecurityAlertAdmin(ReadOnlyAdmin):
    list_display = ("last_at", "severity", "summary", "count", "state", "handler")
    list_filter = ("state", "severity", "kind")
    search_fields = ("subject__startswith",)
    search_help_text = "Start of whom or what it is about, such as user:7."
    ordering = ("-last_at",)
    change_form_template = "admin/alerts/securityalert/handle.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the address that decisions are sent to."""
        view = self.admin_site.admin_view(self.handle)
        own = path("<int:alert_id>/handle/", view, name="alerts_securityalert_handle")
        return [own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer what can be done to whoever may."""
        alert = context.get("original")
        context["may_handle"] = (
            alert is not None
            and alert.state != State.CLOSED
            and alert.subject != str(actor_of(request))
            and request.user.has_perm(_PERMISSION)
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def handle(self, request: HttpRequest, alert_id: int) -> HttpResponse:
        """Take or close the alert, as the button says."""
        if request.method != "POST" or not request.user.has_perm(_PERMISSION):
            raise PermissionDenied
        closing = request.POST.get("act") == "close"
        act: Callable[..., None] = alerts.close if closing else alerts.take
        given = {"finding": request.POST.get("finding", "")} if closing else {}
        try:
            act(alert_id=alert_id, actor=actor_of(request), now=clock.now(), **given)
        except BankError as error:
            messages.error(request, f"{error.message} {error.cure}")
        else:
            word = "closed" if closing else "yours"
            messages.success(request, f"Alert {alert_id} is {word}.")
        return redirect(reverse("admin:alerts_securityalert_change", args=[alert_id]))
