"""Direct debits on customers' accounts: what a customer lets through, and what comes back when.

SEPA: EPC016 (Core) and EPC222 (B2B) rulebooks; what a payer may ask the bank to stop is Article
5(3)(d) of Regulation (EU) 260/2012, refunds are Articles 71, 76 and 77 of Directive (EU)
2015/2366. ACH: NACHA Operating Rules, 3.11 and 3.12 (60 days, and two banking days for companies).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from payments.interbank.domain import days, reasons
from payments.interbank.domain.items import Network
from payments.interbank.domain.received import Asked

B2B: Final = "B2B"
CORPORATE: Final = frozenset({B2B, "CCD", "CTX"})
"""Schemes of companies alone: nothing that was booked comes back for the asking."""
_SCHEMES: Final = frozenset({"CORE", B2B})
_WEEKS: Final = timedelta(weeks=8)
_MONTHS: Final = 13
_ACH_DAYS: Final = timedelta(days=60)
_ACH_CORPORATE_DAYS: Final = 2


class CollectionState(StrEnum):
    """WAITING for its day; BOOKED, or RETURNED unbooked; REFUNDED was booked and given back."""

    WAITING = "WAITING"
    BOOKED = "BOOKED"
    RETURNED = "RETURNED"
    REFUNDED = "REFUNDED"


class CreditorRuleKind(StrEnum):
    """What an account does with one creditor."""

    BLOCKED = "BLOCKED"
    ALLOWED = "ALLOWED"


class ClaimKind(StrEnum):
    """Why a customer wants a collection back: for no reason that need be told, or unauthorised."""

    NO_QUESTIONS = "NO_QUESTIONS"
    UNAUTHORISED = "UNAUTHORISED"


class ClaimState(StrEnum):
    """ASKED waits for staff."""

    ASKED = "ASKED"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"


class Right(StrEnum):
    """How far a customer's right to have a collection back goes on a day."""

    AT_ONCE = "AT_ONCE"
    IF_UNAUTHORISED = "IF_UNAUTHORISED"
    NONE = "NONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What an account lets through of one creditor; amounts are minor units."""

    block_all: bool = False
    only_listed: bool = False
    largest: int | None = None
    creditor: CreditorRuleKind | None = None
    creditor_largest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A mandate as far as it decides."""

    is_confirmed: bool
    is_stopped: bool
    is_of_account: bool


def refusal_at_once(network: Network, asked: Asked) -> str:
    """Return why a collection is none, whoever's account it is; empty where it may be one."""
    if network is Network.ACH:
        return reasons.NOT_OFFERED if asked.scheme in {"IAT", "ADV"} else ""
    if asked.scheme not in _SCHEMES:
        return reasons.SCHEME
    if not asked.mandate_reference:
        return reasons.NO_MANDATE
    return "" if is_creditor_id(asked.creditor_id) else reasons.CREDITOR


def refusal_of(scheme: str, minor: int, permission: Permission, rules: Rules) -> str:
    """Return why the customer lets a collection not through; empty where they do."""
    if permission.is_stopped:
        return reasons.STOPPED
    if not permission.is_of_account or (scheme == B2B and not permission.is_confirmed):
        return reasons.NO_MANDATE
    listed = rules.creditor is CreditorRuleKind.ALLOWED
    blocked = rules.creditor is CreditorRuleKind.BLOCKED
    if rules.block_all or blocked or (rules.only_listed and not listed):
        return reasons.DEBITS_BLOCKED
    # What is said of this creditor goes before what is said of all.
    largest = rules.largest if rules.creditor_largest is None else rules.creditor_largest
    return reasons.DEBITS_BLOCKED if largest is not None and minor > largest else ""


def who(network: Network, creditor_id: str) -> str:
    """Return whom a creditor id names: in SEPA without the business code at its fifth place."""
    if network is Network.ACH:
        return creditor_id[:35]
    return (creditor_id[:4] + creditor_id[7:])[:35].upper()


def is_creditor_id(text: str) -> bool:
    """Tell whether it is a SEPA creditor identifier: check digits by ISO 7064 mod 97-10 (AT-02)."""
    if not (9 <= len(text) <= 35 and text.isascii() and text.isalnum() and text[:2].isalpha()):
        return False
    if not text[2:4].isdigit():
        return False
    turned = text[7:] + text[:4]
    return int("".join(str(int(each, 36)) for each in turned)) % 97 == 1


def right(network: Network, scheme: str, booked_on: date, today: date) -> Right:
    """Return what a customer may ask on `today` of a collection that was booked."""
    if network is Network.ACH:
        last = booked_on + _ACH_DAYS
        if scheme in CORPORATE:
            calendar = days.calendar(network)
            last = calendar.add_business_days(booked_on, _ACH_CORPORATE_DAYS)
        return Right.AT_ONCE if today <= last else Right.NONE
    if scheme == B2B:
        return Right.NONE
    if today <= booked_on + _WEEKS:
        return Right.AT_ONCE
    return Right.IF_UNAUTHORISED if today <= _months_after(booked_on) else Right.NONE


def reason_of(network: Network, scheme: str, found: Right) -> str:
    """Return why a collection goes back on a customer's word (one of domain.reasons)."""
    if network is Network.ACH:
        return reasons.COMPANY_DENIES if scheme in CORPORATE else reasons.UNAUTHORISED
    # Within eight weeks nobody asks whether it was authorised.
    return reasons.REFUND if found is Right.AT_ONCE else reasons.UNAUTHORISED


def _months_after(day: date) -> date:
    month = day.month - 1 + _MONTHS
    year, number = day.year + month // 12, month % 12 + 1
    return date(year, number, min(day.day, monthrange(year, number)[1]))
