"""Money on pages."""

from django import template

from bankcore.money import Money

register = template.Library()


@register.filter
def money(amount: Money) -> str:
    """Return the amount with separators, all its decimals and its currency: 1,234.50 EUR."""
    return f"{amount.amount:,f}\N{NO-BREAK SPACE}{amount.currency.code}"


@register.filter
def iban(text: str) -> str:
    """Return the IBAN in groups of four, as people read it."""
    return "\N{NO-BREAK SPACE}".join(text[at : at + 4] for at in range(0, len(text), 4))
