"""Sealing by hand, or by a timer of the operating system."""

from typing import Any

from django.core.management.base import BaseCommand

from bankcore import clock
from bankcore.seals import public as seals


class Command(BaseCommand):
    help = (
        "Seal what of the journal and the audit trail is final, and export the new heads."
        " Example: SEAL_KEY_FILE=/secrets/seal.pem manage.py seal"
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        sealed = seals.seal_all(now=clock.now())
        exported = seals.export_heads()
        told = ", ".join(f"{count} of the {log}" for log, count in sealed.items())
        self.stdout.write(f"Sealed {told}; {exported} heads exported.")
