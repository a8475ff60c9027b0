"""The kinds of request that there are, from the page that the settings name."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.approvals.domain.kinds import Kind


class UnknownKind(LookupError):
    """A fault of the caller: no executor is named for this kind in bankcore/executors.py."""


def every() -> Mapping[str, Kind]:
    """Return all kinds by their names."""
    known: Mapping[str, Kind] = import_string(settings.APPROVAL_EXECUTORS)
    return known


def of(name: str) -> Kind:
    """Return what there is to say about requests of this kind; raises UnknownKind."""
    known: Mapping[str, Kind] = import_string(settings.APPROVAL_EXECUTORS)
    if name not in known:
        message = f"{settings.APPROVAL_EXECUTORS} names no executor for {name!r}"
        raise UnknownKind(message)
    return known[name]


def confidential() -> dict[str, str]:
    """Return the kinds that not everybody may see, and the app whose pages one sees who may."""
    known: Mapping[str, Kind] = import_string(settings.APPROVAL_EXECUTORS)
    return {
        name: kind.permission.partition(".")[0] for name, kind in known.items() if kind.confidential
    }
