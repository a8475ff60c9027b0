"""What the files of both card networks come to, whatever their lines look like."""

from __future__ import annotations

from payments.settlement.domain.records import (
    FILE_REFUSED,
    FileId,
    FileTruncated,
    Item,
    NetworkFile,
    Rejection,
    Taken,
)


class Collected:
    """What has been read so far of a file: its readers add to it line by line."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._file_id: FileId | None = None
        self._items: list[Item] = []
        self._rejections: list[Rejection] = []
        self._taken: dict[str, Taken] = {}
        self._ended = False

    def result(self) -> NetworkFile:
        """Return the file; raises FileTruncated where its trailer has not come."""
        if not self._ended or self._file_id is None:
            message = "The file has no trailer."
            raise FileTruncated(message)
        refused = any(each.error == FILE_REFUSED for each in self._rejections)
        return NetworkFile(
            file_id=self._file_id,
            items=tuple(self._items),
            rejections=() if refused else tuple(self._rejections),
            taken=self._taken,
            refused=FILE_REFUSED if refused else "",
        )
