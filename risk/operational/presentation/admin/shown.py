"""Columns and pictures that several pages have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from bankcore.presentation.acting import ActingAdmin, money


def euros(name: str, words: str = "") -> Callable[..., str]:
    """Return a column that shows euro cents as euros."""

    @admin.display(description=words or name.replace("_", " "))
    def shown(_site: object, row: object) -> str:
        return money(getattr(row, name), "EUR")

    return shown


def day_input() -> forms.DateInput:
    """Return a field for a day."""
    return forms.DateInput(attrs={"type": "date"})


def long_text() -> forms.Textarea:
    """Return a field for several lines."""
    return forms.Textarea(attrs={"rows": 5})


class PicturedAdmin(ActingAdmin):
    """A list with pictures (SVG) above it, each drawn at an address of its own."""

    change_list_template = "admin/operational/pictured.html"
    pictures: ClassVar[Mapping[str, tuple[str, Callable[[], str]]]] = {}

    def get_urls(self) -> list[URLPattern]:
        """Add the pictures' address."""
        name = f"operational_{self.opts.model_name}_picture"
        view = self.admin_site.admin_view(self.draw)
        return [path("pictures/<slug:which>.svg", view, name=name), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the pictures above the list."""
        name = f"admin:operational_{self.opts.model_name}_picture"
        shown = [(reverse(name, args=[which]), told) for which, (told, _) in self.pictures.items()]
        return super().changelist_view(request, {**(extra_context or {}), "pictures": shown})

    def draw(self, request: HttpRequest, which: str) -> HttpResponse:
        """Answer with a picture."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if which not in self.pictures:
            raise Http404
        return HttpResponse(self.pictures[which][1](), content_type="image/svg+xml")
