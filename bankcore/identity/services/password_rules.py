"""What a password may not be, beside too short: validators of Django's list."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from bankcore.identity.domain import breached_passwords
from bankcore.identity.models import User


class LongestPassword:
    """No longer than so many characters."""

    def __init__(self, max_length: int = 128) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: User | None = None) -> None:
        """Let it pass, or raise ValidationError."""
        del user
        if len(password) > self.max_length:
            message = f"A password has at most {self.max_length} characters."
            raise ValidationError(message, code="password_too_long")

    def get_help_text(self) -> str:
        """Say what is asked."""
        return f"At most {self.max_length} characters."


class NoWordOfTheBank:
    """Without the bank's own name: it is what somebody would guess first."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Let it pass, or raise ValidationError."""
        del user
        words = [word for word in settings.BANK_NAME.lower().split() if len(word) > 3]
        if any(word in password.lower() for word in words):
            message = "A password does not contain the name of the bank."
            raise ValidationError(message, code="password_names_the_bank")

    def get_help_text(self) -> str:
        """Say what is asked."""
        return "Not the name of the bank."


class NotBreached:
    """In no list of breached passwords, where the operator keeps one."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Let it pass, or raise ValidationError; OSError where the list cannot be read."""
        del user
        if not settings.BREACHED_PASSWORDS:
            return
        with Path(settings.BREACHED_PASSWORDS).open("rb") as file:
            found = breached_passwords.is_listed(password, in_file=file)
        if found:
            message = "This password is in a list of stolen ones. Choose another."
            raise ValidationError(message, code="password_breached")

    def get_help_text(self) -> str:
        """Say what is asked."""
        return "None that is known from a breach."
