"""What a customer's accounts are called where one of several is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from bankcore.presentation.templatetags.money import iban


class Named(Protocol):
    """An account of somebody, by product and IBAN."""

    @property
    def account_id(self) -> UUID: ...
    @property
    def product_name(self) -> str: ...
    @property
    def iban(self) -> str: ...
    @property
    def customer_name(self) -> str: ...


def names(chosen_from: Sequence[Named]) -> dict[UUID, str]:
    """Return what each is called: product and IBAN, and whose it is where they are of several."""
    several = len({each.customer_name for each in chosen_from}) > 1
    return {
        each.account_id: f"{_of(each) if several else each.product_name} {iban(each.iban)}"
        for each in chosen_from
    }


def _of(account: Named) -> str:
    named = {"product": account.product_name, "whose": account.customer_name}
    return _("%(product)s of %(whose)s") % named
