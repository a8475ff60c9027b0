"""Pages with a form behind which a use case stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from bankcore.errors import BankError


def form_page(
    request: HttpRequest,
    *,
    permission: str,
    form: forms.Form,
    title: str,
    act: Callable[[dict[str, Any]], str],
    back: str,
) -> HttpResponse:
    """Show the form to whoever has the permission; sent, do `act` and say what it returns."""
    if not request.user.has_perm(permission):
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data))
            return redirect(back)
        except BankError as error:
            messages.error(request, f"{error.message} {error.cure}")
    context = {**admin.site.each_context(request), "title": title, "form": form}
    return TemplateResponse(request, "admin/staff_form.html", context)
