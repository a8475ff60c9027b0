"""The back office's site."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.module_loading import import_string

_View = Callable[..., HttpResponseBase]


class BackOffice(AdminSite):
    """Django's admin: people log in where everybody does, and who is shown a page is noted."""

    site_header = "Bankcore back office"
    site_title = "Bankcore"
    index_title = "Back office"

    def has_permission(self, request: HttpRequest) -> bool:
        """Let staff in who have shown a second factor in this session (identity's middleware)."""
        sign_in = getattr(request, "sign_in", None)
        return super().has_permission(request) and bool(getattr(sign_in, "has_second_factor", 0))

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to the log-in page of all."""
        del extra_context
        after = request.GET.get("next", "/admin/")
        return redirect(f"/login/?{urlencode({'next': after})}")

    def admin_view(self, view: _View, cacheable: bool = False) -> _View:  # type: ignore[override]  # noqa: FBT001, FBT002 - Django's signature
        """Return the view for staff only, which notes what it shows before the answer leaves.

        Every page goes through here, those added by an app's own `get_urls` as well. A page whose
        reading cannot be written down is not shown.
        """
        return super().admin_view(_noted(view), cacheable)


def _noted(view: _View) -> _View:
    page: Any = view.func if isinstance(view, partial) else view
    owner = getattr(page, "__self__", None)
    if not isinstance(owner, ModelAdmin):
        return view

    @wraps(page)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            note = import_string(settings.STAFF_READS_NOTED_BY)
            note(request, model=owner.model, page=page.__name__)
        return response

    return shown
