"""Who acted, by name."""

from __future__ import annotations

from typing import Any

from django import template

from bankcore.presentation.people import people_of

register = template.Library()


@register.simple_tag(takes_context=True)
def person(context: Any, told: object) -> str:
    """Return the name of the member of staff whom the books have as user:30; others as they are."""
    return people_of(context["request"]).name(told)
