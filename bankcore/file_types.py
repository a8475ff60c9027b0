"""Which kind of file a content is, by the bytes it begins with; its name may say anything."""

from __future__ import annotations

from typing import Final

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
ENDINGS: Final = {PDF: "pdf", JPEG: "jpg", PNG: "png"}


def media_type(content: bytes) -> str | None:
    """Return the media type of a PDF, JPEG or PNG; None for anything else.

    Signatures: ISO 32000-1 7.5.2 and 7.5.5, ISO/IEC 10918-1 B.1.1.3, ISO/IEC 15948 5.2. The
    end is looked at too, so that half a file is not taken for a whole one.
    """
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
        return PDF
    if content.startswith(b"\xff\xd8\xff") and content.rstrip(b"\x00").endswith(b"\xff\xd9"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in content[-16:]:
        return PNG
    return None
