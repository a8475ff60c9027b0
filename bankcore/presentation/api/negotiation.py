"""Which type of answer a program is given, and of which type its body is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class PlainNegotiation(DefaultContentNegotiation):
    """As REST framework's, which takes types apart for every request.

    What nearly all programs send is compared as it is written: no Accept or one of everything or
    of the very type, and a body of the very type.
    """

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> Any:
        """Return who reads the body; None where nobody can."""
        first = next(iter(parsers), None)
        if first is not None and request.content_type == first.media_type:
            return first
        return super().select_parser(request, parsers)

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> Any:
        """Return who writes the answer, and as which type; raises NotAcceptable."""
        raw = request._request  # noqa: SLF001 - Django's own request
        accepted = raw.META.get("HTTP_ACCEPT", "*/*")
        first = next(iter(renderers))
        is_plain = not format_suffix and not raw.META.get("QUERY_STRING")
        if is_plain and first.media_type and accepted in ("*/*", first.media_type):
            return first, first.media_type
        return super().select_renderer(request, renderers, format_suffix)
