"""Whether the database has every table."""

from io import StringIO

from django.core.management import CommandError, call_command


def require() -> None:
    """Raise CommandError with the cure where a migration has not been applied."""
    try:
        call_command("migrate", database="owner", check_unapplied=True, stdout=StringIO())
    except SystemExit:
        message = "The database is not set up, or not for this version. Run: make setup"
        raise CommandError(message) from None
