"""Pages that tell a person why nothing was done, and what to do."""

from __future__ import annotations

import re
from functools import cache
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
        match = _pattern(template).fullmatch(error.message)
        translated = gettext(template)
        if match and translated != template:
            values = match.groupdict().items()
            return translated % {name: figures(gettext(value)) for name, value in values}
    return figures(error.message)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return what a sentence looks like with its figures in it."""
    parts = _FIGURE.split(template)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)),
        re.DOTALL,
    )


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
