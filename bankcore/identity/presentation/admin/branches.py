"""Branches in the back office."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from bankcore import clock
from bankcore.identity import public as identity
from bankcore.identity.models import Branch
from bankcore.identity.presentation.admin.forms import BranchForm
from bankcore.identity.presentation.admin.pages import form_page
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of

_PERMISSION = "identity.manage_branches"


@admin.register(Branch)
class BranchAdmin(ReadOnlyAdmin):
    list_display = ("code", "name")
    change_list_template = "admin/payments/list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the form for a new branch."""
        new = self.admin_site.admin_view(self.new)
        return [path("new/", new, name="identity_branch_new"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Offer the form to whoever may name branches."""
        may = request.user.has_perm(_PERMISSION)
        actions = [(reverse("admin:identity_branch_new"), "New branch")] if may else []
        return super().changelist_view(request, {"page_actions": actions, **(extra_context or {})})

    def new(self, request: HttpRequest) -> HttpResponse:
        """Name a branch."""

        def act(values: dict[str, str]) -> str:
            made = identity.add_branch(**values, actor=actor_of(request), now=clock.now())
            return f"There is a branch {made.code} now."

        return form_page(
            request,
            permission=_PERMISSION,
            form=BranchForm(request.POST or None),
            title="New branch",
            act=act,
            back=reverse("admin:identity_branch_changelist"),
        )
