"""What identity tells itself, so that messages go out after commit. Nobody outside is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from bankcore.outbox.domain.schemas import Code, Example, Happened, event


@event("identity.notice_due", subject="user:3", is_internal=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDue(Happened):
    """Something happened to somebody's log-in, of which they are to have word."""

    user_id: Annotated[int, "Who is to have word, by number."]
    message: Annotated[Code, "Which message it is.", Example("factor_added")]
    facts: Annotated[
        Mapping[str, str],
        "What the message says besides: when it happened; a factor, a browser, an IP address.",
        Example({"what": "an app", "at": "2 March 2026, 09:30 UTC"}),
    ]


@event("identity.password_link_asked", subject="user:3", is_internal=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordLinkAsked(Happened):
    """Somebody asked for a link to set a password anew; the link is made when it is sent."""

    user_id: Annotated[int, "Whose log-in it is, by number; 0 for an address nobody has."]
