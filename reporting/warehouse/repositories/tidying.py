"""What of the lake's files is needed no more, and removing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bankcore.db.transactions import requires_transaction
from reporting.warehouse.models import LakeFile, Load, OutsideFile, Tidying
from reporting.warehouse.repositories import lake


@dataclass(frozen=True, slots=True, kw_only=True)
class Needless:
    """A file that no version within the retention reads; `path` is within the lake's folder."""

    path: str
    kind: str
    size: int


def oldest_kept() -> int | None:
    """Return the oldest load whose version can still be read; None: every one."""
    last = Tidying.objects.order_by("-id").first()
    return None if last is None else last.oldest_load_id


def oldest_within(*, since: datetime) -> Load | None:
    """Return the load whose version was the newest at a moment: the oldest that is kept for it."""
    done = Load.objects.filter(state=Load.State.DONE)
    return done.filter(ended_at__lte=since).order_by("-id").first()


def needless(*, oldest: int, since: datetime) -> list[Needless]:
    """Return the files that no version from load `oldest` on reads, and strays of failed loads.

    What outside files were taken before `since` is in the warehouse: their bytes are needless too.
    """
    gone = LakeFile.objects.filter(replaced_by__lte=oldest).values_list("path", flat=True)
    known = set(LakeFile.objects.values_list("path", flat=True))
    raw = {
        f"raw/{source}/{sha256}": received_at
        for source, sha256, received_at in OutsideFile.objects.values_list(
            "source", "sha256", "received_at"
        )
    }
    found = [_needless(path, "replaced") for path in gone]
    for path in _paths():
        if path.startswith("raw/"):
            if path not in raw:
                found.append(_needless(path, "stray"))
            elif raw[path] < since:
                found.append(_needless(path, "received"))
        elif path not in known:
            found.append(_needless(path, "stray"))
    return sorted((each for each in found if each is not None), key=lambda each: each.path)


@requires_transaction
def keep(*, oldest: int, files: Sequence[Needless], by: str, now: datetime) -> None:
    """Write down from which load on versions can be read: before any file is removed."""
    Tidying.objects.create(
        oldest_load_id=oldest,
        files=len(files),
        size=sum(each.size for each in files),
        tidied_at=now,
        tidied_by=by,
    )


def remove(files: Sequence[Needless]) -> None:
    """Remove files from the lake; one that is gone already is gone."""
    for each in files:
        (lake.folder() / each.path).unlink(missing_ok=True)


def small_files(*, before: date, most: int) -> Mapping[tuple[str, date], Sequence[LakeFile]]:
    """Return the files of each dataset's months before a month that are more than `most`."""
    found: dict[tuple[str, date], list[LakeFile]] = {}
    for file in LakeFile.objects.filter(replaced_by=None, month__lt=before).order_by("id"):
        if file.month is not None:
            found.setdefault((file.dataset, file.month), []).append(file)
    return {key: files for key, files in found.items() if len(files) > most}


def _needless(path: str, kind: str) -> Needless | None:
    file = lake.folder() / path
    return Needless(path=path, kind=kind, size=file.stat().st_size) if file.is_file() else None


def _paths() -> Iterator[str]:
    """Yield every file of the lake but what a load is working on."""
    root = lake.folder()
    for file in root.rglob("*"):
        path = str(file.relative_to(root))
        if file.is_file() and not path.startswith(("staging/", "spill/")):
            yield path


def every_file() -> list[Path]:
    """Return every file of the lake, of whatever version."""
    return [lake.folder() / path for path in sorted(_paths())]
