"""What categories of entries are called on pages."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts import public as accounts

_Category = accounts.online.Category
NAMES: Final = MappingProxyType(
    {
        _Category.GROCERIES: _("Groceries"),
        _Category.EATING_OUT: _("Eating out"),
        _Category.HOUSING: _("Housing"),
        _Category.UTILITIES: _("Energy and communication"),
        _Category.TRANSPORT: _("Transport"),
        _Category.HEALTH: _("Health"),
        _Category.INSURANCE: _("Insurance"),
        _Category.SHOPPING: _("Shopping"),
        _Category.LEISURE: _("Leisure"),
        _Category.EDUCATION: _("Education"),
        _Category.TAXES: _("Taxes"),
        _Category.FEES: _("Fees and interest"),
        _Category.LOANS: _("Loan repayments"),
        _Category.CASH: _("Cash"),
        _Category.INCOME: _("Income"),
        _Category.TRANSFERS: _("Transfers and deposits"),
        _Category.OTHER: _("Other"),
    }
)
CHOICES: Final = [(str(category), name) for category, name in NAMES.items()]
