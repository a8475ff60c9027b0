"""Customers in the back office: shown as they are, changed through use cases only."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST

from accounts import public as accounts
from accounts.models import Customer
from accounts.models.customer import NameWords
from accounts.presentation.admin import customer_tabs
from accounts.presentation.admin.acting import outcome
from accounts.presentation.admin.customer_actions import ACTIONS, Action, buttons
from accounts.presentation.admin.customer_fields import CustomerForm
from accounts.presentation.admin.customer_paper_forms import CompanyForm, PersonForm
from accounts.presentation.customer_downloads import attachment, json_attachment
from bankcore import clock
from bankcore.errors import BankError
from bankcore.presentation.acting import WhyForm
from bankcore.presentation.queue_filter import queue_filter
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of

# The tab that what CUSTOMER_PANELS tells stands on.
_RISK: Final = "risk"
_WORD: Final = re.compile(r"[^\W_]+")
# How a customer is taken on here.
APPLICATIONS: Final[dict[str, tuple[str, type[PersonForm | CompanyForm]]]] = {
    "onboard-person": ("Take a person on", PersonForm),
    "onboard-company": ("Take a company on", CompanyForm),
}


REVIEW = queue_filter(
    "review",
    "review",
    {"due": ("Due", lambda _request, rows: rows.filter(review_on__lte=clock.now().date()))},
)


@admin.register(Customer)
class CustomerAdmin(ReadOnlyAdmin):
    is_long = True
    list_display = ("name", "kind", "status", "risk_rating", "review_on", "public_id")
    list_filter = (REVIEW, "status", "risk_rating", "kind")
    search_fields = ("name",)
    search_help_text = (
        "The beginnings of words of a name; or the whole of an e-mail address, a phone, tax or "
        "document number, or an id."
    )
    change_list_template = "admin/accounts/customer/change_list.html"
    change_form_template = "admin/accounts/customer/change_form.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show customers, and the ways to take one on to who may."""
        may = actor_of(request).may("accounts.onboard_customer")
        applications = [(name, title) for name, (title, _) in APPLICATIONS.items()] if may else []
        return super().changelist_view(
            request, {**(extra_context or {}), "applications": applications}
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Customer], search_term: str
    ) -> tuple[QuerySet[Customer], bool]:
        """Search names by their words, and what is encrypted by its blind index."""
        del request
        term = search_term.strip()
        if not term:
            return queryset, False
        found = _found_exactly(term)
        if found:
            return queryset.filter(public_id__in=found), False
        words = " & ".join(f"{word}:*" for word in _WORD.findall(term))
        if not words:
            return queryset.none(), False
        asked = SearchQuery(words, config="simple", search_type="raw")
        return queryset.alias(words=NameWords("name")).filter(words=asked), False

    def get_urls(self) -> list[URLPattern]:
        """Add the forms, downloads and the export to the customer's pages."""
        view = self.admin_site.admin_view
        own = [
            path(
                f"<int:pk>/{name}/",
                view(partial(self.act, name=name)),
                name=f"accounts_customer_{name}",
            )
            for name in ACTIONS
        ]
        applications = [
            path(f"{name}/", view(partial(self.onboard, name=name)), name=f"accounts_{name}")
            for name in APPLICATIONS
        ]
        return [
            *own,
            *applications,
            path("<int:pk>/numbers/", view(self.numbers), name="accounts_customer_numbers"),
            path("<int:pk>/export/", view(self.export), name="accounts_customer_export"),
            path(
                "<int:pk>/documents/<uuid:document_id>/",
                view(self.document),
                name="accounts_customer_document",
            ),
            *super().get_urls(),
        ]

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Customer | None:
        """Fetch the customer once for a page."""
        known: dict[str, Customer | None] = request.__dict__.setdefault("customers", {})
        if object_id not in known:
            known[object_id] = super().get_object(request, object_id, from_field)
        return known[object_id]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the customer with the buttons that fit."""
        customer = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if customer is not None and self.has_view_permission(request, customer):
            context["customer_actions"] = buttons(request, customer)
            context["may_see_numbers"] = actor_of(request).may("accounts.read_customer_documents")
            context["may_export"] = actor_of(request).may("accounts.export_customer")
            context |= customer_tabs.context(self.admin_site, request, customer)
            if customer_tabs.chosen(request) == _RISK:
                context["panels"] = _panels(request, customer.public_id)
        return super().change_view(request, object_id, form_url, context)

    def get_inlines(self, request: HttpRequest, obj: Customer | None) -> list[Any]:
        """Show what belongs to the tab that is open."""
        return customer_tabs.inlines(request, obj)

    def act(self, request: HttpRequest, pk: int, *, name: str) -> HttpResponse:
        """Show a form, or do what it asks; a refusal is shown beside the form."""
        action = ACTIONS[name]
        customer = self._customer(request, pk, action.permission)
        form = action.form(
            request.POST or None,
            request.FILES or None,
            customer=customer,
            initial={"to": request.GET.get("to", "")},
        )
        if request.method == "POST" and form.is_valid() and _done(request, action, form):
            return redirect("admin:accounts_customer_change", pk)
        return self._form(request, action.title, form, customer)

    def onboard(self, request: HttpRequest, *, name: str) -> HttpResponse:
        """Show an application, or begin to take the applicant on as a PROSPECT."""
        if not actor_of(request).may("accounts.onboard_customer"):
            raise PermissionDenied
        title, kind = APPLICATIONS[name]
        form: PersonForm | CompanyForm = kind(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                made = accounts.onboard_customer(
                    applicant=form.applicant(), actor=actor_of(request), now=clock.now()
                )
            except BankError as refusal:
                _show(refusal, form)
            else:
                pk = Customer.objects.get(public_id=made.customer_id).pk
                return redirect("admin:accounts_customer_change", pk)
        return self._form(request, title, form, None)

    def _form(
        self, request: HttpRequest, title: str, form: Form, customer: Customer | None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "form": form,
            "customer": customer,
            "opts": self.model._meta,  # noqa: SLF001 - Django's own name for it
        }
        return render(request, "admin/accounts/customer/action.html", context)

    def document(self, request: HttpRequest, pk: int, document_id: UUID) -> HttpResponse:
        """Send a document; who has read it is written down."""
        customer = self._customer(request, pk, "read_customer_documents")
        try:
            read = accounts.download_document(document_id=document_id, **_by(request, customer))
        except BankError as refusal:
            messages.error(request, f"{refusal.message} {refusal.cure}")
            return redirect("admin:accounts_customer_change", pk)
        return attachment(
            read.content, name=read.document.file_name, media_type=read.document.media_type
        )

    def numbers(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show tax and document numbers in full, once, to who says why."""
        customer = self._customer(request, pk, "read_customer_documents")
        form, shown = WhyForm(request.POST or None), None
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            shown = accounts.show_customer_numbers(reason=reason, **_by(request, customer))
        context = {
            **self.admin_site.each_context(request),
            "title": "Show numbers",
            "form": form,
            "numbers": shown,
            "customer": customer,
            "opts": self.opts,
        }
        return render(request, "admin/accounts/customer/numbers.html", context)

    def export(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send everything held about the customer as a JSON file."""
        return _export(request, self._customer(request, pk, "export_customer"))

    def _customer(self, request: HttpRequest, pk: int, permission: str) -> Customer:
        if not actor_of(request).may(f"accounts.{permission}"):
            raise PermissionDenied
        customer: Customer = get_object_or_404(self.get_queryset(request), pk=pk)
        return customer


def _panels(request: HttpRequest, customer_id: UUID) -> list[dict[str, Any]]:
    """Return what other parts of the bank show of the customer to who looks."""
    shown = (import_string(each)(request, customer_id) for each in settings.CUSTOMER_PANELS)
    return [each for each in shown if each is not None]


@require_POST
def _export(request: HttpRequest, customer: Customer) -> HttpResponse:
    told = accounts.export_customer(**_by(request, customer))
    return json_attachment(told, name=f"customer-{customer.public_id}.json")


def _done(request: HttpRequest, action: Action, form: CustomerForm) -> bool:
    """Carry the use case out, and return whether the bank let it."""
    try:
        done = action.use_case(**form.arguments(), **_by(request, form.customer))
    except BankError as refusal:
        _show(refusal, form)
        return False
    messages.success(request, f"{action.title}: {outcome(done)}")
    return True


def _show(refusal: BankError, form: Form) -> None:
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, f"{refusal.message} {refusal.cure}")


def _found_exactly(term: str) -> list[UUID]:
    if not term:
        return []
    try:
        return [UUID(term)]
    except ValueError:
        pass
    try:
        if "@" in term:
            found = accounts.find_customers(email=term)
        elif term.startswith("+"):
            found = accounts.find_customers(phone=term)
        else:
            found = accounts.find_customers(tin=term) + accounts.find_customers(number=term)
    except BankError:
        return []
    return [each.customer_id for each in found]


def _by(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    return {
        "customer_id": customer.public_id,
        "actor": actor_of(request),
        "now": clock.now(),
    }
