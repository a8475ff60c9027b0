"""Lists as files in the back office: ordering one, and fetching one's own."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.exceptions import NotRegistered
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from bankcore import clock
from bankcore.access import NotPermitted
from bankcore.errors import BankError
from bankcore.exports import public as exports
from bankcore.exports.models import ListExport
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of


@admin.register(ListExport)
class ListExportAdmin(ReadOnlyAdmin):
    """The lists that somebody ordered, each with its file while it is kept."""

    list_display = ("id", "model", "state", "rows", "ordered_at", "expires_at", "file", "failure")
    list_filter = ("state",)
    ordering = ("-id",)
    exclude = ("query", "content", "rights")

    def get_urls(self) -> list[URLPattern]:
        """Add ordering and the file itself."""
        view = self.admin_site.admin_view
        return [
            path("order/", view(self.order), name="exports_listexport_order"),
            path("<int:pk>/file/", view(self.fetch), name="exports_listexport_file"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Show everybody their own."""
        return super().get_queryset(request).filter(owner_id=request.user.pk).defer("content")

    @admin.display
    def file(self, row: ListExport) -> str:
        if row.state != exports.State.READY or row.expires_at is None:
            return ""
        if row.expires_at <= clock.now():
            return "kept no longer"
        address = reverse("admin:exports_listexport_file", args=[row.pk])
        return format_html('<a href="{}">Fetch</a>', address)

    def order(self, request: HttpRequest) -> HttpResponse:
        """Have a list written that its page shows to whoever asks."""
        label = request.POST.get("model", "")
        try:
            page = self.admin_site.get_model_admin(apps.get_model(label))
        except (LookupError, ValueError, NotRegistered):
            raise Http404 from None
        if request.method != "POST" or not getattr(page, "is_list", True):
            raise Http404
        if not page.has_view_permission(request):
            raise PermissionDenied
        try:
            number = exports.order(
                model=label,
                query=request.POST.get("query", ""),
                actor=actor_of(request),
                now=clock.now(),
            )
        except BankError as error:
            messages.error(request, f"{error.message} {error.cure}")
        else:
            messages.success(
                request,
                f"List {number} is being written. A link comes by mail, and stands here: it is "
                "yours alone, and kept for a day.",
            )
        return redirect("admin:exports_listexport_changelist")

    def fetch(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand out the file of a list of one's own."""
        try:
            file = exports.fetch(export_id=pk, actor=actor_of(request), now=clock.now())
        except exports.ListNotFound as error:
            raise Http404(error.message) from error
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        except BankError as error:
            messages.error(request, f"{error.message} {error.cure}")
            return redirect("admin:exports_listexport_changelist")
        return HttpResponse(
            file.content,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
        )
