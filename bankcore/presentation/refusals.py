"""Pages that tell a person why nothing was done, and what to do."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from bankcore.errors import BankError
from bankcore.presentation.refusal_sentences import SENTENCES
from bankcore.presentation.templatetags.money import figures

_FIGURE: Final = re.compile(r"%\((\w+)\)s")


def told(error: BankError) -> str:
    """Return what a customer reads of a refusal, in the language of the page: what, and the cure.

    A sentence that the catalogue does not have is told in English.
    """
    return f"{sentence(error)} {gettext(error.cure)}" if error.cure else sentence(error)


def sentence(error: BankError) -> str:
    """Return the refusal's own sentence in the language of the page, without its cure."""
    plain = gettext(error.message)
    if plain != error.message:
        return plain
    for template in SENTENCES.get(error.code, ()):
        found, translated = _figures_in(error.message, template), gettext(template)
        if found and translated != template:
            return translated % {name: figures(gettext(value)) for name, value in found.items()}
    return figures(error.message)


def _figures_in(message: str, template: str) -> dict[str, str] | None:
    """Return the figures that stand in a sentence, by name; None where it is another sentence."""
    first, *parts = _FIGURE.split(template)
    if not message.startswith(first):
        return None
    found, rest = {}, message.removeprefix(first)
    for at in range(0, len(parts), 2):
        name, literal = parts[at], parts[at + 1]
        is_last = at + 2 == len(parts)
        end = len(rest) - len(literal) if is_last else rest.find(literal, 1)
        if end < 1 or rest[end : end + len(literal)] != literal:
            return None
        found[name], rest = rest[:end], rest[end + len(literal) :]
    return found


def form_not_ours(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form that cannot be shown to come from this bank's own page: 403.

    Where the browser names a page of this bank that the form stood on, the way back leads there.
    """
    shown = {"reason": reason, "back": _own_page(request)}
    return render(request, "403_csrf.html", shown, status=HTTPStatus.FORBIDDEN)


def _own_page(request: HttpRequest) -> str:
    """Return path and query of the page that the form stood on, if it is one of this bank's."""
    named = request.headers.get("Referer", "")
    is_own = url_has_allowed_host_and_scheme(
        named, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not is_own:
        return ""
    parts = urlsplit(named)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    # Two slashes would lead to another host.
    return "/" + path.lstrip("/")
