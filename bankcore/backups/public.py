"""The door of backups."""

from bankcore.backups.services.archive import NotArchiving, archive
from bankcore.backups.services.bases import Backup, BackupFailed, backups, remove_older, take
from bankcore.backups.services.restoring import NothingToRestore, Restored, TargetInUse, restore
from bankcore.backups.services.server import ProgramMissing

__all__ = [
    "Backup",
    "BackupFailed",
    "NotArchiving",
    "NothingToRestore",
    "ProgramMissing",
    "Restored",
    "TargetInUse",
    "archive",
    "backups",
    "remove_older",
    "restore",
    "take",
]
