"""Queries of the merchants' API: pages, filters, and what is to be shown whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from bankcore.actor import Actor
from bankcore.presentation.api.fields import TextField, validated
from payments.gateway.domain import bodies, payer_bodies
from payments.gateway.domain.views import LARGEST_PAGE, MerchantRef, PageOf
from payments.gateway.presentation.api import bodies as forms
from payments.gateway.presentation.api.fields import Input, WholeField
from payments.gateway.services import charges, payers, payment_methods

_DEFAULT: Final = 10
_LATEST: Final = 4_102_444_800  # the year 2100, in seconds of Unix


class _Created(Input):
    expand = None  # type: ignore[assignment]
    gt = WholeField(required=False, max_value=_LATEST)
    gte = WholeField(required=False, max_value=_LATEST)
    lt = WholeField(required=False, max_value=_LATEST)
    lte = WholeField(required=False, max_value=_LATEST)


class PageInput(Input):
    """How much of a list, and from where."""

    limit = WholeField(required=False, min_value=1, max_value=LARGEST_PAGE, default=_DEFAULT)
    starting_after = TextField(required=False, max_length=40)
    ending_before = TextField(required=False, max_length=40)
    created = _Created(required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a request's query says."""

    part: PageOf
    expand: tuple[str, ...]
    filters: Mapping[str, str]


def read_query(request: Request, *, allowed: Sequence[str], paged: bool = False) -> Query:
    """Return what the query says; raises ValidationError for what it may not say.

    `allowed` are the names of filters. Only a `paged` one may say which part it wants.
    """
    given = forms.read(str(request.META.get("QUERY_STRING", "")).encode())
    filters = {name: given.pop(name) for name in allowed if name in given}
    wrong = [name for name, value in filters.items() if not _is_name(value)]
    if wrong:
        raise ValidationError({name: ["Give one text."] for name in wrong})
    kind = PageInput if paged else Input
    values = validated(kind, given)
    if values.get("starting_after") and values.get("ending_before"):
        raise ValidationError({"ending_before": ["Give this or starting_after."]})
    since, until = _times(values.get("created", {}))
    return Query(
        part=PageOf(
            after=values.get("starting_after"),
            before=values.get("ending_before"),
            limit=values.get("limit", _DEFAULT),
            created_from=since,
            created_until=until,
        ),
        expand=tuple(values.get("expand", [])),
        filters=filters,
    )


def expanded(
    body: dict[str, Any], names: Sequence[str], *, merchant: MerchantRef, actor: Actor
) -> dict[str, Any]:
    """Return a body in which the ids under `names` are replaced by their things."""
    found = dict(body)
    for name in names:
        object_id = body.get(name)
        if isinstance(object_id, str):
            found[name] = _FINDERS[name](merchant, object_id, actor)
    return found


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64


def _times(created: Mapping[str, int]) -> tuple[datetime | None, datetime | None]:
    since = [created.get("gte"), _plus(created.get("gt"))]
    until = [created.get("lt"), _plus(created.get("lte"))]
    starts = [each for each in since if each is not None]
    ends = [each for each in until if each is not None]
    return _time(max(starts, default=None)), _time(min(ends, default=None))


def _plus(seconds: int | None) -> int | None:
    return None if seconds is None else seconds + 1


def _time(seconds: int | None) -> datetime | None:
    return (
        None if seconds is None else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    )


def _charge(merchant: MerchantRef, object_id: str, actor: Actor) -> dict[str, Any]:
    view = charges.get(merchant=merchant, charge_id=object_id, actor=actor)
    return bodies.charge_body(view, livemode=not merchant.is_sandbox)


def _method(merchant: MerchantRef, object_id: str, actor: Actor) -> dict[str, Any]:
    view = payment_methods.get_method(merchant=merchant, object_id=object_id, actor=actor)
    return payer_bodies.method_body(view, livemode=not merchant.is_sandbox)


def _payer(merchant: MerchantRef, object_id: str, actor: Actor) -> dict[str, Any]:
    view = payers.get_payer(merchant=merchant, object_id=object_id, actor=actor)
    return payer_bodies.payer_body(view, livemode=not merchant.is_sandbox)


_FINDERS: Final[dict[str, Callable[[MerchantRef, str, Actor], dict[str, Any]]]] = {
    "latest_charge": _charge,
    "payment_method": _method,
    "customer": _payer,
}
