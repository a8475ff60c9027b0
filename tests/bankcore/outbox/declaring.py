"""Events made up in tests, without their names going into the bank's catalogue."""

from __future__ import annotations

from dataclasses import make_dataclass
from typing import Annotated, Any

from bankcore.outbox.domain.schemas import Happened, event


def declare(
    fields: dict[str, Any],
    *,
    name: str = "test.declared",
    subject: str = "thing:1",
    version: int = 1,
    is_internal: bool = False,
    meaning: str = "Something was declared.",
    **defaults: object,
) -> type[Happened]:
    """Declare an event with these fields; a type that says nothing of its meaning is given one."""
    made = make_dataclass(
        "Declared",
        [
            (key, hint, *([defaults[key]] if key in defaults else []))
            for key, hint in fields.items()
        ],
        bases=(Happened,),
        frozen=True,
        slots=True,
        kw_only=True,
        namespace={"__doc__": meaning},
    )
    made.__module__ = __name__
    return event(name, subject=subject, version=version, is_internal=is_internal)(made)


def said(hint: Any, meaning: str = "What it is.") -> Any:
    """Return the type with a meaning."""
    return Annotated[hint, meaning]
