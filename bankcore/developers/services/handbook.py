"""The portal's pages, read from the repository once in a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import Final

from bankcore.developers.domain import error_book, handbook, markdown
from bankcore.developers.domain.error_book import ErrorEntry
from bankcore.developers.domain.markdown import Page
from bankcore.settings.env import REPOSITORY

_MOST_FOUND: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A place that a search has found."""

    title: str
    within: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A page in the table of contents."""

    name: str
    title: str
    address: str


@cache
def text_of(name: str) -> str:
    """Return a page as it is written. Raises KeyError for what is no page of the portal."""
    if name not in handbook.NAMES:
        raise KeyError(name)
    return (REPOSITORY / handbook.source_of(name)).read_text(encoding="utf-8")


@cache
def file_of(name: str) -> tuple[str, str]:
    """Return a file that goes with the pages, and its media type. Raises KeyError."""
    return (REPOSITORY / "docs" / name).read_text(encoding="utf-8"), handbook.FILES[name]


@cache
def page(name: str) -> Page:
    """Return a page as HTML. Raises KeyError."""
    return markdown.render(text_of(name), link=partial(handbook.leads, name))


@cache
def contents() -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """Return the chapters with their pages."""
    return tuple(
        (
            chapter.title,
            tuple(
                Entry(name=name, title=page(name).title, address=handbook.page_at(name))
                for name in chapter.names
            ),
        )
        for chapter in handbook.CHAPTERS
    )


@cache
def first_call() -> dict[str, str]:
    """Return the first call, by language."""
    return markdown.blocks(text_of("first-call"))


@cache
def errors() -> tuple[ErrorEntry, ...]:
    """Return every error that the bank tells of."""
    text, _ = file_of("api-errors.md")
    return error_book.entries(text)


def errors_with(query: str) -> list[ErrorEntry]:
    """Return the errors in which all words of the query stand."""
    words = query.lower().split()
    return [each for each in errors() if each.is_meant_by(words)]


def search(query: str) -> list[Found]:
    """Return the places over which all words of the query stand, and the errors of that code."""
    words = query.lower().split()
    if not words:
        return []
    found = [each for each in _places() if all(word in each.title.lower() for word in words)]
    more = [
        each
        for each in _places()
        if each not in found
        and all(word in f"{each.title} {each.within}".lower() for word in words)
    ]
    return (found + more)[:_MOST_FOUND]


@cache
def _places() -> tuple[Found, ...]:
    headings = [
        Found(
            title=heading.text,
            within=page(name).title,
            address=f"{handbook.page_at(name)}#{heading.anchor}",
        )
        for name in handbook.NAMES
        for heading in page(name).headings
    ]
    codes = [
        Found(title=each.code, within="Errors", address=f"{handbook.ERRORS}#{each.code}")
        for each in errors()
    ]
    return (*headings, *codes)
