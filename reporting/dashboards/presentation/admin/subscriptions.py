"""Subscriptions to dashboards: everybody's own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from bankcore import clock
from bankcore.errors import BankError
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of
from reporting.dashboards import public as dashboards
from reporting.dashboards.models import Subscription
from reporting.dashboards.presentation.admin.forms import subscribe_form

_READ = "dashboards.read_dashboards"


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    """The mails that somebody has asked for."""

    is_list = False

    def get_urls(self) -> list[URLPattern]:
        """Add the ending of one."""
        view = self.admin_site.admin_view(self.end)
        return [
            path("<int:pk>/end/", view, name="dashboards_subscription_end"),
            *super().get_urls(),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show it in the back office to whoever reads dashboards."""
        return request.user.has_perm(_READ)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show it to whoever reads dashboards."""
        del obj
        return request.user.has_perm(_READ)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Show everybody their own."""
        return super().get_queryset(request).filter(owner_id=request.user.pk)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one's subscriptions, and begin another."""
        del extra_context
        if not request.user.has_perm(_READ):
            raise PermissionDenied
        actor = actor_of(request)
        choices = [(str(each.selection_id), each.name) for each in dashboards.filters(actor=actor)]
        form = subscribe_form(choices)(request.POST or None, initial=request.GET.dict())
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                dashboards.subscribe(
                    board=given["board"],
                    selection_id=int(given["selection"]) if given["selection"] else None,
                    rhythm=given["rhythm"],
                    actor=actor,
                    now=clock.now(),
                )
                messages.success(request, "The first mail comes on the next day that is due.")
                return redirect(reverse("admin:dashboards_subscription_changelist"))
            except BankError as error:
                form.add_error(None, f"{error.message} {error.cure}")
        context = {
            **self.admin_site.each_context(request),
            "title": "Dashboards by mail",
            "opts": self.opts,
            "form": form,
            "subscriptions": dashboards.subscriptions(actor=actor),
        }
        return TemplateResponse(request, "admin/dashboards/subscriptions.html", context)

    def end(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End one of one's own."""
        if not request.user.has_perm(_READ):
            raise PermissionDenied
        if request.method != "POST":
            raise Http404
        try:
            dashboards.end_subscription(
                subscription_id=pk, actor=actor_of(request), now=clock.now()
            )
        except dashboards.SubscriptionUnknown as error:
            raise Http404(error.message) from error
        messages.success(request, "No further mail will come.")
        return redirect(reverse("admin:dashboards_subscription_changelist"))
