"""Handing out a document."""

from __future__ import annotations

from django.http import HttpResponse

from accounts import public as accounts


def download(document: accounts.Document) -> HttpResponse:
    """Answer with the document as a file to be saved.

    No cache keeps it but the reader's own, and no browser takes it for anything but what it is.
    """
    return HttpResponse(
        document.content,
        content_type=document.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{document.filename}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
