"""Requests that wait for a second person, in the back office."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from bankcore import clock
from bankcore.approvals import public as approvals
from bankcore.approvals.models import Request, RequestEvent
from bankcore.approvals.presentation.admin import limits
from bankcore.errors import BankError
from bankcore.money import Currency, Money
from bankcore.presentation.queue_filter import queue_filter
from bankcore.presentation.read_only import ReadOnlyAdmin, ReadOnlyInline
from bankcore.presentation.staff import actor_of

_PERMISSION = "approvals.decide_request"


class History(ReadOnlyInline):
    model = RequestEvent
    fields = readonly_fields = ("state", "actor", "at", "reason")
    verbose_name_plural = "history"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees the request sees its history."""
        del obj
        return bool(request.user.has_perm("approvals.view_request"))


class ByKind(admin.SimpleListFilter):
    """Requests by kind; those that one may not know of are not named."""

    title = "kind"
    parameter_name = "kind"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        """Name the kinds that there may be requests of."""
        del model_admin
        hidden = _hidden(request)
        return [(kind, kind) for kind in sorted(approvals.every_kind()) if kind not in hidden]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Request]) -> QuerySet[Request]:
        """Return those of the chosen kind."""
        del request
        return queryset.filter(kind=self.value()) if self.value() else queryset


class ByState(admin.SimpleListFilter):
    """Requests by state; what waits comes without asking."""

    title = "state"
    parameter_name = "state"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        """Name the states, and all of them."""
        del request, model_admin
        return [(state.value, state.lower()) for state in approvals.State] + [("ALL", "all")]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Offer them, with what waits as the usual one."""
        chosen = self.value() or approvals.State.REQUESTED
        for value, label in self.lookup_choices:
            yield {
                "selected": value == chosen,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Request]) -> QuerySet[Request]:
        """Return the chosen ones."""
        del request
        chosen = self.value() or approvals.State.REQUESTED
        return queryset if chosen == "ALL" else queryset.filter(state=chosen)


def _decidable(request: HttpRequest, rows: QuerySet[Request]) -> QuerySet[Request]:
    """Return what waits of others, of the kinds that whoever looks has the rights to decide on."""
    actor = actor_of(request)
    kinds = [
        name
        for name, kind in approvals.every_kind().items()
        if all(actor.may(each) for each in kind.permissions)
    ]
    found = rows.filter(state=approvals.State.REQUESTED, kind__in=kinds)
    return found.exclude(maker=str(actor)).exclude(parties__contains=[str(actor)])


FOR_ME = queue_filter("for me", "mine", {"decide": ("I may decide", _decidable)})


@admin.register(Request)
class RequestAdmin(ReadOnlyAdmin):
    list_display = (
        *("kind", "subject", "amount", "reason", "maker", "requested_at", "expires_at", "state"),
        "decision",
    )
    list_filter = (FOR_ME, ByState, ByKind)
    search_fields = ("subject__startswith",)
    search_help_text = "Start of the subject, such as transaction:7."
    ordering = ("-pk",)
    inlines = (History,)
    fields = (
        *("kind", "subject", "amount", "reason", "maker", "parties", "chain", "requested_at"),
        *("expires_at", "state", "checker", "decided_at", "decision_reason", "result", "payload"),
    )
    change_form_template = "admin/approvals/request/decide.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the address that decisions are sent to."""
        decide = self.admin_site.admin_view(self.decide)
        own = path("<int:request_id>/decide/", decide, name="approvals_request_decide")
        return [own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Request]:
        """Leave out what is confidential, and remember who looks.

        Nobody is offered a decision on a request of their own.
        """
        found: QuerySet[Request] = super().get_queryset(request).exclude(kind__in=_hidden(request))
        return found.extra(select={"own": "maker = %s"}, select_params=[str(actor_of(request))])

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer the two buttons to whoever may decide."""
        row = context["original"]
        asked = approvals.get(request_id=row.pk)
        actor = actor_of(request)
        context["changes"] = _changes(asked)
        context["needed"] = approvals.kind_of(asked.kind).permissions
        context["limits"] = _limits(asked)
        context["part"] = str(actor) == asked.maker or str(actor) in asked.parties
        context["may_decide"] = (
            asked.state is approvals.State.REQUESTED
            and not context["part"]
            and all(actor.may(each) for each in context["needed"])
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def decide(self, request: HttpRequest, request_id: int) -> HttpResponse:
        """Approve or refuse, as the button says."""
        if request.method != "POST" or not request.user.has_perm(_PERMISSION):
            raise PermissionDenied
        reason = request.POST.get("reason", "")[:500]
        decide = approvals.approve if request.POST.get("decision") == "approve" else None
        try:
            done = (decide or approvals.refuse)(
                request_id=request_id, reason=reason, actor=actor_of(request), now=clock.now()
            )
        except BankError as error:
            messages.error(request, f"{error.message} {error.cure}")
        else:
            word = "approved and carried out" if decide else "refused"
            messages.success(request, f"Request {done.request_id} is {word}. {done.result}")
        return redirect(reverse("admin:approvals_request_change", args=[request_id]))

    @admin.display
    def amount(self, row: Request) -> str:
        if row.amount_minor is None or not row.currency:
            return ""
        return str(Money(row.amount_minor, Currency.of(row.currency)))

    @admin.display(description="")
    def decision(self, row: Request) -> str:
        if row.state != approvals.State.REQUESTED or getattr(row, "own", False):
            return ""
        address = reverse("admin:approvals_request_change", args=[row.pk])
        return format_html('<a class="button" href="{}">Approve or refuse</a>', address)


def _hidden(request: HttpRequest) -> list[str]:
    """Return the kinds of requests that who looks may not know of."""
    user = request.user
    return [kind for kind, app in approvals.confidential_kinds().items()
            if not user.has_module_perms(app)]  # fmt: skip


def _changes(asked: approvals.RequestView) -> list[tuple[str, object, object]]:
    """Return what would change, by name: what it is and what it would be."""
    before, after = asked.payload.get("before"), asked.payload.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    return [
        (name.replace("_", " "), _said(before.get(name)), _said(after[name]))
        for name in after
        if before.get(name) != after[name]
    ]


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _limits(asked: approvals.RequestView) -> list[str]:
    """Return the roles whose limit the amount is within."""
    if asked.amount is None or not approvals.kind_of(asked.kind).limited:
        return []
    return [
        each.role
        for each in approvals.decision_limits()
        if each.up_to.currency == asked.amount.currency and asked.amount <= each.up_to
    ]


__all__ = ["limits"]
