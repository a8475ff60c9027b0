"""The page that asks for a second factor, used as a customer and a browser use it."""

from __future__ import annotations

import html
import re

from tests.factories import factors

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def hidden(page: str) -> dict[str, str]:
    """Return what a browser would send from the page, but for the code."""
    found = {name: html.unescape(value) for name, value in _HIDDEN.findall(page)}
    found.pop("csrfmiddlewaretoken", None)
    return found


def confirm(web, path: str, entered: dict[str, str], *, user_id: int, **more):
    """Send a form, and confirm on the page that answers it with the app's code."""
    page = web.post(path, entered)
    assert page.status_code == 200, page.content.decode()
    fields = hidden(page.content.decode())
    assert fields["confirmation_id"]
    factors.forgive(user_id)
    return web.post(path, fields | {"code": factors.code(user_id)}, **more)
