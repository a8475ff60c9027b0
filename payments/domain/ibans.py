"""IBANs as people and files write them."""

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException


def read_iban(text: str) -> str | None:
    """Return the IBAN without blanks, or None where the text is none (ISO 13616 check digits)."""
    if not text.isascii():
        return None
    try:
        return str(IBAN(text))
    except SchwiftyException:
        return None


def is_of_bank(iban: str, *, country: str, bank_code: str) -> bool:
    """Tell whether a valid IBAN is of the bank with this code in this country."""
    return iban.startswith(country) and iban[4:].startswith(bank_code)
