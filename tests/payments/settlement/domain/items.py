"""Items of clearing files as tests make them."""

from datetime import UTC, date, datetime

from payments.settlement.domain import arn
from payments.settlement.domain.records import FileId, Item, ItemKind

DAY = date(2026, 3, 2)
FILE_ID = FileId(business_date=DAY, seq=1)


def item(number: int, kind: ItemKind = ItemKind.PRESENTMENT, **other: object) -> Item:
    given = {
        "number": number,
        "kind": kind,
        "pan": "5555555555554444",
        "expiry": "3012",
        "amount_minor": 1_000 + number,
        "currency": "EUR",
        "bought_at": datetime(2026, 3, 2, 9, 30, 5, tzinfo=UTC),
        "arn": arn.make(number=number, day=DAY),
        "retrieval_reference": f"{number:012d}",
        "authorisation_code": "A1B2C3",
        "acceptor_id": "acct_demo",
        "acceptor_name": "Demo Shop",
        "city": "Berlin",
        "country": "DE",
        "category": "5999",
        "reason": "4837" if kind is ItemKind.CHARGEBACK else "",
    }
    return Item(**{**given, **other})
