"""What the house keeps of a file: its payments, whichever network's it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One payment of a file; `account` is the one elsewhere, amounts are minor units."""

    transaction: str
    end_to_end: str
    minor: int
    account: str
    name: str
    bank: str = ""
    entry_class: str = ""
    is_debit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody collects from a customer of the bank: account, amount, and by which mandate."""

    account: str
    minor: int
    name: str
    creditor: str
    mandate: str
    scheme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file that the bank sent: `kind` is credits, debits, returns, status, recall or refusal.

    `original` is the message that a recall, or its refusal, is about.
    """

    kind: str
    message: str
    day: str
    payments: tuple[Payment, ...]
    original: str = ""


class Wrong(Exception):
    """A file that the house does not take, and the code for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
