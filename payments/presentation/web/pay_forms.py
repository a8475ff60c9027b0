"""The form by which a customer pays."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.functional import lazystr
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import public as accounts
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.presentation import refusals
from bankcore.presentation.account_names import names
from bankcore.presentation.templatetags.money import money
from bankcore.presentation.typed_amounts import example, read_amount
from payments import public as payments
from payments.payees import public as payees
from payments.presentation.web.confirming import Fact

Order = payments.TransferOrder | payments.PaymentOrder

_FIELDS = {"credit_account_id": "creditor_iban", "account_id": "account"}


def account_label(account: str) -> str:
    """Return what kind of account it is, in words of a page."""
    return gettext("Routing and account number") if "/" in account else "IBAN"


class PayForm(forms.Form):
    """Money from one of the customer's own accounts: to another of them, a payee, or anybody."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    account = forms.ChoiceField(label=_("From"))
    to = forms.ChoiceField(label=_("To"), required=False)
    creditor_iban = forms.CharField(
        label=_("IBAN, or routing number/account number in the United States"),
        max_length=42,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    creditor_name = forms.CharField(label=_("Name of the payee"), max_length=140, required=False)
    save_payee = forms.BooleanField(label=_("Keep as a payee"), required=False)
    amount = forms.CharField(
        label=_("Amount"),
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    remittance = forms.CharField(label=_("Text for the payee"), max_length=140, required=False)
    instant = forms.BooleanField(label=_("Instantly, within 10 seconds (euros)"), required=False)

    def __init__(
        self,
        own: Sequence[accounts.AccountView],
        saved: Sequence[payees.PayeeView],
        *args: Any,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self._own = {str(account.account_id): account for account in own}
        self._saved = {str(payee.payee_id): payee for payee in saved}
        self._names = names(own)
        told = [
            (key, f"{self._names[account.account_id]} ({money(account.available)})")
            for key, account in self._own.items()
        ]
        kept = [(key, f"{payee.name} {payee.account}") for key, payee in self._saved.items()]
        self.fields["account"].choices = told  # type: ignore[attr-defined]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("somebody new, as below")),
            (_("Your accounts"), told),
            *([(_("Your payees"), kept)] if kept else []),
        ]
        self.fields["request_key"].initial = uuid4
        self.fields["amount"].help_text = lazystr(_("Such as %(amount)s") % {"amount": example()})

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
        self.add_error(named if named in self.fields else None, refusals.told(error))

    def with_new_key(self) -> PayForm:
        """Return the form with what was typed, to be sent as a request of its own.

        A refusal is kept with the key of its request, so that a corrected order needs another.
        """
        typed = {name: self.data.get(name, "") for name in self.fields}
        self.data = typed | {"request_key": str(uuid4())}
        return self

    def focused(self, name: str) -> PayForm:
        """Return the form with the cursor in the field that is to be changed."""
        if name in self.fields:
            self.fields[name].widget.attrs["autofocus"] = True
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
        """Return the ids in the form that are not the customer's to pay from or to."""
        known = {"account": self._own.keys(), "to": self._own.keys() | self._saved.keys()}
        named = [(each, self.data.get(each, "")) for each in known]
        return [value for each, value in named if value and value not in known[each]]

    def named(self) -> tuple[str, str] | None:
        """Return name and account of whom the order pays; None for one of the customer's own."""
        values = self.cleaned_data
        if values["payee"] is not None and str(values["payee"].account_id) in self._own:
            return None
        return values["payee_name"], values["payee_iban"]

    def to_save(self) -> payees.NewPayee | None:
        """Return whom the customer wants to keep as a payee, if anybody."""
        named = self.named()
        if not self.cleaned_data["save_payee"] or named is None or self.cleaned_data["to"]:
            return None
        return payees.NewPayee(name=named[0], account=named[1])

    def told(self) -> list[Fact]:
        """Return the order in plain words: label, value, and the field that changes it."""
        values, order = self.cleaned_data, self.cleaned_data["order"]
        payer = self._own[values["account"]]
        changed_by = "to" if values["to"] else "creditor_name"
        account_by = "to" if values["to"] else "creditor_iban"
        return [
            Fact(gettext("Amount"), money(order.amount), "amount"),
            Fact(gettext("To"), values["payee_name"] or self._name_of(values), changed_by),
            Fact(account_label(values["payee_iban"]), values["payee_iban"], account_by),
            Fact(gettext("From"), self._names[payer.account_id], "account"),
            Fact(gettext("Text"), values["remittance"] or gettext("none"), "remittance"),
        ]

    def _name_of(self, values: dict[str, Any]) -> str:
        own = self._own.get(values["to"])
        if own is None:
            return gettext("An account of this bank")
        return gettext("Your %(product)s") % {"product": own.product_name}

    def _order(self, values: dict[str, Any]) -> Order:
        payer, payee, amount = self._own[values["account"]], values["payee"], values["money"]
        name, text = values["payee_name"], values["remittance"].strip()
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
            values["money"] = read_amount(values["amount"], payer.currency)
        except BankError as error:
            self.add_error("amount", refusals.sentence(error))

    def _payee(self, values: dict[str, Any]) -> None:
        """Find the account of this bank that is paid, or None for one at another bank."""
        chosen = values.get("to", "")
        own, saved = self._own.get(chosen), self._saved.get(chosen)
        values["payee"], values["payee_name"] = own, ""
        if own is not None:
            values["payee_iban"] = own.iban
            return
        payer = self._own.get(values.get("account", ""))
        if payer is None:
            return  # the field itself says so
        account = values.get("creditor_iban", "") if saved is None else saved.account
        name = values.get("creditor_name", "") if saved is None else saved.name
        values["payee_name"] = name.strip()
        values["payee_iban"] = payments.creditor_account(account, payer.currency)
        self._find_payee(values)

    def _find_payee(self, values: dict[str, Any]) -> None:
        iban = values["payee_iban"]
        values["payee"] = accounts.of_ibans(ibans=[iban]).get(iban)
        is_ours = payments.is_iban_of_bank(
            iban, country=settings.BANK_COUNTRY, bank_code=settings.BANK_CODE
        )
        if values["payee"] is None and is_ours:
            message = f"This bank has no account {iban}."
            raise accounts.AccountNotFound(message, field="creditor_iban")
        if str(getattr(values["payee"], "account_id", "")) in self._own:
            return
        if not values["payee_name"]:
            self.add_error("creditor_name", gettext("Name whom the IBAN belongs to."))
