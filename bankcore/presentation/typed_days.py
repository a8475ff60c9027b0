"""Days as customers choose them, in the browser's own field for a day."""

from __future__ import annotations

from django import forms


def day_input() -> forms.DateInput:
    """Return a browser's field for a day.

    Browsers read a day that is filled in only as HTML writes it, 2026-03-02, whatever the language
    of the page; one written otherwise they leave out, and the field is empty.
    """
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
