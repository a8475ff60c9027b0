"""Which role may do what to the database."""

from typing import Any

from django.db.models import Model


class OwnerMigrates:
    """Tables are changed as their owner only; the application's role has no right to."""

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        """Return whether migrations may run on the connection `db`."""
        return db == "owner"

    def allow_relation(self, _a: Model, _b: Model, **_hints: Any) -> bool:
        """Both connections reach one database, so any two rows may be related."""
        return True
