"""The formats of a statement, by the name that integrators use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from accounts.domain.paper.sheet import on_paper
from accounts.domain.statement_formats import camt, comma_separated, ofx, pdf, qif
from accounts.domain.statements import Statement

# The look of what is rendered. A change that gives other bytes for the same statement takes the
# next number: fingerprints are compared within one layout only.
_LAYOUT: Final = "1"


@dataclass(frozen=True, slots=True)
class StatementFormat:
    """A way to write a statement down: its file's ending, media type, writer and layout.

    `is_by_lines` tells that what is written of an entry is there as soon as that was read.
    """

    ending: str
    media_type: str
    title: str
    render: Callable[[Statement], Iterator[bytes]]
    layout: str = _LAYOUT
    is_by_lines: bool = True


FORMATS: Final = MappingProxyType(
    {
        "pdf": StatementFormat(
            ".pdf", "application/pdf", "PDF", pdf.render, on_paper("3"), is_by_lines=False
        ),
        "csv": StatementFormat(".csv", "text/csv; charset=utf-8", "CSV", comma_separated.render),
        "ofx": StatementFormat(".ofx", "application/x-ofx", "OFX", ofx.render, "2"),
        "qif": StatementFormat(".qif", "application/qif; charset=utf-8", "QIF", qif.render),
        "camt053": StatementFormat(
            ".camt053.xml", "application/xml", "camt.053.001.08", camt.render_v08
        ),
        "camt053-02": StatementFormat(
            ".camt053-02.xml", "application/xml", "camt.053.001.02", camt.render_v02
        ),
        "camt054": StatementFormat(
            ".camt054.xml", "application/xml", "camt.054.001.08", camt.render_notification_v08
        ),
        "camt054-02": StatementFormat(
            ".camt054-02.xml", "application/xml", "camt.054.001.02", camt.render_notification_v02
        ),
    }
)
