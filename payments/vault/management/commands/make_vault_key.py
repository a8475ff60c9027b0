"""The custodians' key of card numbers, in two shares."""

from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand

from bankcore.crypto.key_service import KeyServiceFailed
from bankcore.crypto.services import rotation


class Command(BaseCommand):
    help = (
        "Make a new key of the two custodians: one share in each file of VAULT_SHARE_FILES. The"
        " data keys of card numbers are wrapped under it at once; the bank goes on meanwhile."
        " Afterwards each custodian takes a copy of the own file into safe keeping."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            done = rotation.rotate_custodians()
        except KeyServiceFailed as failure:
            raise CommandError(str(failure)) from failure
        for path in settings.VAULT_SHARE_FILES:
            self.stdout.write(f"A share was added to {path}")
        self.stdout.write(f"{done.rewrapped} data keys are wrapped under it.")
