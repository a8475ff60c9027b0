"""Django's sessions in the database, under the digests of their keys."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import Model
from django.utils import timezone

from bankcore.identity.domain.session_keys import digest


class SessionStore(db.SessionStore):
    """As Django's, but no session's key lies in the table: a stolen copy opens no session."""

    def _get_session_from_db(self) -> Session | None:
        found = Session.objects.filter(
            session_key=digest(self.session_key or ""),
            expire_date__gt=timezone.now(),  # noqa: TID251 - Django asks for no moment here
        ).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str | None = None) -> bool:
        """Return whether there is a session of this key."""
        return super().exists(digest(session_key or ""))

    def create_model_instance(self, data: dict[str, Any]) -> Model:  # type: ignore[override]
        """Return the row to be saved."""
        row = super().create_model_instance(data)
        row.session_key = digest(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Remove the session of this key, or this one."""
        key = session_key or self.session_key
        if key is not None:
            super().delete(digest(key))
