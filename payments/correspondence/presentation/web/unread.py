"""How many messages wait, for the navigation of online banking."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest

from bankcore.presentation import visitors
from payments.correspondence import public as correspondence


def shown(request: HttpRequest) -> dict[str, object]:
    """Give templates the number of unread messages; it is counted where it is shown, and once."""

    @cache
    def unread() -> int:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return 0
        return correspondence.unread_of_user(user_id=visitors.user_id(request))

    return {"unread_messages": unread}
