"""The page on which a customer confirms an order: how much, to whom, and the second factor.

A form is posted twice to one address: first as it was filled in, answered by this page, then from
this page, with the same fields hidden and the proof. The service compares what is ordered with
what was confirmed, so fields changed on the way are refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bankcore import clock
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.presentation import refusals, visitors
from payments.payees import public as payees

_ID: Final = "confirmation_id"
_WARNED: Final = frozenset([payees.Answer.CLOSE_MATCH, payees.Answer.NO_MATCH])
_OURS: Final = frozenset(["csrfmiddlewaretoken", "code", "assertion", "edit", _ID])


class Fact(NamedTuple):
    """A line of the order: what it is about, what it says, and the form's field that changes it."""

    label: str
    value: str
    changed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the page says: a title, the order in plain words, and what its button does.

    `back` is where the order comes from; when `editable`, its form is filled in there again.
    `checked` is what was answered about the payee's name: where it is not that of the account's
    holder, going back comes first.
    """

    title: str
    told: Sequence[Fact | tuple[str, str]]
    button: str
    back: str
    editable: bool = False
    checked: payees.NameCheckView | None = None

    @property
    def warns(self) -> bool:
        """Whether the name is not that of the account's holder."""
        return self.checked is not None and self.checked.answer in _WARNED


class CodeMissing(BankError):
    """The form came back without a code and without a passkey's signature."""

    code = "confirmation_code_missing"
    cure = "Enter the code that your authenticator app shows."


def is_confirmed(request: HttpRequest) -> bool:
    """Tell whether the form comes from this page, and not from the order's own."""
    return request.method == "POST" and _ID in request.POST


def is_edit(request: HttpRequest) -> bool:
    """Tell whether the customer goes back to change the order."""
    return request.method == "POST" and "edit" in request.POST


def needs_factor(request: HttpRequest) -> bool:
    """Tell whether the customer has nothing to confirm with yet."""
    return not identity.can_confirm(actor=visitors.actor_of(request))


def prove(request: HttpRequest) -> UUID | None:
    """Give the factor that was posted to the confirmation; returns its id.

    None where the page asked for none: whether that was right, the service decides. Raises
    CodeMissing, ConfirmationNotFound, and what identity.confirm_by_code raises.
    """
    confirmation_id = _id_of(request)
    if confirmation_id is None:
        return None
    actor, now = visitors.actor_of(request), clock.now()
    assertion, code = request.POST.get("assertion", ""), request.POST.get("code", "")
    if assertion:
        identity.confirm_by_passkey(
            confirmation_id=confirmation_id, assertion=assertion, actor=actor, now=now
        )
    elif code.strip():
        identity.confirm_by_code(confirmation_id=confirmation_id, code=code, actor=actor, now=now)
    elif not _is_given(confirmation_id, request):
        message = "The code is missing."
        raise CodeMissing(message)
    return confirmation_id


def show(
    request: HttpRequest, step: Step, asked: identity.ConfirmationView | None, *, error: str = ""
) -> HttpResponse:
    """Show the order to be confirmed; without `asked`, a button is enough."""
    options = ""
    if asked is not None and asked.has_passkey:
        options = identity.passkey_options_of_confirmation(
            confirmation_id=asked.confirmation_id, actor=visitors.actor_of(request)
        )
    context = {
        "step": step,
        "asked": asked,
        "passkey_options": options,
        "hidden": [(name, text) for name, text in request.POST.items() if name not in _OURS],
        "error": error,
    }
    return render(request, "web/payments/confirm.html", context, status=422 if error else 200)


def again(request: HttpRequest, step: Step, refusal: BankError) -> HttpResponse | None:
    """Show the page again with the refusal beside the code, where another try makes sense."""
    if not isinstance(refusal, identity.ProofWrong | CodeMissing):
        return None
    confirmation_id = _id_of(request)
    if confirmation_id is None:
        return None
    asked = identity.get_confirmation(
        confirmation_id=confirmation_id, actor=visitors.actor_of(request)
    )
    if asked.state is not identity.ConfirmationState.OPEN:
        return None
    return show(request, step, asked, error=refusals.told(refusal))


def _id_of(request: HttpRequest) -> UUID | None:
    text = request.POST.get(_ID, "")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        message = "There is no such confirmation of yours."
        raise identity.ConfirmationNotFound(message) from None


def _is_given(confirmation_id: UUID, request: HttpRequest) -> bool:
    """Tell whether an earlier click has proved it: then a form without a code is no mistake."""
    found = identity.get_confirmation(
        confirmation_id=confirmation_id, actor=visitors.actor_of(request)
    )
    return found.state in {identity.ConfirmationState.CONFIRMED, identity.ConfirmationState.USED}
