"""Which of the repository's pages integrators read, in which order, and files that go along."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Final

BASE: Final = "/developers/"
ERRORS: Final = f"{BASE}errors/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Pages that belong together, by their names under docs/ without the ending."""

    title: str
    names: tuple[str, ...]


CHAPTERS: Final = (
    Chapter(title="Begin", names=("first-call", "gateway/quickstart", "signatures")),
    Chapter(
        title="Take payments",
        names=(
            *("gateway/errors", "gateway/webhooks", "gateway/states", "gateway/account-payments"),
            *("gateway/instant-payments", "gateway/collections", "gateway/authentication"),
            *("gateway/looking-after-payments", "gateway/settlement", "gateway/reconciliation"),
            *("gateway/vault", "gateway/faults"),
        ),
    ),
    Chapter(title="Accounts", names=("third-parties", "account-events", "events", "payment-files")),
    Chapter(
        title="Networks",
        names=(
            *("gateway/card-network", "gateway/card-link", "gateway/wire", "gateway/clearing"),
            *("gateway/clearing-house", "gateway/outside-processor"),
        ),
    ),
    Chapter(title="What is new", names=("changelog",)),
)
NAMES: Final = tuple(name for chapter in CHAPTERS for name in chapter.names)
FILES: Final = {
    "gateway/quickstart.py": "text/x-python",
    "events.asyncapi.yaml": "application/yaml",
    "events.released.json": "application/json",
    "api-errors.md": "text/markdown",
}
"""What is given as it is, with its media type."""

# Pages of the repository that the portal shows in a form of its own.
_ELSEWHERE: Final = {"api-errors.md": ERRORS}
_OUTSIDE: Final = ("https://", "http://", "mailto:")


def source_of(name: str) -> str:
    """Return where a page lies in the repository."""
    return "CHANGELOG.md" if name == "changelog" else f"docs/{name}.md"


def page_at(name: str) -> str:
    """Return a page's address."""
    return f"{BASE}docs/{name}/"


def leads(name: str, href: str) -> str | None:
    """Return where a link on page `name` leads on the portal; None for what is not there."""
    if href.startswith(_OUTSIDE):
        return href
    path, hash_, fragment = href.partition("#")
    if not path:
        return href
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    end = f"{hash_}{fragment}"
    if target in _ELSEWHERE:
        return _ELSEWHERE[target] + end
    if target in FILES:
        return f"{BASE}docs/{target}"
    stem = target.removesuffix(".md")
    return page_at(stem) + end if stem in NAMES and target != stem else None
