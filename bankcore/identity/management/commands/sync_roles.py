"""Give every role what bankcore/roles.py says: `manage.py sync_roles`, after each `migrate`."""

from typing import Any

from django.core.management.base import BaseCommand

from bankcore.identity import public as identity


class Command(BaseCommand):
    """Run where the database owner's name and password are known, and nowhere else."""

    help = "Give every role the permissions that bankcore/roles.py names, and no others."

    def handle(self, *args: Any, **options: Any) -> None:
        """Give and take permissions, in one transaction."""
        identity.ensure_roles()
        self.stdout.write("Roles are as bankcore/roles.py says.")
