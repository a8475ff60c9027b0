"""Who acted, by name: a page says demo-teller-1 where the books say user:30."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib import admin
from django.db.models import CharField, Model
from django.http import HttpRequest
from django.utils.module_loading import import_string

_MEMBER: Final = re.compile(r"\buser:(\d{1,18})\b")
_ACTORS: Final = frozenset(
    {"actor", "assignee", "author", "by", "checker", "handler", "maker", "owner", "subject"}
)
# What says in a sentence whom it is about, as a security alert does.
_SENTENCES: Final = frozenset({"summary"})


class People:
    """The names of the staff on one page; those who are met together are one query."""

    def __init__(self) -> None:
        self._names: dict[int, str | None] = {}
        self._columns: dict[tuple[type[Model], str, str], Callable[[Any], str]] = {}

    def meet(self, told: Iterable[object]) -> None:
        """Ask for the names of all that are not known yet."""
        texts = (each for each in told if isinstance(each, str))
        members = {int(number) for text in texts for number in _MEMBER.findall(text)}
        if missing := members - self._names.keys():
            ask: Callable[..., Mapping[int, str]] = import_string(settings.STAFF_NAMES)
            named = ask(user_ids=missing)
            self._names |= {each: named.get(each) for each in missing}

    def meet_rows(self, model: type[Model], rows: Iterable[Any]) -> None:
        """Ask for the names of all that these rows tell of."""
        fields = _of_actors(model)
        self.meet(getattr(row, each) for row in rows for each in fields)

    def name(self, told: object) -> str:
        """Return the text with staff by name; a customer stays a number, and is said to be one."""
        text = "" if told is None else str(told)
        self.meet([text])
        name = _MEMBER.sub(lambda found: self._names[int(found[1])] or found[0], text)
        return f"customer ({name})" if _MEMBER.fullmatch(name) else name

    def named(self, model: type[Model], fields: Iterable[Any], *, nobody: str = "") -> list[Any]:
        """Return the fields of a page, those that hold an actor as what shows the name.

        `nobody` is shown where a field is empty.
        """
        own = _of_actors(model)
        return [
            self._column(model, each, nobody) if isinstance(each, str) and each in own else each
            for each in fields
        ]

    def _column(self, model: type[Model], field: str, nobody: str) -> Callable[[Any], str]:
        """Return what shows a field by name: for the same page always the same."""
        key = (model, field, nobody)
        if key not in self._columns:
            title = model._meta.get_field(field).verbose_name  # type: ignore[union-attr]  # noqa: SLF001

            @admin.display(description=title, ordering=field)
            def shown(row: Any) -> str:
                return self.name(getattr(row, field)) or nobody

            shown.__name__ = field
            self._columns[key] = shown
        return self._columns[key]


def people_of(request: HttpRequest) -> People:
    """Return the people of the page that is asked for."""
    known: People = vars(request).setdefault("people", People())
    return known


def _of_actors(model: type[Model]) -> frozenset[str]:
    """Return which fields hold an actor, as every model names them."""
    return frozenset(
        each.name
        for each in model._meta.concrete_fields  # noqa: SLF001 - what Django names so
        if isinstance(each, CharField)
        and (each.name in _ACTORS | _SENTENCES or each.name.endswith("_by"))
        and not each.primary_key
    )
