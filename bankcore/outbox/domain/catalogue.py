"""All events of a bank: whoever is to be told of one looks here for what it says."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module

from bankcore.outbox.domain.schemas import Declaration, Happened, NotDeclared, WrongDeclaration


class Catalogue:
    """The events that these modules declare, by name and version.

    Raises WrongDeclaration where two are the same, or one name is about two sorts of things.
    """

    def __init__(self, modules: Iterable[str]) -> None:
        self._types = {
            found for module in modules for found in _events(vars(import_module(module)))
        }
        self._by_key: dict[tuple[str, int], Declaration] = {}
        for declared in (each.declaration for each in self._types):
            key = (declared.name, declared.version)
            if key in self._by_key:
                message = f"{declared.name} {declared.version} is declared twice."
                raise WrongDeclaration(message)
            self._by_key[key] = declared
        for name in self.names():
            if len({each.aggregate for each in self if each.name == name}) > 1:
                message = f"{name} is about one sort of thing, in every version."
                raise WrongDeclaration(message)

    def __iter__(self) -> Iterator[Declaration]:
        """Yield what is declared, by name, then by version."""
        return (self._by_key[key] for key in sorted(self._by_key))

    def names(self) -> set[str]:
        """Return the names of all events."""
        return {name for name, _ in self._by_key}

    def versions(self, name: str) -> list[int]:
        """Return an event's versions, the oldest first; none for an event that nobody declares."""
        return sorted(version for each, version in self._by_key if each == name)

    def newest(self, name: str) -> Declaration:
        """Return an event's newest version. Raises KeyError."""
        return self._by_key[name, max(self.versions(name), default=0)]

    def require(self, happened: Happened, *, subject: str) -> Declaration:
        """Return what is declared of an event. Raises NotDeclared, also for another's subject."""
        if type(happened) not in self._types:
            message = f"{type(happened).__name__} is no declared event: bankcore/events.py."
            raise NotDeclared(message)
        declared = type(happened).declaration
        if not subject.startswith(f"{declared.aggregate}:"):
            message = f"{declared.name} is about a {declared.aggregate}, and not {subject!r}."
            raise NotDeclared(message)
        return declared


def _events(members: Mapping[str, object]) -> Iterator[type[Happened]]:
    """Yield the classes that are themselves declared, and not just made of one that is."""
    for member in members.values():
        if (
            inspect.isclass(member)
            and issubclass(member, Happened)
            and "declaration" in vars(member)
        ):
            yield member
