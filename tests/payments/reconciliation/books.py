"""Both sides of a card network, as the parts beneath reconciliation leave them in the books."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from uuid import uuid4

from bankcore.actor import Actor
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.gateway.models import Merchant, Operation, PaymentIntent, PaymentMethod
from payments.settlement.models import (
    ClearingFile,
    ClearingRecord,
    NetworkAdvice,
    NetworkAdviceLine,
    ReceivedFile,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = date(2026, 3, 2)
SYSTEM = Actor.system("test")
EUR = Currency.of("EUR")
_ids = count(1)


def merchant() -> Merchant:
    return Merchant.objects.create(
        object_id=f"acct_network{next(_ids)}", customer_id=uuid4(), payout_account_id=uuid4(),
        name="Demo Shop", statement_name="DEMO SHOP", city="Berlin", country="DE",
        category="5732", currency="EUR", is_sandbox=False, state="ACTIVE", created_at=NOW,
    )  # fmt: skip


@dataclass
class Network:
    """A day of one network: `sale` and `refund` put an item into our file, `told` into its own."""

    name: str = "visa"
    day: date = DAY
    shop: Merchant = field(default_factory=merchant)

    def __post_init__(self) -> None:
        self.method = PaymentMethod.objects.create(
            object_id=f"pm_network{next(_ids)}", merchant=self.shop, kind="CARD", created_at=NOW
        )
        self.file = self._file()
        self.advice: NetworkAdvice | None = None

    def operation(self, minor: int, kind: str = "CAPTURE", reference: str = "") -> Operation:
        intent = PaymentIntent.objects.create(
            object_id=f"pi_network{next(_ids)}", merchant=self.shop, state="SUCCEEDED",
            amount_minor=minor, currency="EUR", capture_method="AUTOMATIC",
            client_secret="-", created_at=NOW, authorised_minor=minor, captured_minor=minor,
        )  # fmt: skip
        common = {
            "merchant": self.shop, "intent": intent, "payment_method": self.method,
            "state": "SUCCEEDED", "connector": self.name, "amount_minor": minor,
            "currency": "EUR", "business_date": self.day, "created_at": NOW,
        }  # fmt: skip
        first = Operation.objects.create(object_id=f"ch_{next(_ids)}", kind="AUTHORISE", **common)
        return Operation.objects.create(
            object_id=f"ca_{next(_ids)}", kind=kind, original=first,
            network_reference=reference, **common,
        )  # fmt: skip

    def sale(self, minor: int, arn: str, *, kind: str = "PRESENTMENT", book: bool = True) -> None:
        operation = self.operation(minor, "REFUND" if kind == "REFUND" else "CAPTURE")
        ClearingRecord.objects.create(
            file=self.file, number=next(_ids), operation=operation, kind=kind, arn=arn,
            amount_minor=minor, currency="EUR",
        )  # fmt: skip
        if book:
            self.book(-minor if kind == "REFUND" else minor)

    def chargeback(self, minor: int, arn: str) -> None:
        self.operation(minor, "CHARGEBACK", arn)
        self.book(-minor)

    def book(self, minor: int) -> None:
        """Book that the network owes so much more, as the gateway does at a capture."""
        post(f"item/{next(_ids)}", {self.line: -minor, "2400": minor})

    @property
    def line(self) -> str:
        return {"visa": "1410", "mastercard": "1420"}[self.name]

    def told(self, *items: tuple[str, int], fees: int = 0, reference: str = "S1") -> NetworkAdvice:
        """Take an advice in: (arn or arn:KIND, signed amount) each; its fees are booked."""
        total = sum(minor for _, minor in items)
        file = ReceivedFile.objects.create(
            network=self.name, kind="ADVICE", name=f"advice-{next(_ids)}",
            sha256=f"{next(_ids):064d}", state="TAKEN", received_at=NOW,
        )  # fmt: skip
        booked = post(f"fees/{next(_ids)}", {"5400": -fees, self.line: fees}) if fees else None
        advice = NetworkAdvice.objects.create(
            file=file, network=self.name, business_date=self.day, currency="EUR",
            settlement_reference=reference, amount_minor=total, interchange_minor=fees,
            scheme_fee_minor=0, net_minor=total - fees, fees_txn_id=booked,
        )  # fmt: skip
        NetworkAdviceLine.objects.bulk_create(
            NetworkAdviceLine(
                advice=advice, number=number, arn=name.partition(":")[0],
                kind=name.partition(":")[2] or "PRESENTMENT", amount_minor=minor,
                interchange_minor=0, scheme_fee_minor=0,
            )
            for number, (name, minor) in enumerate(items, start=1)
        )  # fmt: skip
        return advice

    def _file(self) -> ClearingFile:
        number = next(_ids)
        return ClearingFile.objects.create(
            network=self.name, business_date=self.day, seq=number,
            name=f"{self.name}-clearing-{number}.dat", records=1, total_minor=1, claimed_at=NOW,
        )  # fmt: skip


def post(name: str, lines: dict[str, int]) -> int:
    """Book these amounts (credit positive) on the bank's own accounts; returns the transaction."""
    legs = tuple(ledger.Leg(own(line), Money(minor, EUR)) for line, minor in lines.items())
    posting = ledger.Posting(
        request=ledger.RequestKey.of_system(name), kind=ledger.TransactionKind.GENERAL,
        legs=legs, actor=SYSTEM,
    )  # fmt: skip
    return ledger.post(postings=[posting], now=NOW)[0].txn_id


def own(line: str) -> int:
    return ledger.internal_account(gl_code=line, currency=EUR, opened_on=DAY)


def balance(line: str) -> int:
    return ledger.balance(account_id=own(line)).posted.minor


def statement(
    *entries: tuple[str, int], name: str = "ST1", opening: int = 0, off: int = 0
) -> bytes:
    """Return a camt.053.001.08 with these (reference, signed minor units); `off` spoils the sum."""
    closing = opening + sum(minor for _, minor in entries) + off
    lines = "".join(
        f"<Ntry>{_amount(minor)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{DAY}</Dt></BookgDt>"
        f"<ValDt><Dt>{DAY}</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef>"
        "<BkTxCd><Prtry><Cd>NTRF</Cd></Prtry></BkTxCd>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs></TxDtls></NtryDtls>"
        "</Ntry>"
        for reference, minor in entries
    )
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(minor)}"
        f"<Dt><Dt>{DAY}</Dt></Dt></Bal>"
        for code, minor in (("OPBD", opening), ("CLBD", closing))
    )
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>{name}</MsgId><CreDtTm>2026-03-02T20:00:00Z</CreDtTm></GrpHdr>"
        f"<Stmt><Id>{name}</Id><Acct><Id><Othr><Id>VISA-NOSTRO-EUR</Id></Othr></Id><Ccy>EUR</Ccy>"
        f"</Acct>{balances}{lines}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _amount(minor: int) -> str:
    way = "CRDT" if minor >= 0 else "DBIT"
    return (
        f'<Amt Ccy="EUR">{abs(minor) // 100}.{abs(minor) % 100:02d}</Amt>'
        f"<CdtDbtInd>{way}</CdtDbtInd>"
    )
