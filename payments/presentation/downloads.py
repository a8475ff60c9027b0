"""Results of files of payments, to be saved."""

from datetime import datetime

from django.http import HttpResponse

from payments import public as payments

CSV = "text/csv"
XML = "application/xml"


def csv_of(file: payments.FileView) -> HttpResponse:
    """Return the file's result as CSV."""
    return _attached(payments.bulk_file_result_csv(file_id=file.file_id), CSV, file, "csv")


def pain002_of(file: payments.FileView, *, now: datetime) -> HttpResponse:
    """Return the file's result as pain.002."""
    text = payments.bulk_file_result_pain002(file_id=file.file_id, now=now)
    return _attached(text, XML, file, "xml")


def _attached(text: str | bytes, kind: str, file: payments.FileView, ending: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type=f"{kind}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="result-{file.file_id}.{ending}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
