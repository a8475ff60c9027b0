"""The page on which a customer lets a third party read accounts: which, what of them, how long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import public as accounts
from bankcore import clock
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.presentation import visitors

_MOST_ACCOUNTS: Final = 100
_OURS: Final = ("accounts", "days")


class ChoiceForm(forms.Form):
    """Which accounts the third party reads, and for how long."""

    def __init__(self, *args: Any, own: Sequence[accounts.AccountView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accounts"] = forms.MultipleChoiceField(
            label=_("Accounts"),
            choices=[(str(each.account_id), f"{each.product_name}, {each.iban}") for each in own],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one account.")},
        )
        self.fields["days"] = forms.TypedChoiceField(
            label=_("How long"),
            coerce=int,
            choices=[(each, _("%(n)s days") % {"n": each}) for each in identity.ACCESS_DAYS],
            initial=identity.ACCESS_DAYS[0],
            widget=forms.RadioSelect,
        )

    def order(self, customer: accounts.CustomerView) -> identity.AccessOrder:
        """Return what was chosen."""
        return identity.AccessOrder(
            customer_id=customer.customer_id,
            account_ids=tuple(UUID(each) for each in self.cleaned_data["accounts"]),
            days=self.cleaned_data["days"],
        )


@never_cache
@sensitive_post_parameters("code", "assertion")
@login_required
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Ask the customer, have the second factor given, and send the browser back with the answer."""
    try:
        asked = identity.read_authorization(uri=request.get_full_path())
        return _answer(request, asked)
    except identity.AuthorizationRefused as refusal:
        if refusal.location:
            return _away(refusal.location)
        return _refused(request, refusal)


def _answer(request: HttpRequest, asked: identity.Asked) -> HttpResponse:
    if "refuse" in request.POST:
        return _away(identity.refuse_authorization(asked))
    customer = accounts.customer_of_user(user_id=visitors.user_id(request))
    if customer is None:
        message = _("There is no customer under this log-in.")
        raise identity.AuthorizationRefused(message)
    own, _more = accounts.page_of_accounts(
        chosen=accounts.AccountFilter(customer_id=customer.customer_id), limit=_MOST_ACCOUNTS
    )
    form = ChoiceForm(request.POST or None, own=own)
    shown = {"asked": asked, "form": form, "scopes": told(asked.scopes)}
    if not form.is_valid() or "edit" in request.POST:
        return _page(request, asked, "choose", shown, status=422 if form.errors else 200)
    order = form.order(customer)
    shown["chosen"] = [each for each in own if each.account_id in order.account_ids]
    try:
        if "confirmation_id" not in request.POST:
            confirmation = identity.ask_to_give_access(
                asked=asked, order=order, actor=visitors.actor_of(request), now=clock.now()
            )
            return _confirm(request, asked, confirmation, shown)
        return _give(request, asked, order, shown)
    except identity.AuthorizationRefused:
        raise
    except BankError as refusal:
        form.add_error(None, f"{refusal.message} {refusal.cure}")
        return _page(request, asked, "choose", shown, status=422)


def _give(
    request: HttpRequest,
    asked: identity.Asked,
    order: identity.AccessOrder,
    shown: dict[str, Any],
) -> HttpResponse:
    actor, now = visitors.actor_of(request), clock.now()
    confirmation_id = _id_of(request)
    code, assertion = request.POST.get("code", "").strip(), request.POST.get("assertion", "")
    try:
        if assertion:
            identity.confirm_by_passkey(
                confirmation_id=confirmation_id, assertion=assertion, actor=actor, now=now
            )
        else:
            identity.confirm_by_code(
                confirmation_id=confirmation_id, code=code, actor=actor, now=now
            )
    except identity.ProofWrong as wrong:
        confirmation = identity.get_confirmation(confirmation_id=confirmation_id, actor=actor)
        if confirmation.state is not identity.ConfirmationState.OPEN:
            raise
        shown["error"] = f"{wrong.message} {wrong.cure}"
        return _confirm(request, asked, confirmation, shown)
    location = identity.give_access(
        uri=asked.uri, order=order, confirmation_id=confirmation_id, actor=actor, now=now
    )
    return _away(location)


def _confirm(
    request: HttpRequest,
    asked: identity.Asked,
    confirmation: identity.ConfirmationView,
    shown: dict[str, Any],
) -> HttpResponse:
    options = ""
    if confirmation.has_passkey:
        options = identity.passkey_options_of_confirmation(
            confirmation_id=confirmation.confirmation_id, actor=visitors.actor_of(request)
        )
    hidden = [(name, text) for name in _OURS for text in request.POST.getlist(name)]
    more = {"confirmation": confirmation, "passkey_options": options, "hidden": hidden}
    status = 422 if "error" in shown else 200
    return _page(request, asked, "confirm", {**shown, **more}, status=status)


def told(scopes: Sequence[str]) -> list[str]:
    """Return in words what scopes let a third party read."""
    words = {
        "accounts:read": _("Your name, IBANs, balances and entries"),
        "statements:read": _("Your statements"),
    }
    return [words[each] for each in scopes]


def _page(
    request: HttpRequest, asked: identity.Asked, name: str, shown: dict[str, Any], *, status: int
) -> HttpResponse:
    template = f"web/accounts/third_party_{name}.html"
    page = render(request, template, shown, status=status)
    # The form's answer may lead to the third party: browsers hold redirects against this as well.
    target = urlsplit(asked.redirect_uri)
    page._csp_update = {"form-action": [f"{target.scheme}://{target.netloc}"]}  # type: ignore[attr-defined]  # noqa: SLF001 - as django-csp's own decorators say it
    return page


def _refused(request: HttpRequest, refusal: BankError) -> HttpResponse:
    return render(
        request, "web/accounts/third_party_refused.html", {"refusal": refusal}, status=400
    )


def _away(location: str) -> HttpResponse:
    answer = HttpResponseRedirect(location, status=303)
    # What stood in the address bar here is nobody's business there, and the other way round.
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _id_of(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST["confirmation_id"])
    except ValueError:
        message = "There is no such confirmation of yours."
        raise identity.ConfirmationNotFound(message) from None
