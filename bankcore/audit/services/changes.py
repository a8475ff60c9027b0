"""The log of changes, field by field, that django-auditlog writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from celery import current_task
from django.apps import apps
from django.db.models import BinaryField, Field
from django.db.models.signals import pre_save

from bankcore.crypto.model_fields import EncryptedBytesField
from bankcore.logs import context

MASKED: Final = "***"


def mask(value: str) -> str:
    """Return what stands in the log for a value that must not enter it: nothing of the value."""
    return "" if value in {"", "None"} else MASKED


def request_id() -> str | None:
    """Return the id of the request or task in which a change is made, or None outside both."""
    found = context.current().request_id
    return None if found == "-" else found


def register(models: Mapping[str, Sequence[str]]) -> None:
    """Log the changes of these models, by "app.Model"; with each, the fields to mask ("*": all).

    What is encrypted is masked in every model. Columns of bytes (hashes, blind indexes, sealed
    secrets) are left out: the log is text.
    """
    for label, masked in models.items():
        model = apps.get_model(label)
        meta = model._meta  # noqa: SLF001 - Django's own name for it
        auditlog.register(
            model,
            # Named one by one: the library would add what refers to the row, by its text.
            include_fields=[each.name for each in meta.concrete_fields if _is_told(each)],
            mask_fields=[each.name for each in meta.concrete_fields if _is_hidden(each, masked)],
            m2m_fields={each.name for each in meta.many_to_many},
        )
    pre_save.connect(_complete, sender=LogEntry, dispatch_uid="bankcore.audit")


def _is_told(field: Field[Any, Any]) -> bool:
    kept_as_bytes = isinstance(field, BinaryField | EncryptedBytesField)
    return not (kept_as_bytes or field.primary_key or field.name == "last_login")


def _is_hidden(field: Field[Any, Any], named: Sequence[str]) -> bool:
    if field.name in named or hasattr(field, "purpose"):
        return True
    return "*" in named and not field.primary_key and not field.is_relation


def _complete(instance: LogEntry, **_signal: Any) -> None:
    """Add who did it where no person did, and name the row by its key: its text may be a name."""
    instance.object_repr = f"{instance.content_type.app_label}.{instance.content_type.model}"
    if current_task and instance.additional_data is None:
        instance.additional_data = {"actor": f"system:{current_task.name}"}
