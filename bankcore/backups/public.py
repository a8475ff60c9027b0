"""The door of backups."""

from bankcore.backups.services.archive import (
    ArchiveLost,
    NotArchiving,
    archive,
    begin_anew,
    end_archive,
)
from bankcore.backups.services.bases import Backup, BackupFailed, backups, remove_older, take
from bankcore.backups.services.restoring import NothingToRestore, Restored, TargetInUse, restore
from bankcore.backups.services.server import ProgramMissing, ServerAway
from bankcore.backups.services.slot import ArchiveRunning
from bankcore.backups.services.standby import StandbyFailed, make_standby

__all__ = [
    "ArchiveLost",
    "ArchiveRunning",
    "Backup",
    "BackupFailed",
    "NotArchiving",
    "NothingToRestore",
    "ProgramMissing",
    "Restored",
    "ServerAway",
    "StandbyFailed",
    "TargetInUse",
    "archive",
    "backups",
    "begin_anew",
    "end_archive",
    "make_standby",
    "remove_older",
    "restore",
    "take",
]
