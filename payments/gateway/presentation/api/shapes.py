"""Fields of which the schema says more than DRF's own fields do. They describe; nothing is read."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

Field = serializers.Field[Any, Any, Any, Any]
_NAMES = "#/components/schemas/"


def described(schema: dict[str, Any], **options: Any) -> Field:
    """Return a field that the schema shows as `schema` says."""
    kind = type("Described", (serializers.Field,), {})
    field: Field = extend_schema_field(schema)(kind)(**options)
    return field


def kind_of(name: str) -> Field:
    """Return the field `object`, by which a thing says what it is."""
    return described({"type": "string", "const": name})


def text(*, null: bool = False, **options: Any) -> serializers.CharField:
    """Return a text, or null where there is none."""
    return serializers.CharField(allow_null=null, **options)


def minor() -> serializers.IntegerField:
    """Return money in its currency's minor units."""
    return serializers.IntegerField(help_text="In the currency's minor units.")


def time(*, null: bool = False) -> serializers.IntegerField:
    """Return a moment."""
    return serializers.IntegerField(allow_null=null, help_text="Seconds of Unix time.")


def texts() -> Field:
    """Return texts of the merchant's own, under names."""
    return described({"type": "object", "additionalProperties": {"type": "string"}})


def named(*things: str, null: bool = True) -> Field:
    """Return another thing's id; where the request asks for it by `expand`, the thing itself."""
    kinds = ["string", "null"] if null else ["string"]
    shown = [{"$ref": _NAMES + thing} for thing in things]
    return described(
        {"anyOf": [{"type": kinds}, *shown], "description": "An id, or what it names: see expand."}
    )
