"""What a customer fills in to borrow, and to repay early."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import public as accounts
from accounts.presentation.web.amounts import MoneyForm, amount_field
from bankcore.money import Money
from bankcore.presentation.typed_days import day_input

_OFFER = accounts.loans.LoanOffer


class LoanForm(MoneyForm):
    """How much for how long and what for, and what the customer has and spends a month."""

    currency = forms.ChoiceField(label=_("Currency"))
    amount = amount_field(_("Amount"))
    instalments = forms.IntegerField(label=_("Months"), min_value=1, max_value=600)
    purpose = forms.CharField(label=_("What for"), max_length=100)
    income = amount_field(_("Your income a month, after tax"))
    expenses = amount_field(
        _("What you spend a month, rent and other loans included"),
    )

    def __init__(self, offers: Sequence[_OFFER], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._offers = {each.currency.code: each for each in offers}
        self.fields["currency"].choices = [  # type: ignore[attr-defined]
            (code, code) for code in self._offers
        ]

    def clean(self) -> dict[str, Any]:
        """Read the amounts in the currency chosen."""
        offer = self._offers.get(self.cleaned_data.get("currency", ""))
        if offer is not None:
            for name in ("amount", "income", "expenses"):
                if name not in self.errors:
                    self.cleaned_data[name] = self.money(name, offer.currency)
        return self.cleaned_data

    def order(self, customer: accounts.CustomerView) -> accounts.loans.LoanRequest:
        """Return what is asked for; valid forms only."""
        found = self.cleaned_data
        return accounts.loans.LoanRequest(
            application_id=found["request_key"],
            customer_id=customer.customer_id,
            product="LOAN",
            amount=found["amount"],
            instalments=found["instalments"],
            annual_rate=self._offers[found["currency"]].annual_rate,
            purpose=found["purpose"],
            income=found["income"],
            expenses=found["expenses"],
        )


class QuoteForm(MoneyForm):
    """On which day, and whether the whole loan or a part of what is still to come."""

    for_day = forms.DateField(label=_("Repay on"), widget=day_input())
    amount = amount_field(
        _("Principal to repay"),
        required=False,
        help_text=_("Leave it empty to repay the whole loan."),
    )
    effect = forms.ChoiceField(
        label=_("After a part, the instalments"),
        choices=[("LOWER", _("become smaller")), ("SHORTEN", _("end earlier"))],
    )

    def part(self, loan: accounts.loans.LoanView) -> Money | None:
        """Return the part of the principal that is asked for; None for the whole loan."""
        return self.money("amount", loan.principal.currency)
