"""What a notification of change makes of an account."""

from __future__ import annotations

from payments.domain.us_accounts import check_digit

_ROUTING = 9


def corrected_account(known: str, code: str, corrected: str) -> str | None:
    """Return routing, slash, account after a change of C01, C02, C03, C06 or C07.

    None where the change is of something else, or its data cannot be right (NACHA Operating
    Rules, Appendix 5: C01 and C06 begin with the account number, 17 columns; C02 is the routing
    number; C03 has it, three blanks and the account; C07 both joined, 9 and 17 columns).
    """
    routing, _, account = known.partition("/")
    if code in {"C01", "C06"}:
        account = corrected[:17]
    elif code == "C02":
        routing = corrected[:_ROUTING]
    elif code == "C03":
        routing, account = corrected[:_ROUTING], corrected[_ROUTING + 3 :]
    elif code == "C07":
        routing, account = corrected[:_ROUTING], corrected[_ROUTING : _ROUTING + 17]
    else:
        return None
    account = account.strip()
    fits = len(routing) == _ROUTING and routing.isascii() and routing.isdigit()
    if not fits or check_digit(routing) != int(routing[-1]) or not account:
        return None
    return f"{routing}/{account}"
