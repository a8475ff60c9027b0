"""Accounts at other banks: which a network can reach."""

from __future__ import annotations

from bankcore.money import Money
from payments.domain import clearing_limits
from payments.domain.ibans import read_iban
from payments.domain.us_accounts import check_digit
from payments.interbank.domain.items import CURRENCIES, Network
from payments.interbank.domain.nacha.composing import split_account
from payments.interbank.domain.nacha.records import CannotWrite


def fault(network: Network, account: str, amount: Money) -> str:
    """Return the network's code for why this cannot be sent to that account; empty where it can."""
    is_sepa = network is Network.SEPA
    if amount.currency.code != CURRENCIES[network]:
        return "AM03" if is_sepa else "R17"
    largest = clearing_limits.largest(network, amount)
    if amount.minor <= 0 or (largest is not None and amount.minor > largest.minor):
        return "AM02" if is_sepa else "R19"
    if is_sepa:
        return "" if read_iban(account) else "AC01"
    try:
        routing, number = split_account(account)
    except CannotWrite:
        return "R04"
    if check_digit(routing) != int(routing[8]):
        return "R28"
    return "" if number.isascii() and number.isprintable() else "R04"
