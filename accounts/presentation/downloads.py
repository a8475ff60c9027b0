"""Handing out a document."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from accounts import public as accounts


def download(document: accounts.Document) -> HttpResponse:
    """Answer with the document as a file to be saved.

    No cache keeps it but the reader's own, and no browser takes it for anything but what it is.
    """
    return HttpResponse(
        document.content, content_type=document.media_type, headers=_headers(document.filename)
    )


def send(document: accounts.Document | accounts.DocumentInParts) -> HttpResponseBase:
    """Answer with the same, with a long document while it is written.

    One that breaks off is shorter than it says, which every client notices.
    """
    if isinstance(document, accounts.Document):
        return download(document)
    return StreamingHttpResponse(
        document.parts,
        content_type=document.media_type,
        headers={**_headers(document.filename), "Content-Length": str(document.size)},
    )


def _headers(filename: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{filename}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
