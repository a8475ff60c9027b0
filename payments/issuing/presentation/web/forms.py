"""Forms of online banking about cards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import public as accounts
from bankcore.errors import BankError
from bankcore.money import Money, parse_amount
from bankcore.presentation.account_names import names
from bankcore.presentation.templatetags.money import money
from payments.issuing import public as issuing

_NOTHING: Final = re.compile(r"0(\.0+)?", re.ASCII)
_NAMES: Final = ("purchases_day", "purchases_month", "cash_day", "cash_month")


class OrderForm(forms.Form):
    """For which account a card is ordered."""

    account = forms.ChoiceField(label=_("For the account"))

    def __init__(self, own: Sequence[accounts.AccountView], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        called = names(own)
        self.fields["account"].choices = [  # type: ignore[attr-defined]
            (str(each.account_id), f"{called[each.account_id]} ({each.currency})") for each in own
        ]


class SwitchesForm(forms.Form):
    """What a card may be used for."""

    online = forms.BooleanField(label=_("Payments online"), required=False)
    contactless = forms.BooleanField(label=_("Contactless payments"), required=False)
    atm = forms.BooleanField(label=_("Cash machines"), required=False)
    abroad = forms.BooleanField(label=_("Use abroad"), required=False)

    def __init__(self, card: issuing.CardView, data: QueryDict | None = None) -> None:
        now = card.switches
        initial = {name: getattr(now, name) for name in ("online", "contactless", "atm", "abroad")}
        super().__init__(data, initial=initial)

    def wanted(self) -> issuing.Switches:
        """Return what is to be switched on; the rest is off."""
        return issuing.Switches(**self.cleaned_data)


class LimitsForm(forms.Form):
    """How much may be spent with a card."""

    purchases_day = forms.CharField(label=_("Purchases a day"), max_length=24)
    purchases_month = forms.CharField(label=_("Purchases a month"), max_length=24)
    cash_day = forms.CharField(label=_("Cash a day"), max_length=24)
    cash_month = forms.CharField(label=_("Cash a month"), max_length=24)

    def __init__(self, card: issuing.CardView, data: QueryDict | None = None) -> None:
        now = {name: getattr(card.limits, name) for name in _NAMES}
        super().__init__(data, initial={n: str(each.amount) for n, each in now.items()})
        self._currency = card.limits.cash_day.currency
        for name in _NAMES:
            most = money(getattr(card.ceilings, name))
            field = self.fields[name]
            field.help_text = gettext("At most %(amount)s. 0 lets nothing through.") % {
                "amount": most
            }
            field.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self) -> dict[str, Any]:
        """Read each amount in the card's currency."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name in _NAMES:
            text = str(values.get(name, "")).strip()
            try:
                values[name] = (
                    Money(0, self._currency)
                    if _NOTHING.fullmatch(text)
                    else parse_amount(text, self._currency)
                )
            except BankError as error:
                if name not in self.errors:
                    self.add_error(name, f"{error.message} {error.cure}")
        return values

    def wanted(self) -> issuing.Limits:
        """Return the limits that were typed in."""
        return issuing.Limits(**{name: self.cleaned_data[name] for name in _NAMES})

    def refuse(self, error: BankError) -> None:
        """Show a refusal of the bank beside the field it is about."""
        field = error.field if error.field in self.fields else None
        self.add_error(field, f"{error.message} {error.cure}")


class PinForm(forms.Form):
    """A PIN, typed twice; never shown again, whatever is refused."""

    pin = forms.CharField(
        label=_("New PIN"),
        help_text=_("Four digits that nobody guesses: no run, no pairs, no date of birth."),
        max_length=4,
    )
    again = forms.CharField(label=_("The same PIN again"), max_length=4)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        for field in self.fields.values():
            field.widget = forms.PasswordInput(
                attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "4"}
            )

    def clean(self) -> dict[str, Any]:
        """Hold the two against each other."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and values["pin"] != values["again"]:
            self.add_error("again", gettext("The two PINs differ. Type the same one twice."))
        return values

    def refuse(self, error: BankError) -> None:
        """Show a refusal of the bank beside the PIN."""
        self.add_error("pin" if error.field else None, f"{error.message} {error.cure}")


class ReportForm(forms.Form):
    """How a card was lost."""

    how = forms.ChoiceField(
        label=_("What happened"),
        choices=[("lost", _("I cannot find it")), ("stolen", _("It was stolen"))],
    )
