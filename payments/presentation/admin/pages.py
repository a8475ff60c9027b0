"""Pages of the back office on which a member of staff does one thing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from accounts import public as accounts
from bankcore.approvals import public as approvals
from bankcore.ledger import public as ledger
from bankcore.money import InvalidAmount, Money, parse_amount
from bankcore.presentation import acting
from bankcore.presentation.acting import ActForm, Asked, Page, show
from bankcore.presentation.read_only import ReadOnlyAdmin


class AccountField(forms.CharField):
    """A customer's account, by its IBAN; the form gets an accounts.AccountView."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Account (IBAN)")
        super().__init__(max_length=42, **options)

    def clean(self, value: Any) -> Any:
        """Find the account."""
        text = "".join(str(super().clean(value)).split()).upper()
        if not text:
            return None
        found, _ = accounts.page_of_accounts(chosen=accounts.AccountFilter(iban=text), limit=1)
        if not found:
            message = "No account of this bank has this IBAN."
            raise forms.ValidationError(message)
        return found[0]


class AmountField(forms.CharField):
    """An amount such as 12.50, in the currency of the form; the form gets Money."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=24, **options)


class StaffForm(ActForm):
    """A form that has amounts, and the idempotency key of what was sent."""

    def clean(self) -> dict[str, Any]:
        """Read amounts, now that their currency is known."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, AmountField) and name in given:
                given[name] = self._amount(name, given)
        return given

    def key(self) -> ledger.RequestKey:
        """Return the idempotency key of what was sent."""
        sent = [(name, str(self.data.get(name, ""))) for name in sorted(self.fields)]
        content = repr((type(self).__name__, sent)).encode()
        return ledger.RequestKey(
            ledger.KeySource.WEB,
            self.cleaned_data["request_key"],
            hashlib.sha256(content).digest(),
        )

    def _amount(self, name: str, given: dict[str, Any]) -> Money | None:
        text, account = given[name].strip(), given.get("account")
        currency = self._currency or (account.currency if account else given.get("currency"))
        if currency is None or not text:
            return None
        try:
            return parse_amount(text, currency)
        except InvalidAmount as error:
            self.add_error(name, error.message)
            return None


def reason_field() -> forms.CharField:
    """Return the field for why something is asked for, where it takes a second person."""
    return forms.CharField(
        max_length=500,
        required=False,
        help_text="Needed above the limit for one person: who decides reads it.",
    )


def waits(asked: approvals.RequestView) -> str:
    """Return the sentence that tells of a request."""
    return acting.waits(asked.request_id)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done from a list, and the permission that the service asks for."""

    title: str
    form: type[StaffForm]
    do: Callable[[Asked], str]
    permission: str


class ActPages(ReadOnlyAdmin):
    """A list with pages beside it, one for each thing that can be done by who looks."""

    change_list_template = "admin/payments/list.html"
    acts: ClassVar[dict[str, Act]] = {}

    def get_urls(self) -> list[URLPattern]:
        """Add the pages."""
        name = f"payments_{self.opts.model_name}_act"
        page = path("act/<slug:act>/", self.admin_site.admin_view(self.act), name=name)
        return [page, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer the pages to whom they belong."""
        links = [
            (reverse(f"admin:payments_{self.opts.model_name}_act", args=[name]), act.title)
            for name, act in self.acts.items()
            if request.user.has_perm(act.permission)
        ]
        return super().changelist_view(request, {**(extra_context or {}), "page_actions": links})

    def act(self, request: HttpRequest, act: str) -> HttpResponse:
        """Do one thing."""
        wanted = self.acts.get(act)
        if wanted is None:
            raise Http404
        if not request.user.has_perm(wanted.permission):
            raise PermissionDenied
        back = reverse(f"admin:payments_{self.opts.model_name}_changelist")
        page = Page(title=wanted.title, form=wanted.form, do=wanted.do, back=back)
        return show(request, self, page)


__all__ = [
    "AccountField",
    "Act",
    "ActPages",
    "AmountField",
    "Asked",
    "Page",
    "StaffForm",
    "reason_field",
    "show",
    "waits",
]
