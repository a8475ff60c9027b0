"""Staff, their roles and what became of them: read here, and changed by asking a colleague."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from bankcore import clock
from bankcore.identity import public as identity
from bankcore.identity.models import RoleChange, User
from bankcore.identity.presentation.admin.forms import NewStaffForm, RolesForm, StaffForm
from bankcore.identity.presentation.admin.pages import form_page
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of

_PERMISSION = "identity.manage_staff"
_WAITS = "Request {} waits for a colleague's approval."


@admin.register(RoleChange)
class RoleChangeAdmin(ReadOnlyAdmin):
    list_display = ("at", "user", "roles_before", "roles_after", "maker", "checker", "reason")
    list_select_related = ("user",)
    search_fields = ("user__username__startswith",)
    ordering = ("-pk",)

    @admin.display(description="roles before")
    def roles_before(self, row: RoleChange) -> str:
        return ", ".join(row.before["roles"])

    @admin.display(description="roles after")
    def roles_after(self, row: RoleChange) -> str:
        return ", ".join(row.after["roles"])


@admin.register(User)
class StaffAdmin(ReadOnlyAdmin):
    list_display = ("username", "roles", "branch", "is_staff", "is_active", "is_superuser")
    list_filter = ("is_staff", "is_active", "groups", "branch")
    search_fields = ("username__startswith",)
    ordering = ("username",)
    fields = ("username", "roles", "branch", "is_staff", "is_active", "is_superuser", "last_login")
    change_list_template = "admin/payments/list.html"
    change_form_template = "admin/identity/user.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Fetch roles and branch with the page."""
        found: QuerySet[User] = super().get_queryset(request)
        return found.select_related("branch").prefetch_related("groups")

    def get_urls(self) -> list[URLPattern]:
        """Add the forms, the roles' page and everybody's page of their own rights."""
        pages = (
            ("new/", self.new),
            ("roles/", self.roles_page),
            ("mine/", self.my_rights),
            ("<int:pk>/ask-roles/", self.ask_roles),
            ("<int:pk>/ask-change/", self.ask_change),
        )
        own = [
            path(address, self.admin_site.admin_view(view), name=f"identity_user_{view.__name__}")
            for address, view in pages
        ]
        return [*own, *super().get_urls()]

    @admin.display(description="roles")
    def roles(self, row: User) -> str:
        return ", ".join(sorted(each.name for each in row.groups.all()))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Link the roles' page, and offer the form for new staff to whoever may ask."""
        actions = [(reverse("admin:identity_user_roles_page"), "Roles")]
        if request.user.has_perm(_PERMISSION):
            actions.append((reverse("admin:identity_user_new"), "New member of staff"))
        return super().changelist_view(request, {"page_actions": actions, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the history, and offer the forms to whoever may ask about this person."""
        row = context["original"]
        context["history"] = identity.role_history(user_id=row.pk)
        context["may_ask"] = request.user.has_perm(_PERMISSION) and row.pk != request.user.pk
        return super().render_change_form(request, context, *args, **kwargs)

    def new(self, request: HttpRequest) -> HttpResponse:
        """Ask for a new member of staff."""

        def act(values: dict[str, Any]) -> str:
            order = identity.NewStaff(
                username=values["username"],
                password=values["password"],
                roles=tuple(identity.Role(each) for each in values["roles"]),
                branch=values["branch"] or None,
            )
            asked = identity.request_new_staff(
                order=order, reason=values["reason"], actor=actor_of(request), now=clock.now()
            )
            return _WAITS.format(asked)

        return self._form(request, NewStaffForm(request.POST or None), "New member of staff", act)

    def ask_roles(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for other roles of somebody."""
        person = get_object_or_404(User, pk=pk)
        held = set(identity.roles_of(user_id=pk))

        def act(values: dict[str, Any]) -> str:
            wanted = set(values["roles"])
            order = identity.RoleOrder(
                user_id=pk,
                give=tuple(identity.Role(each) for each in sorted(wanted - held)),
                take=tuple(identity.Role(each) for each in sorted(held - wanted)),
            )
            asked = identity.request_roles(
                order=order, reason=values["reason"], actor=actor_of(request), now=clock.now()
            )
            return _WAITS.format(asked)

        form = RolesForm(request.POST or None, initial={"roles": sorted(held)})
        return self._form(request, form, f"Roles of {person.username}", act)

    def ask_change(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for blocking somebody, letting them in again, or for another branch."""
        person = get_object_or_404(User, pk=pk)

        def act(values: dict[str, Any]) -> str:
            order = identity.StaffOrder(
                user_id=pk, is_active=values["is_active"], branch=values["branch"]
            )
            asked = identity.request_staff_change(
                order=order, reason=values["reason"], actor=actor_of(request), now=clock.now()
            )
            return _WAITS.format(asked)

        initial = {"is_active": person.is_active, "branch": person.branch_id or ""}
        form = StaffForm(request.POST or None, initial=initial)
        return self._form(request, form, f"Change {person.username}", act)

    def roles_page(self, request: HttpRequest) -> HttpResponse:
        """Show what each role may do, who has it, and which are not to be in one hand."""
        if not request.user.has_perm("identity.view_user"):
            raise PermissionDenied
        groups = Group.objects.order_by("name").prefetch_related(
            "permissions__content_type", "user_set"
        )
        conflicts = [(*sorted(pair), why) for pair, why in identity.CONFLICTS.items()]
        return self._page(
            request, "admin/identity/roles.html", title="Roles", groups=groups, conflicts=conflicts
        )

    def my_rights(self, request: HttpRequest) -> HttpResponse:
        """Show whoever is logged in what they may do."""
        actor = actor_of(request)
        return self._page(
            request,
            "admin/identity/my_rights.html",
            title="What I may do",
            roles=identity.roles_of(user_id=int(actor.id)),
            rights=sorted(actor.rights.permissions),
            branch=actor.rights.branch_code,
            history=identity.role_history(user_id=int(actor.id)),
        )

    def _page(self, request: HttpRequest, template: str, **context: object) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, template, {**shared, **context})

    def _form(self, request: HttpRequest, form: Any, title: str, act: Any) -> HttpResponse:
        return form_page(
            request,
            permission=_PERMISSION,
            form=form,
            title=title,
            act=act,
            back=reverse("admin:identity_user_changelist"),
        )
