"""The second factors of people: what they have beside what they know."""

from __future__ import annotations

from django_otp import match_token

from bankcore.db.transactions import requires_transaction
from bankcore.identity.models import User


@requires_transaction
def is_valid_code(*, user: User, code: str) -> bool:
    """Use up a code of the user's authenticator app or recovery list; returns whether it is one.

    A code works once; django-otp slows down whoever guesses.
    """
    return match_token(user, code) is not None
