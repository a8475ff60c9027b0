"""Money, account numbers and days on pages, as the reader's language writes them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Final

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django import template
from django.utils.translation import get_language

from bankcore.money import Money, UnknownCurrency

register = template.Library()
# As Money writes itself, in sentences of refusals.
_AMOUNT: Final = re.compile(r"(?<![\w.])(-?[0-9]+(?:\.[0-9]+)?) ([A-Z]{3})\b")

# English as Europe writes it: 2 Nov 2026.
_REGIONS: Final = {"en": "en_GB"}


@register.filter
def money(amount: Money) -> str:
    """Return the amount with all its decimals and its currency: 1,234.50 EUR, 1.234,50 EUR."""
    digits = "0" * amount.currency.exponent
    pattern = f"#,##0.{digits}" if digits else "#,##0"
    written = format_decimal(amount.amount, format=pattern, locale=_locale())
    return f"{written}\N{NO-BREAK SPACE}{amount.currency.code}"


@register.filter
def signed(amount: Money) -> str:
    """Return the amount with a plus where money came in: +1,234.50 EUR."""
    return f"+{money(amount)}" if amount.minor > 0 else money(amount)


@register.filter
def figures(text: str) -> str:
    """Return a sentence with its amounts ("12.50 EUR") as the reader's language writes them."""
    return _AMOUNT.sub(_written, text)


def _written(found: re.Match[str]) -> str:
    try:
        return money(Money.of(found[1], found[2]))
    except (UnknownCurrency, ValueError):
        return found[0]


@register.filter
def iban(text: str) -> str:
    """Return the IBAN in groups of four, as people read it."""
    return "\N{NO-BREAK SPACE}".join(text[at : at + 4] for at in range(0, len(text), 4))


@register.filter
def percent(rate: Decimal) -> str:
    """Return a fraction of one in percent: 8.50 %, 8,50 %."""
    return f"{format_decimal(rate * 100, format='0.00', locale=_locale())}\N{NO-BREAK SPACE}%"


@register.filter
def day(when: date | None) -> str:
    """Return a day: 2 Nov 2026, 2. Nov. 2026; nothing for no day."""
    return format_date(when, "medium", locale=_locale()) if when else ""


@register.filter
def long_day(when: date | None) -> str:
    """Return a day with its weekday: Monday, 2 November 2026."""
    return format_date(when, "full", locale=_locale()) if when else ""


@register.filter
def month(when: date | None) -> str:
    """Return a month: March 2026, März 2026."""
    return format_date(when, "LLLL y", locale=_locale()) if when else ""


@register.filter
def short_month(when: date | None) -> str:
    """Return a month's short name, as below a chart: Mar, Mär."""
    return format_date(when, "LLL", locale=_locale()) if when else ""


@register.filter
def moment(when: datetime | None) -> str:
    """Return a day and a time to the minute, in UTC."""
    return f"{format_datetime(when, 'd MMM y, HH:mm', locale=_locale())} UTC" if when else ""


def _locale() -> Locale:
    return _locale_of(get_language() or "en")


@cache
def _locale_of(language: str) -> Locale:
    return Locale.parse(_REGIONS.get(language, language), sep="-" if "-" in language else "_")
