"""The back office's site."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class BackOffice(AdminSite):
    """Django's admin under the bank's name; people log in where everybody does."""

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
