"""Pages of the back office that show one thing, with buttons for what staff can do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse

from bankcore import clock
from bankcore.actor import Actor
from bankcore.errors import BankError
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of

PERMISSION: Final = "webhooks.replay"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who presses a button when, and what they have written beside it."""

    actor: Actor
    now: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Button:
    """What a button says, and what it does; that returns a sentence of what was done."""

    label: str
    do: Callable[[Any, Asked], str]
    asks_reason: bool = False


class ActingAdmin(ReadOnlyAdmin):
    """A page with `buttons` for whoever may press them."""

    change_form_template = "admin/webhooks/acting.html"
    buttons: ClassVar[dict[str, Button]] = {}

    def get_urls(self) -> list[URLPattern]:
        """Add the address that buttons are sent to."""
        view = self.admin_site.admin_view(self.act)
        own = path("<int:key>/act/", view, name=f"webhooks_{self.opts.model_name}_act")
        return [own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer the buttons to whom they belong."""
        row = context.get("original")
        if row is not None and request.user.has_perm(PERMISSION):
            context["buttons"] = self.buttons.items()
            context["asks_reason"] = any(each.asks_reason for each in self.buttons.values())
            context["act_at"] = reverse(f"admin:{self._act}", args=[row.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def act(self, request: HttpRequest, key: int) -> HttpResponse:
        """Do what the button says."""
        if request.method != "POST" or not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        row: Model = get_object_or_404(self.get_queryset(request), pk=key)
        button = self.buttons.get(request.POST.get("act", ""))
        if button is None:
            raise Http404
        reason = request.POST.get("reason", "").strip()[:80]
        try:
            done = button.do(row, Asked(actor_of(request), clock.now(), reason))
        except BankError as error:
            messages.error(request, f"{error.message} {error.cure}")
        else:
            messages.success(request, done)
        return redirect(reverse(f"admin:webhooks_{self.opts.model_name}_change", args=[key]))

    @property
    def _act(self) -> str:
        return f"webhooks_{self.opts.model_name}_act"
