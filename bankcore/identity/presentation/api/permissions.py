"""What a program may ask for: by its scopes, and by the customer it is bound to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from django.http import Http404, QueryDict
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from bankcore import clock
from bankcore.audit import public as audit
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.identity.domain.api_clients import Client
from bankcore.presentation.api import callers

if TYPE_CHECKING:  # it reads these classes' names out of the settings while it is imported
    from rest_framework.views import APIView

_MOST_DEEP: Final = 20  # as deep as bodies may be


class ScopeMissing(BankError):
    """The key or token does not have the scope that the endpoint asks for."""

    code = "scope_missing"
    cure = "Use a key or token with the scope that the message names, or ask the bank for it."
    status = 403


class HasScope(BasePermission):
    """Lets a client do what its scopes name.

    Every view says in `scopes` which scope each of its methods asks for. A method without one is
    refused, whoever asks: so a view that says nothing is closed, not open.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the client has the scope; raises ScopeMissing."""
        method = "GET" if request.method == "HEAD" else str(request.method)
        if not hasattr(view, method.lower()) or method == "OPTIONS":
            return True  # it will be told that there is no such method
        needed = getattr(view, "scopes", {}).get(method)
        if needed is None or needed not in callers.caller_of(request).scopes:
            message = f"This needs the scope {needed}." if needed else "No scope opens this."
            raise ScopeMissing(message)
        return True


class BoundToCustomer(BankError):
    """A program of one customer asks for what concerns all of them."""

    code = "bound_to_customer"
    cure = "Ask the bank for a client that is not bound to one customer."
    status = 403


class NotGivenByCustomers(BankError):
    """A third party asks for what customers cannot let it read."""

    code = "not_given_by_customers"
    cure = "Ask for accounts, their balances, entries and statements: that is what customers give."
    status = 403


class OwnThings(BasePermission):
    """Lets a client that is bound to a customer ask for that customer's things only.

    Every id in the address, the query and the body is looked up by its name in bankcore/owners.py.
    What is another's and what is not there look the same: 404, and an entry in the audit trail.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether all ids are the customer's.

        Raises BoundToCustomer, NotGivenByCustomers and Http404.
        """
        client = cast("Client", callers.caller_of(request))
        if client.customer_id is None or not hasattr(view, str(request.method).lower()):
            return True
        if request.method in getattr(view, "for_whole_bank", ()):
            message = "This client is bound to one customer."
            raise BoundToCustomer(message)
        if client.account_ids is not None and request.method not in getattr(
            view, "for_third_parties", ()
        ):
            message = "Customers cannot let a third party do this."
            raise NotGivenByCustomers(message)
        for name, value in _named(request, view):
            if not identity.may_touch(client=client, name=name, value=value):
                deny(request, value)
        return True


def deny(request: Request, value: object) -> None:
    """Write down that a client asked for what is not its customer's; raises Http404."""
    audit.record_denied(
        url=request.path,
        object_id=str(value),
        actor=callers.actor_of(request),
        now=clock.now(),
        why=str(request.method),
    )
    raise Http404


def _named(request: Request, view: APIView) -> Iterator[tuple[str, object]]:
    yield from view.kwargs.items()
    for name, values in request.query_params.lists():
        yield from ((name, value) for value in values)
    if request.method not in {"GET", "HEAD"}:
        data = request.data
        if isinstance(data, QueryDict):
            for name, values in data.lists():
                yield from ((name, value) for value in values)
        else:
            yield from _within(data, 0)


def _within(value: Any, depth: int) -> Iterator[tuple[str, object]]:
    """Yield every field of a body with its value, however deep it lies."""
    if depth > _MOST_DEEP:
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name), inner
            yield from _within(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _within(inner, depth + 1)
