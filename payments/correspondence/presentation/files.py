"""A form's field for the files of a message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from payments.correspondence import public as correspondence


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none; each is refused as a single one would be."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files as a list."""
        given = data if isinstance(data, Sequence) else [data]
        return [super(FilesField, self).clean(each, initial) for each in given if each]


def uploads(files: Sequence[UploadedFile[Any]]) -> list[correspondence.Upload]:
    """Return the files as they came, once they are few and small enough to be read.

    Raises TooManyAttachments and AttachmentTooLarge.
    """
    correspondence.check_attachment_sizes([each.size or 0 for each in files])
    return [correspondence.Upload(name=each.name or "", content=each.read()) for each in files]
