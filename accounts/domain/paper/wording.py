"""How documents write days, amounts and kinds of entry."""

from __future__ import annotations

from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KINDS = {
    "GENERAL": "Booking",
    "DEPOSIT": "Cash deposit",
    "WITHDRAWAL": "Cash withdrawal",
    "TAX": "Tax withheld",
    "LOAN_DISBURSEMENT": "Loan paid out",
    "LOAN_REPAYMENT": "Loan repayment",
    "LOAN_CHARGE": "Loan charge",
    "EXCHANGE": "Foreign exchange",
    "TELLER": "Counter transaction",
    "CARD": "Card payment",
}


def day(of: date) -> str:
    """Return the day as 31 Mar 2026: not Django's way, which follows settings that may change."""
    return f"{of.day} {_MONTHS[of.month - 1]} {of.year}"


def kind(name: str) -> str:
    """Return a transaction kind's name in words."""
    return _KINDS.get(name) or name.replace("_", " ").capitalize()


def amount(minor: int, exponent: int) -> str:
    """Return minor units with separators and all decimals: 1,234.50."""
    whole, part = divmod(abs(minor), 10**exponent)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:,}.{part:0{exponent}}" if exponent else f"{sign}{whole:,}"


def plain(minor: int, exponent: int) -> str:
    """Return minor units as programs read them: -1234.50."""
    if not exponent:
        return str(minor)
    digits = str(abs(minor)).rjust(exponent + 1, "0")
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}"


def grouped(iban: str) -> str:
    """Return the IBAN in groups of four, as people read it."""
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
