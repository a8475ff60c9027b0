"""What the pages of correspondence have in common: who writes, and how a form comes back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bankcore import clock
from bankcore.presentation import visitors


def who(request: HttpRequest) -> dict[str, Any]:
    """Return who acts, and when."""
    return {"actor": visitors.actor_of(request), "now": clock.now()}


def page(
    request: HttpRequest, template: str, context: dict[str, Any], form: forms.Form
) -> HttpResponse:
    """Show a page with a form: 422 where the form says what is wrong with it."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(
        request, f"web/correspondence/{template}.html", {**context, "form": form}, status=status
    )
