"""What making a report asks for: the day, what is known, and its own parameters."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from bankcore.ledger import public as ledger
from bankcore.presentation.acting import ActForm
from reporting.reports import public as reports

_OWN: Final = "choice_"


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ChoosingForm(ActForm):
    """The parameters of one report; others add what else they ask for."""

    def __init__(self, *args: Any, report: reports.Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in report.parameters:
            self.fields[f"{_OWN}{each.name}"] = _field(each)

    def given(self) -> dict[str, str]:
        """Return what was chosen, as text."""
        return {
            name.removeprefix(_OWN): str(value)
            for name, value in self.cleaned_data.items()
            if name.startswith(_OWN) and value not in {None, ""}
        }


class MakeForm(ChoosingForm):
    """A report about a day, as known now or at a moment."""

    day = forms.DateField(label="As of the end of", widget=_day_input())
    known = forms.DateTimeField(
        label="Known at (UTC)",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="As the warehouse knew it at that moment. Empty: as it knows it now.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = ledger.last_closed_day


class ScheduleForm(ChoosingForm):
    """A report that the bank is to make by itself."""

    rhythm = forms.ChoiceField(label="About", choices=reports.RHYTHMS)


def _field(parameter: reports.Parameter) -> forms.Field:
    kind = reports.ParameterKind
    told: dict[str, Any] = {
        "label": parameter.title,
        "help_text": parameter.words,
        "required": False,
        "initial": parameter.default,
    }
    if parameter.kind is kind.DATE:
        return forms.DateField(widget=_day_input(), **told)
    if parameter.kind is kind.WHOLE:
        return forms.IntegerField(**told)
    if parameter.choices:
        empty = [] if parameter.default else [("", "all")]
        choices = [*empty, *((each, each) for each in parameter.choices)]
        return forms.ChoiceField(choices=choices, **told)
    return forms.CharField(max_length=200, **told)
