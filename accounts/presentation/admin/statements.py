"""Statements and letters in the back office: found, downloaded, and letters written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts import public as accounts
from accounts.models import Letter, Statement, StatementCycle
from accounts.presentation.downloads import download, send
from bankcore import clock
from bankcore.actor import Actor
from bankcore.errors import BankError
from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of


@admin.register(Statement)
class StatementAdmin(ReadOnlyAdmin):
    list_display = ("account", "number", "first_day", "last_day", "entries", "end", "files")
    list_select_related = ("account",)
    search_fields = ("account__iban__startswith", "account__customer__name")
    search_help_text = "Start of the IBAN, or the customer's name."
    list_filter = ("last_day",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        """Show the newest first."""
        return super().get_queryset(request).order_by("-id")

    @admin.display(description="closing balance")
    def end(self, statement: Statement) -> str:
        return str(Money(statement.closing, Currency.numbered(statement.account.currency)))

    @admin.display
    def files(self, statement: Statement) -> SafeString:
        return format_html_join(
            " · ",
            '<a href="{}">{}</a>',
            (
                (reverse("admin:accounts_statement_file", args=[statement.pk, name]), each.title)
                for name, each in accounts.STATEMENT_FORMATS.items()
            ),
        )

    def get_urls(self) -> list[URLPattern]:
        """Add the address of a file."""
        file = path(
            "<int:statement_id>/file/<slug:name>/",
            self.admin_site.admin_view(self.file),
            name="accounts_statement_file",
        )
        return [file, *super().get_urls()]

    def file(self, request: HttpRequest, statement_id: int, name: str) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_object(request, str(statement_id))
        if found is None or name not in accounts.STATEMENT_FORMATS:
            return redirect("admin:accounts_statement_changelist")
        document = accounts.statement_to_send(
            account_id=found.account.public_id,
            number=found.number,
            format_name=name,
            now=clock.now(),
        )
        return send(document)


@admin.register(StatementCycle)
class StatementCycleAdmin(ReadOnlyAdmin):
    list_display = ("account", "cycle")
    list_filter = ("cycle",)
    list_select_related = ("account",)
    search_fields = ("account__iban__startswith",)


class LetterForm(forms.Form):
    """What letter to write, and to whom."""

    customer_id = forms.UUIDField(label="Customer's id")
    kind = forms.ChoiceField(
        choices=[
            (each.value, each.value.replace("_", " ").capitalize()) for each in accounts.LetterKind
        ]
    )
    year = forms.IntegerField(
        required=False, min_value=1900, max_value=2200, help_text="Of an interest certificate."
    )
    day = forms.DateField(
        required=False,
        help_text="Of a confirmation of balances.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    basis = forms.ChoiceField(
        required=False, choices=[(each.value, each.value) for each in accounts.BalanceBasis]
    )

    def clean(self) -> dict[str, Any]:
        """See that the letter has what it needs."""
        values = super().clean() or {}
        certificate = values.get("kind") == accounts.LetterKind.INTEREST_CERTIFICATE
        needed = "year" if certificate else "day"
        if not values.get(needed) and needed not in self.errors:
            self.add_error(needed, "This letter needs it.")
        return values

    def write(self, *, actor: Actor) -> accounts.LetterView:
        """Write the letter; raises what accounts.public raises."""
        asked, now = self.cleaned_data, clock.now()
        if asked["kind"] == accounts.LetterKind.INTEREST_CERTIFICATE:
            return accounts.certify_interest(
                customer_id=asked["customer_id"], year=asked["year"], actor=actor, now=now
            )
        return accounts.confirm_balances(
            customer_id=asked["customer_id"],
            day=asked["day"],
            basis=accounts.BalanceBasis(asked["basis"] or "booking"),
            actor=actor,
            now=now,
        )


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ("id", "customer", "kind", "parameters", "made_at", "requested_by", "pdf")
    list_filter = ("kind",)
    list_select_related = ("customer",)
    search_fields = ("customer__name",)
    exclude = ("content", "content_sha256", "sha256")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever may write letters does."""
        return actor_of(request).may("accounts.write_letters")

    @admin.display(description="file")
    def pdf(self, letter: Letter) -> SafeString:
        return format_html(
            '<a href="{}">PDF</a>', reverse("admin:accounts_letter_file", args=[letter.pk])
        )

    def get_urls(self) -> list[URLPattern]:
        """Add the address of a file."""
        file = path(
            "<int:number>/pdf/",
            self.admin_site.admin_view(self.file),
            name="accounts_letter_file",
        )
        return [file, *super().get_urls()]

    def file(self, request: HttpRequest, number: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_object(request, str(number))
        if found is None:
            return redirect("admin:accounts_letter_changelist")
        return download(accounts.letter_document(letter_id=found.public_id))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask what letter to write, and write it by the bank's own use case."""
        del form_url, extra_context
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = LetterForm(
            request.POST or None, initial={"customer_id": request.GET.get("customer")}
        )
        if request.method == "POST" and form.is_valid():
            try:
                letter = form.write(actor=actor_of(request))
            except BankError as error:
                form.add_error(None, f"{error.message} {error.cure}")
            else:
                messages.success(request, f"Letter {letter.number} is written.")
                return redirect("admin:accounts_letter_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "Write a letter",
            "form": form,
            "opts": self.opts,
        }
        return render(request, "admin/accounts/letter/write.html", context)
