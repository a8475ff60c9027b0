"""What a page of the back office showed to whom: one entry of the trail for each request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.module_loading import import_string

from bankcore import clock
from bankcore.audit import public as audit
from bankcore.presentation.staff import actor_of

# Of a search the log keeps the beginning and the length: enough to ask about, too little to be a
# second, unprotected register of names and numbers.
_KEPT_OF_SEARCH: Final = 2
# Names of a page's arguments in its address that tell which row it shows, the row's own first.
_KEYS: Final = ("object_id", "pk", "drawer_id", "cheque_id", "request_id", "alert_id")


def note(request: HttpRequest, *, model: type[Model], page: str) -> None:
    """Write down that the request was shown `page` of `model`, unless its pages are exempt.

    What leaves the bank as a file is written down whatever it is about.
    """
    label = model._meta.label_lower  # noqa: SLF001 - Django's own name for it
    if page != "export_list" and label in import_string(settings.STAFF_READS_EXEMPT):
        return
    key = _key(request)
    detail: dict[str, object] = {"page": page}
    if key is None:
        detail |= _asked(request)
        subject = f"{label}:*"
    else:
        subject, detail = _subject(label, key), {**detail, "row": f"{label}:{key}"}
    audit.record_read(
        actor=actor_of(request),
        action=f"{label}.{'listed' if key is None else 'read'}",
        subject=subject,
        at=clock.now(),
        detail=detail,
    )


def _key(request: HttpRequest) -> str | None:
    match = request.resolver_match
    arguments: Mapping[str, Any] = match.kwargs if match else {}
    found = next((arguments[name] for name in _KEYS if name in arguments), None)
    return None if found is None else unquote(str(found))


def _subject(label: str, key: str) -> str:
    path: Sequence[str] = import_string(settings.STAFF_READS).get(label, ())
    column = "public_id" if _is_uuid(key) else "pk"
    try:
        customer = path and audit.customer_behind(label=label, column=column, key=key, path=path)
    except (ValueError, ValidationError):
        customer = None
    return f"customer:{customer}" if customer else f"{label}:{key}"[:120]


def _asked(request: HttpRequest) -> dict[str, object]:
    search = request.GET.get("q", "")
    filters = sorted(set(request.GET) - {"q", "p", "o"})
    asked: dict[str, object] = {"filters": [name[:80] for name in filters[:20]]} if filters else {}
    if search:
        asked["search"] = f"{search[:_KEPT_OF_SEARCH]}… ({len(search)} characters)"
    return asked


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
