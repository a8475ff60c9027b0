"""Words of the domain as columns of models."""

from collections.abc import Iterable
from enum import StrEnum

from django.db import models


def of(words: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """Return the words as a field's choices."""
    return [(word.value, word.value.replace("_", " ").capitalize()) for word in words]


def only(field: str, words: Iterable[StrEnum], *, name: str) -> models.CheckConstraint:
    """Return the constraint that the column holds no other word."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": [word.value for word in words]}), name=name
    )
