"""Saved views beside the lists of the back office."""

from __future__ import annotations

from typing import Any, Final

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.exceptions import NotRegistered
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bankcore import clock
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.identity.domain.roles import Role
from bankcore.presentation.staff import actor_of
from bankcore.presentation.work import address_of


def offered(request: HttpRequest, model: type[Model]) -> dict[str, Any]:
    """Return what a list's page shows of saved views to whoever looks."""
    label = model._meta.label_lower  # noqa: SLF001 - Django's own name for it
    user_id = int(request.user.pk or 0)
    roles = identity.roles_of(user_id=user_id)
    return {
        "label": label,
        "views": identity.saved_views(user_id=user_id, roles=roles, model=label),
        "roles": [role.value for role in Role],
    }


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Save, change or delete a view, as the button says, and go back to the list."""
    label = request.POST.get("model", "")
    try:
        page = admin.site.get_model_admin(apps.get_model(label))
    except (LookupError, ValueError, NotRegistered):
        raise Http404 from None
    do = _ACTS.get(request.POST.get("act", ""))
    if do is None or not page.has_view_permission(request):
        raise Http404
    try:
        messages.success(request, do(request, label))
    except BankError as error:
        messages.error(request, f"{error.message} {error.cure}")
    return redirect(address_of(page, {"view": "none"}))


def _save(request: HttpRequest, label: str) -> str:
    name = request.POST.get("name", "")
    identity.save_view(
        model=label,
        name=name,
        query=request.POST.get("query", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    return f"The view {name} is saved."


def _change(request: HttpRequest, _label: str) -> str:
    identity.change_view(
        view_id=_id(request),
        name=request.POST.get("name", ""),
        is_default="default" in request.POST,
        shared_with=request.POST.get("shared_with", ""),
        actor=actor_of(request),
    )
    return "The view is changed."


def _delete(request: HttpRequest, _label: str) -> str:
    identity.delete_view(view_id=_id(request), actor=actor_of(request))
    return "The view is deleted."


def _id(request: HttpRequest) -> int:
    text = request.POST.get("view_id", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


_ACTS: Final = {"save": _save, "change": _change, "delete": _delete}
