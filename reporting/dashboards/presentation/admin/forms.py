"""What a reader chooses on a dashboard."""

from __future__ import annotations

from typing import Any

from django import forms

from bankcore.identity import public as identity
from reporting.dashboards import public as dashboards
from reporting.dashboards.models import Selection, Subscription

_SHARED = [
    ("", "nobody else"),
    *(
        (each.value, each.value)
        for each in identity.Role
        if each is not identity.Role.ADMINISTRATOR
    ),
]


def _day() -> forms.DateField:
    return forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))


class FilterForm(forms.Form):
    """Sent by GET, so that a filtered page has an address of its own."""

    days = forms.ChoiceField(choices=Selection.Days.choices, required=False)
    first = _day()
    last = _day()
    branch = forms.CharField(max_length=20, required=False)
    product = forms.CharField(max_length=40, required=False)
    currency = forms.CharField(max_length=3, required=False)

    def chosen(self) -> dashboards.Filter:
        """Return the filter, whatever is not in order left out."""
        self.is_valid()
        given: dict[str, Any] = self.cleaned_data
        return dashboards.Filter(
            days=given.get("days") or "",
            first=given.get("first"),
            last=given.get("last"),
            branch=given.get("branch") or "",
            product=given.get("product") or "",
            currency=given.get("currency") or "EUR",
        )


class KeepForm(FilterForm):
    """A filter with the name under which it is kept."""

    name = forms.CharField(max_length=60)
    shared_with = forms.ChoiceField(choices=_SHARED, required=False)


def subscribe_form(choices: list[tuple[str, str]]) -> type[forms.Form]:
    """Return the form of a subscription, with the filters that somebody may choose."""

    class SubscribeForm(forms.Form):
        board = forms.ChoiceField(
            label="Dashboard", choices=[(each.name, each.title) for each in dashboards.BOARDS]
        )
        selection = forms.ChoiceField(
            label="Filter", choices=[("", "as it opens"), *choices], required=False
        )
        rhythm = forms.ChoiceField(label="When", choices=Subscription.Rhythm.choices)

    return SubscribeForm
