"""How a visitor of online banking wants it: their language, and a light or a dark page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES: Final = ("auto", "light", "dark")
_A_YEAR: Final = 365 * 24 * 60 * 60
# Programs and staff are answered in English alone: what they rely on does not turn with a header.
_ENGLISH: Final = (
    *("/admin/", "/api/", "/v1/", "/process_payment", "/detect_fraud", "/oauth/"),
    *("/developers/", "/llms.txt"),
)


class LanguageMiddleware:
    """Answer online banking's pages in the language that the visitor chose, or their browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in that language, and say which it was."""
        if request.path.startswith(_ENGLISH):
            return self._get_response(request)
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = self._get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def shown(request: HttpRequest) -> dict[str, object]:
    """Give templates the visitor's choices, and what there is to choose."""
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "auto")
    return {
        "theme": theme if theme in THEMES else "auto",
        "languages": settings.LANGUAGES,
        "right_to_left": translation.get_language_bidi(),
    }


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep a choice in a cookie of its own, and go back to the page."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = {
        settings.THEME_COOKIE_NAME: (request.POST.get("theme"), THEMES),
        settings.LANGUAGE_COOKIE_NAME: (
            request.POST.get("language"),
            tuple(code for code, _ in settings.LANGUAGES),
        ),
    }
    for cookie, (value, allowed) in chosen.items():
        if value in allowed:
            response.set_cookie(
                cookie,
                value,
                max_age=_A_YEAR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
    return response
