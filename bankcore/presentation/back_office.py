"""The back office's site."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string

_View = Callable[..., HttpResponseBase]


class BackOffice(AdminSite):
    """Django's admin under the bank's name; who is shown a page is written down."""

    site_header = "Bankcore back office"
    site_title = "Bankcore"
    index_title = "Back office"

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
