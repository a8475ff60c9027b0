"""The days and the format of a statement that a customer chooses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import public as accounts
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.presentation.typed_days import day_input

# What people import or keep; versions and notifications are for programs, by the API.
_OFFERED = ("pdf", "csv", "ofx", "qif", "camt053")


class PeriodForm(forms.Form):
    """From when to when, both days included, and as what kind of file."""

    first_day = forms.DateField(label=_("From"), widget=day_input())
    last_day = forms.DateField(label=_("To"), widget=day_input())
    format_name = forms.ChoiceField(
        label=_("File"),
        choices=[(name, accounts.STATEMENT_FORMATS[name].title) for name in _OFFERED],
    )

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        """Keep the fields' ids apart from those of the search on the same page."""
        super().__init__(data, initial=initial, auto_id="period_%s")

    @classmethod
    def for_today(cls) -> PeriodForm:
        """Return a form that offers this month up to the bank's day."""
        today = ledger.business_date()
        return cls(initial={"first_day": today.replace(day=1), "last_day": today})

    def refuse(self, error: BankError) -> None:
        """Tell what the bank says to these days beside the field that it is about."""
        field = error.field if error.field in self.fields else None
        self.add_error(field, f"{error.message} {error.cure}")
