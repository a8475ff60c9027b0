"""Pages of the back office that show rows, with a page beside them for each thing to be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Final
from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from bankcore import clock
from bankcore.actor import Actor
from bankcore.errors import BankError
from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin, ReadOnlyInline
from bankcore.presentation.staff import actor_of

_FORM: Final = "admin/payments/form.html"


class ActForm(forms.Form):
    """What one thing needs to be told. Its key tells a second click from a second wish."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, currency: Currency | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._currency = currency

    def renew_key(self) -> None:
        """Give the next try a key of its own: this one belongs to what was refused."""
        sent = {name: self.data.get(name) for name in self.data}
        self.data = {**sent, "request_key": str(uuid4())}


class ReasonForm(ActForm):
    """Why something is asked for that takes a second person."""

    reason = forms.CharField(max_length=500, help_text="Who decides reads it.")


class WhyForm(ActForm):
    """Why somebody does what is not undone, or what they may do alone."""

    reason = forms.CharField(max_length=500, help_text="It stays in the audit trail.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a member of staff asks for, by a form that is in order."""

    form: Any
    actor: Actor
    now: datetime

    def __getitem__(self, name: str) -> Any:
        """Return one field's value."""
        return self.form.cleaned_data[name]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, as a sentence, and the page on which one goes on."""

    sentence: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page with one form. `do` does it and returns a sentence that says what was done.

    Where one goes on elsewhere than at `back`, it returns that with the sentence.
    """

    title: str
    form: type[ActForm]
    do: Callable[[Asked], str | Done]
    back: str
    button: str = ""
    explanation: str = ""
    template: str = _FORM
    currency: Currency | None = None
    initial: Mapping[str, Any] | None = None


def show(
    request: HttpRequest,
    site: admin.ModelAdmin[Any],
    page: Page,
    *,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the page's form, or do what it asks; a refusal is said beside the field at fault."""
    form = page.form(
        request.POST or None,
        request.FILES or None,
        currency=page.currency,
        initial=page.initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = page.do(Asked(form, actor_of(request), clock.now()))
        except BankError as error:
            field = error.field if error.field in form.fields else None
            form.add_error(field, f"{error.message} {error.cure}")
            form.renew_key()
        else:
            told = done if isinstance(done, Done) else Done(done, page.back)
            messages.success(request, told.sentence)
            return redirect(told.address)
    values = {
        **site.admin_site.each_context(request),
        "title": page.title,
        "opts": site.opts,
        "form": form,
        "page": page,
        "back": page.back,
        **(context or {}),
    }
    return TemplateResponse(request, page.template, values)


def waits(request_id: int) -> str:
    """Return the sentence that tells of a request for a second person."""
    return f"Request {request_id} waits for a second person."


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAct:
    """What can be done about a row, who may, and in which of its states it is offered to whom.

    `do` gets the row and what is asked for and returns a sentence of what was done. Amounts are in
    the `currency` of the row, and the form begins with what `initial` has.
    """

    title: str
    form: type[ActForm]
    do: Callable[[Any, Asked], str]
    permission: str
    explanation: str = ""
    offered: Callable[[Any], bool] = lambda _row: True
    offered_to: Callable[[Any, Actor], bool] = lambda _row, _actor: True
    currency: Callable[[Any], Currency | None] = lambda _row: None
    initial: Callable[[Any], Mapping[str, Any]] = lambda _row: {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAct:
    """What can be done beside a list. The form begins with what `initial` has of the request.

    A `template` of its own is also told what `context` returns.
    """

    title: str
    form: type[ActForm]
    do: Callable[[Asked], str | Done]
    permission: str
    explanation: str = ""
    initial: Callable[[HttpRequest], Mapping[str, Any]] = lambda _request: {}
    template: str = _FORM
    context: Callable[[HttpRequest], dict[str, Any]] = lambda _request: {}


class ActingAdmin(ReadOnlyAdmin):
    """A list and its rows, which are changed by `list_acts` and `row_acts` alone."""

    change_list_template = "admin/payments/list.html"
    change_form_template = "admin/gateway/detail.html"
    list_acts: ClassVar[dict[str, ListAct]] = {}
    row_acts: ClassVar[dict[str, RowAct]] = {}

    def get_urls(self) -> list[URLPattern]:
        """Add a page for each thing that can be done."""
        view = self.admin_site.admin_view
        beside = [
            path(f"{name}/", view(partial_view(self.list_act, act)), name=self._name(name))
            for name, act in self.list_acts.items()
        ]
        about = [
            path(f"<int:pk>/{name}/", view(partial_view(self.row_act, act)), name=self._name(name))
            for name, act in self.row_acts.items()
        ]
        return [*beside, *about, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer what is done beside the list to whom it belongs."""
        links = [
            (self._address(name), act.title)
            for name, act in self.list_acts.items()
            if request.user.has_perm(act.permission)
        ]
        return super().changelist_view(request, {**(extra_context or {}), "page_actions": links})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer what can be done about the row to whom it belongs."""
        row = context.get("original")
        if row is not None:
            context["page_actions"] = [
                (self._address(name, row.pk), act.title)
                for name, act in self.row_acts.items()
                if request.user.has_perm(act.permission)
                and act.offered(row)
                and act.offered_to(row, actor_of(request))
            ]
        return super().render_change_form(request, context, *args, **kwargs)

    def list_act(self, request: HttpRequest, act: ListAct) -> HttpResponse:
        """Do what is done beside the list."""
        if not request.user.has_perm(act.permission):
            raise PermissionDenied
        back = self._address("changelist")
        page = Page(
            title=act.title,
            form=act.form,
            do=act.do,
            back=back,
            explanation=act.explanation,
            initial=act.initial(request),
            template=act.template,
        )
        return show(request, self, page, context=act.context(request))

    def row_act(self, request: HttpRequest, act: RowAct, pk: int) -> HttpResponse:
        """Do something about a row."""
        if not request.user.has_perm(act.permission):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        page = Page(
            title=f"{act.title}: {row}",
            button=act.title,
            form=act.form,
            do=partial(act.do, row),
            back=self._address("change", row.pk),
            explanation=act.explanation,
            currency=act.currency(row),
            initial=act.initial(row),
        )
        return show(request, self, page)

    def _name(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def _address(self, name: str, *args: Any) -> str:
        return reverse(f"admin:{self._name(name)}", args=args)


class ShownInline(ReadOnlyInline):
    """Rows on the page of another, in the order in which they came about."""

    ordering = ("id",)


def partial_view(view: Callable[..., HttpResponse], act: object) -> Callable[..., HttpResponse]:
    """Return the view for one thing; the trail of reads knows it by the view's name."""

    def of_act(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return view(request, act, **kwargs)

    of_act.__name__ = view.__name__
    of_act.__self__ = view.__self__  # type: ignore[attr-defined]
    return of_act


def money(minor: int | None, currency: str) -> str:
    """Return minor units as an amount for people."""
    return "" if minor is None else str(Money(minor, Currency.of(currency)))
