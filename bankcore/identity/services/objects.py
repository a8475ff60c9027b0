"""Whether what an id stands for is the customer's to whom a client is bound."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.identity.domain.api_clients import Client


def may_touch(*, client: Client, name: str, value: object) -> bool:
    """Return whether a field called `name` with this value is within the client's reach.

    A client that is bound to no customer reaches all. Whose thing an id is, bankcore/owners.py
    says by the field's name; a value that can be no id is let pass, for the view to refuse. A
    third party reaches the accounts that its customer chose, and no other.
    """
    if client.customer_id is None:
        return True
    if client.account_ids is not None and name == "account_id":
        return _id_of(value) in client.account_ids
    finders = _owners().get(name, ())
    object_id = _id_of(value)
    if not finders or object_id is None:
        return True
    return any(client.customer_id in import_string(each)(object_id=object_id) for each in finders)


def _id_of(value: object) -> UUID | int | None:
    if isinstance(value, UUID | int):
        return value
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _owners() -> Mapping[str, tuple[str, ...]]:
    found: Mapping[str, tuple[str, ...]] = import_string(settings.API_OBJECT_OWNERS)
    return found
