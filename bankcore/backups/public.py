"""The door of backups."""

from bankcore.backups.services.archive import NotArchiving, archive
from bankcore.backups.services.bases import Backup, BackupFailed, backups, remove_older, take
from bankcore.backups.services.restoring import NothingToRestore, Restored, TargetInUse, restore
from bankcore.backups.services.server import ProgramMissing
from bankcore.backups.services.standby import StandbyFailed, make_standby

__all__ = [
    "Backup",
    "BackupFailed",
    "NotArchiving",
    "NothingToRestore",
    "ProgramMissing",
    "Restored",
    "StandbyFailed",
    "TargetInUse",
    "archive",
    "backups",
    "make_standby",
    "remove_older",
    "restore",
    "take",
]
