"""Check the books."""

from typing import Any

from django.core.management.base import BaseCommand

from bankcore.endofday import public as endofday


class Command(BaseCommand):
    help = (
        "Check every invariant on the whole of the books, a line each with its count."
        " Exits 1 if any is broken. Example: manage.py verify_ledger"
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        broken = 0
        for check in endofday.verify_books():
            verdict = "ok    " if check.holds else "BROKEN"
            example = f", first: {check.example}" if check.example else ""
            self.stdout.write(
                f"{check.code:<4} {verdict} {check.checked:>10,} checked"
                f" {check.violations:>6,} broken{example}  {check.statement}"
            )
            broken += not check.holds
        if broken:
            self.stderr.write(f"{broken} invariants are broken.")
            raise SystemExit(1)
        self.stdout.write("All invariants hold.")
