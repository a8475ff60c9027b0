"""Files that are sent to be saved, never shown as a page of the bank."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attachment(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """Return the file as a download that no cache keeps."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name)  # noqa: FBT003
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def json_attachment(told: dict[str, Any], *, name: str) -> HttpResponse:
    """Return what is told as a JSON file."""
    text = json.dumps(told, indent=2, ensure_ascii=False)
    return attachment(text.encode(), name=name, media_type="application/json")
