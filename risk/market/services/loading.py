"""Taking in curves, and keeping the list of bonds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.money import Currency, Money
from risk.market.domain import readers
from risk.market.domain.bonds import Issuer, Quality
from risk.market.models import Bond
from risk.market.repositories import curves

_SOURCE: Final = re.compile(r"[A-Z]{2,8}", re.ASCII)
_ISIN: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]", re.ASCII)
_COUPONS: Final = (1, 2, 4)


class CurvesDiffer(BankError):
    """A yield that is kept would have to be another: what was published is not rewritten."""

    code = "curves_differ"
    cure = "Check the file. Nothing of it was taken; corrected yields need a source of their own."
    status = 409


class CurveSourceInvalid(BankError):
    """A source has from two to eight capital letters."""

    code = "curve_source_invalid"
    cure = "Name the source of the curve in capital letters, such as UST."


class BondInvalid(BankError):
    """What is said of the bond cannot be so."""

    code = "bond_invalid"
    cure = "Mend the field named, and record the bond again."


class BondNotHeld(BankError):
    """There is no such bond, or it was sold before."""

    code = "bond_not_held"
    cure = "Look the bond up in the list again."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class BondOrder:
    """A bond that the bank has bought. `coupon` is a fraction a year of the nominal.

    Without an issuer it counts as no liquid asset; without a quality it is unrated.
    """

    isin: str
    name: str
    nominal: Money
    coupon: Decimal
    coupons_a_year: int
    matures_on: date
    bought_on: date
    issuer: str = ""
    quality: str = ""


@needs("market.keep_data")
@use_case
def load_curve(
    *, data: bytes, currency: str, source: str, actor: Actor, now: datetime
) -> tuple[int, int]:
    """Take in a file of par yields, all or none; returns how many it has and how many were new.

    Raises MarketFileMalformed, CurvesDiffer, CurveSourceInvalid and UnknownCurrency.
    """
    code = Currency.of(currency).code
    if not _SOURCE.fullmatch(source):
        message = "This is no source of a curve."
        raise CurveSourceInvalid(message, field="source")
    found = readers.read_yields(data)
    kept = curves.first_difference(found, currency=code, source=source)
    if kept is not None:
        message = f"{source}'s {code} yield of {kept.months} months on {kept.day} is {kept.rate}."
        raise CurvesDiffer(message)
    added = curves.add_yields(found, currency=code, source=source)
    audit.record(
        actor=actor,
        action="market.curve.loaded",
        subject=f"curve:{code}",
        detail={"source": source, "yields": len(found), "added": added},
        at=now,
    )
    return len(found), added


@needs("market.keep_data")
@use_case
def record_bond(*, order: BondOrder, actor: Actor, now: datetime) -> int:
    """Put a bond on the list of what the bank holds, and return its id; raises BondInvalid."""
    wrong = {
        "isin": not _ISIN.fullmatch(order.isin),
        "name": not order.name.strip(),
        "nominal": order.nominal.minor <= 0,
        "coupon": not 0 <= order.coupon < 1,
        "coupons_a_year": order.coupons_a_year not in _COUPONS,
        "matures_on": order.matures_on <= order.bought_on,
        "issuer": order.issuer not in {"", *Issuer},
        "quality": order.quality not in {"", *Quality},
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            message = f"This is no {field.replace('_', ' ')} of a bond."
            raise BondInvalid(message, field=field)
    bond = curves.add_bond(
        Bond(
            isin=order.isin,
            name=order.name.strip(),
            currency=order.nominal.currency.code,
            nominal=order.nominal.minor,
            coupon=order.coupon,
            coupons_a_year=order.coupons_a_year,
            matures_on=order.matures_on,
            bought_on=order.bought_on,
            issuer=order.issuer,
            quality=order.quality,
            recorded_by=str(actor),
            recorded_at=now,
        )
    )
    _record(bond, "recorded", actor, now)
    return bond.pk


@needs("market.keep_data")
@use_case
def sell_bond(*, bond_id: int, sold_on: date, actor: Actor, now: datetime) -> None:
    """Note that a bond was sold; raises BondNotHeld and BondInvalid."""
    bond = curves.bond_locked(bond_id=bond_id)
    if bond is None or bond.sold_on is not None:
        message = "The bank does not hold this bond."
        raise BondNotHeld(message)
    if not bond.bought_on <= sold_on <= bond.matures_on:
        message = "A bond is sold between its purchase and its maturity."
        raise BondInvalid(message, field="sold_on")
    bond.sold_on, bond.ended_by = sold_on, str(actor)
    curves.end_bond(bond)
    _record(bond, "sold", actor, now)


def _record(bond: Bond, what: str, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=f"market.bond.{what}",
        subject=f"bond:{bond.pk}",
        detail={"isin": bond.isin, "nominal": bond.nominal, "currency": bond.currency},
        at=now,
    )
