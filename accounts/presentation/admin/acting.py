"""Back-office pages on which staff act: a form for each act, and a use case behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.errors import BankError
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something staff do to a row: `run` gets the row, the form's values and who acts.

    `states` are those of rows that it can be done to, `permission` what the use case asks for.
    What takes two people returns the request that was made instead of doing it.
    """

    name: str
    title: str
    form: Callable[..., forms.Form]
    run: Callable[[Any, dict[str, Any], Actor], object]
    states: tuple[str, ...]
    permission: str

    @property
    def url_name(self) -> str:
        """The name of the form's address."""
        return f"admin:accounts_act_{self.name}"


def outcome(done: object) -> str:
    """Return in words whether something is done or waits for a second person."""
    if isinstance(done, approvals.RequestView):
        return f"asked for, request {done.request_id} waits for a colleague's approval."
    return "done."


class ActingAdmin(ReadOnlyAdmin):
    """Rows are read here, and changed only by acts, each for whom its use case lets do it."""

    acts: ClassVar[tuple[Act, ...]] = ()
    change_form_template = "admin/accounts/acting_change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Add a page for every act."""
        own = [
            path(
                f"<int:pk>/{act.name}/",
                self.admin_site.admin_view(partial(self.act_view, act=act)),
                name=f"accounts_act_{act.name}",
            )
            for act in self.acts
        ]
        return own + super().get_urls()

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **more: Any) -> Any:
        """Show the row with what can be done to it."""
        row = self.get_object(request, object_id)
        acts = [
            act
            for act in self.acts
            if row is not None and row.state in act.states and actor_of(request).may(act.permission)
        ]
        return super().change_view(request, object_id, extra_context={"acts": acts})

    def act_view(self, request: HttpRequest, pk: int, *, act: Act) -> HttpResponse:
        """Ask for what the act needs, do it, and say what the bank answers."""
        if not actor_of(request).may(act.permission):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        form = act.form(request.POST or None)
        back = reverse(f"admin:accounts_{self.opts.model_name}_change", args=[pk])
        if request.method == "POST" and form.is_valid():
            try:
                done = act.run(row, form.cleaned_data, actor_of(request))
            except BankError as error:
                messages.error(request, f"{error.message} {error.cure}")
            else:
                messages.success(request, f"{act.title}: {outcome(done)}")
                return redirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": row,
            "title": act.title,
            "form": form,
            "back": back,
            "summary": self.summary(row),
        }
        return TemplateResponse(request, "admin/accounts/act.html", context)

    def summary(self, row: Any) -> str:
        """Return the sentence that tells what is acted on."""
        return str(row)
