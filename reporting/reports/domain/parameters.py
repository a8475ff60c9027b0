"""What a reader chooses for a report, read from text and held to its kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from bankcore.errors import BankError
from reporting.reports.domain.definitions import Parameter, ParameterKind, Report

Chosen = str | int | date
_LONGEST: Final = 200
_DIGITS: Final = 18


class ParameterRefused(BankError):
    """A parameter of a report is not of its kind, or the report has none of this name."""

    code = "report_parameter_refused"
    cure = "Choose as the form of the report says."


def read(report: Report, given: Mapping[str, str]) -> dict[str, Chosen]:
    """Return the values of a report's parameters; what was left out has its default or is absent.

    Raises ParameterRefused.
    """
    known = {each.name: each for each in report.parameters}
    for name in given:
        if name not in known:
            message = f"{report.title} has no parameter {name[:40]}."
            raise ParameterRefused(message)
    found: dict[str, Chosen] = {}
    for name, parameter in known.items():
        text = given.get(name, "").strip() or parameter.default
        if text:
            found[name] = _value(parameter, text)
    return found


def written(values: Mapping[str, Chosen]) -> dict[str, str]:
    """Return values as text, as `read` takes them, in the order of their names."""
    return {name: str(values[name]) for name in sorted(values)}


def _value(parameter: Parameter, text: str) -> Chosen:
    if parameter.kind is ParameterKind.DATE:
        return _day(parameter, text)
    if parameter.kind is ParameterKind.WHOLE:
        if not (text.isascii() and text.lstrip("-").isdigit() and len(text) <= _DIGITS):
            raise _refused(parameter, "is a whole number")
        return int(text)
    if parameter.choices and text not in parameter.choices:
        raise _refused(parameter, f"is one of {', '.join(parameter.choices)}")
    if len(text) > _LONGEST or not text.isprintable():
        raise _refused(parameter, f"is a text of up to {_LONGEST} letters on one line")
    return text


def _day(parameter: Parameter, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _refused(parameter, "is a day such as 2026-03-31") from None


def _refused(parameter: Parameter, words: str) -> ParameterRefused:
    return ParameterRefused(f"{parameter.title} {words}.", field=parameter.name)
