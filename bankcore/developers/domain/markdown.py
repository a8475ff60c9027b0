"""The repository's pages as HTML: headings that can be led to, links that lead on, wide tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

_DROPPED = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of a page; `anchor` is what leads to it, `level` is 1 for the page's own."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as HTML, and what stands over its parts."""

    title: str
    html: str
    headings: tuple[Heading, ...]


def anchor_of(text: str) -> str:
    """Return the anchor of a heading, by the rule of the places where such pages are read."""
    return _DROPPED.sub("", text.lower()).replace(" ", "-")


def render(text: str, *, link: Callable[[str], str | None]) -> Page:
    """Return a page of CommonMark with tables as HTML.

    Markup in the text is shown and not obeyed. `link` returns where a link leads on this site, and
    None for what is not here: its words stay, without the link.
    """
    # With a number of levels that no page reaches: the page is the bank's own.
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 50}).enable("table")
    for name, rule in _RULES.items():
        markdown.add_render_rule(name, rule)
    tokens = markdown.parse(text)
    headings = _headings(tokens)
    _mend_tables(tokens)
    for token in tokens:
        _lead(token.children or [], link)
    html: str = markdown.renderer.render(tokens, markdown.options, {})
    title = next((each.text for each in headings if each.level == 1), "")
    return Page(title=title, html=html, headings=tuple(headings))


def blocks(text: str) -> dict[str, str]:
    """Return a page's blocks of code by their language; the last of each."""
    tokens = MarkdownIt("commonmark").parse(text)
    return {each.info: each.content for each in tokens if each.type == "fence"}


def _headings(tokens: list[Token]) -> list[Heading]:
    """Give each heading an anchor of its own, and return them."""
    found: list[Heading] = []
    seen: dict[str, int] = {}
    for token, inside in pairwise(tokens):
        if token.type != "heading_open":
            continue
        text = "".join(each.content for each in inside.children or [])
        anchor = anchor_of(text)
        seen[anchor] = seen.get(anchor, -1) + 1
        if seen[anchor]:
            anchor = f"{anchor}-{seen[anchor]}"
        token.attrSet("id", anchor)
        found.append(Heading(level=int(token.tag[1:]), text=text, anchor=anchor))
    return found


def _lead(tokens: list[Token], link: Callable[[str], str | None]) -> None:
    away: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            leads = link(str(token.attrGet("href")))
            away.append(leads is None)
            if leads is not None:
                token.attrSet("href", leads)
        elif token.type != "link_close" or not away:
            continue
        if away[-1]:
            token.tag, token.attrs = "span", {}
        if token.type == "link_close":
            away.pop()


def _mend_tables(tokens: list[Token]) -> None:
    """Give each table a number, and let heads without a word be no heads."""
    tables = 0
    for token, inside, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token.type == "table_open":
            tables += 1
            token.attrSet("aria-label", f"Table {tables}")
        elif token.type == "th_open" and not inside.content:
            token.tag = after.tag = "td"


def _table_open(_: RendererHTML, tokens: Sequence[Token], index: int, *__: object) -> str:
    # Read on by keyboard where it is wider than the page.
    label = tokens[index].attrGet("aria-label")
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table class="whole">'
    )


def _table_close(*_: object) -> str:
    return "</table></div>\n"


def _code(_: RendererHTML, tokens: Sequence[Token], index: int, *__: object) -> str:
    return f'<pre tabindex="0"><code>{escapeHtml(tokens[index].content)}</code></pre>\n'


_RULES: Final[dict[str, Callable[..., str]]] = {
    "table_open": _table_open,
    "table_close": _table_close,
    "fence": _code,
    "code_block": _code,
}
