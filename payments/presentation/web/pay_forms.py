"""The form by which a customer pays."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import public as accounts
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import InvalidAmount, parse_amount
from payments import public as payments

Order = payments.TransferOrder | payments.PaymentOrder

_SOMEBODY = [("", _("the account below"))]
_FIELDS = {"credit_account_id": "creditor_iban", "account_id": "account"}


def account_label(account: str) -> str:
    """Return what kind of account it is, in words of a page."""
    return gettext("Routing and account number") if "/" in account else "IBAN"


class PayForm(forms.Form):
    """Money from one of the customer's own accounts: to an IBAN, or to another of them."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    account = forms.ChoiceField(label=_("From"))
    own = forms.ChoiceField(label=_("To"), required=False)
    creditor_iban = forms.CharField(
        label=_("IBAN, or routing number/account number in the United States"),
        max_length=42,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    creditor_name = forms.CharField(label=_("Name of the payee"), max_length=140, required=False)
    amount = forms.CharField(
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    remittance = forms.CharField(label=_("Text for the payee"), max_length=140, required=False)
    instant = forms.BooleanField(label=_("Instantly, within 10 seconds (euros)"), required=False)

    def __init__(self, own: Sequence[accounts.AccountView], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._own = {str(account.account_id): account for account in own}
        told = [
            (key, f"{account.product_name} {account.iban} ({account.available})")
            for key, account in self._own.items()
        ]
        self.fields["account"].choices = told  # type: ignore[attr-defined]
        self.fields["own"].choices = [*_SOMEBODY, *told]  # type: ignore[attr-defined]
        self.fields["request_key"].initial = uuid4

    def clean(self) -> dict[str, Any]:
        """Read the amount in the account's currency, and whom it goes to; say all that is wrong."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        read = [self._read(each, values) for each in (self._amount, self._payee)]
        if not self.errors and all(read):
            values["order"] = self._order(values)
        return values

    def _read(self, reader: Callable[[dict[str, Any]], None], values: dict[str, Any]) -> bool:
        try:
            reader(values)
        except BankError as error:
            self.refuse(error)
            return False
        return True

    def refuse(self, error: BankError) -> None:
        """Show a refusal of the bank beside the field it is about."""
        named = _FIELDS.get(error.field or "", error.field)
        self.add_error(named if named in self.fields else None, f"{error.message} {error.cure}")

    def with_new_key(self) -> PayForm:
        """Return the form with what was typed, to be sent as a request of its own.

        A refusal is kept with the key of its request, so that a corrected order needs another.
        """
        typed = {name: self.data.get(name, "") for name in self.fields}
        self.data = typed | {"request_key": str(uuid4())}
        return self

    def request(self) -> ledger.RequestKey:
        """Return the key by which a form sent twice pays once."""
        values = {name: self.data.get(name, "") for name in sorted(self.fields)}
        return ledger.RequestKey(
            ledger.KeySource.WEB,
            self.cleaned_data["request_key"],
            hashlib.sha256(repr(values).encode()).digest(),
        )

    def strange_ids(self) -> list[str]:
        """Return the accounts named in the form that are not the customer's to pay from or to."""
        named = [self.data.get(each, "") for each in ("account", "own")]
        return [each for each in named if each and each not in self._own]

    def told(self) -> list[tuple[str, str]]:
        """Return the order in plain words: label and value, as the page shows them."""
        values, order = self.cleaned_data, self.cleaned_data["order"]
        payer = self._own[values["account"]]
        if isinstance(order, payments.PaymentOrder):
            to = [
                (gettext("To"), order.creditor_name),
                (account_label(order.creditor_iban), order.creditor_iban),
            ]
        else:
            to = [(gettext("To"), values["creditor_name"] or self._name_of(values))]
            to.append(("IBAN", values["payee_iban"]))
        return [
            (gettext("Amount"), str(order.amount)),
            *to,
            (gettext("From"), f"{payer.product_name} {payer.iban}"),
            *self._when(order),
            *([(gettext("Text"), values["remittance"])] if values["remittance"] else []),
        ]

    @staticmethod
    def _when(order: Order) -> list[tuple[str, str]]:
        if isinstance(order, payments.PaymentOrder) and order.is_instant:
            return [(gettext("When"), gettext("Instantly, within 10 seconds"))]
        return []

    def _name_of(self, values: dict[str, Any]) -> str:
        own = self._own.get(values["own"])
        return gettext("An account of this bank") if own is None else f"Your {own.product_name}"

    def _order(self, values: dict[str, Any]) -> Order:
        payer, payee, amount = self._own[values["account"]], values["payee"], values["money"]
        name, text = values["creditor_name"].strip(), values["remittance"].strip()
        if payee is None:
            return payments.PaymentOrder(
                account_id=payer.account_id,
                amount=amount,
                creditor_iban=values["payee_iban"],
                creditor_name=name,
                remittance=text,
                is_instant=values["instant"],
            )
        return payments.TransferOrder(
            debit_account_id=payer.account_id,
            credit_account_id=payee.account_id,
            amount=amount,
            narrative=f"{name} {text}".strip(),
        )

    def _amount(self, values: dict[str, Any]) -> None:
        """Read the amount in the currency of the account that pays."""
        payer = self._own.get(values.get("account", ""))
        if payer is None or "amount" not in values:
            return  # the field itself says so
        try:
            values["money"] = parse_amount(values["amount"].strip(), payer.currency)
        except InvalidAmount as error:
            self.add_error("amount", error.message)

    def _payee(self, values: dict[str, Any]) -> None:
        """Find the account of this bank that is paid, or None for one at another bank."""
        own = self._own.get(values.get("own", ""))
        values["payee"] = own
        if own is not None:
            values["payee_iban"] = own.iban
            return
        payer = self._own.get(values.get("account", ""))
        if payer is None:
            return  # the field itself says so
        iban = payments.creditor_account(values.get("creditor_iban", ""), payer.currency)
        values["payee_iban"] = iban
        values["payee"] = accounts.of_ibans(ibans=[iban]).get(iban)
        if values["payee"] is not None:
            return
        if payments.is_iban_of_bank(
            iban, country=settings.BANK_COUNTRY, bank_code=settings.BANK_CODE
        ):
            message = f"This bank has no account {iban}."
            raise accounts.AccountNotFound(message, field="creditor_iban")
        if not values.get("creditor_name", "").strip():
            self.add_error("creditor_name", "Name whom the IBAN belongs to.")
