"""Shops of a bank whose payments have happened: rows and books as the gateway leaves them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from uuid import uuid4

from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.gateway.models import (
    Merchant,
    MerchantAccount,
    Operation,
    PaymentIntent,
    PaymentMethod,
)
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

_NUMBERS = count(1)
NETWORKS = {"visa": "1410", "mastercard": "1420", "stripe": "1430", "sepa_debit": "1440"}


@dataclass(frozen=True)
class Shop:
    """A merchant and the account that it is paid out to."""

    merchant: Merchant
    account: object

    @property
    def pk(self) -> int:
        return self.merchant.pk

    def owed(self, currency: str = "EUR") -> int:
        """Return what the books say that the merchant is owed, in minor units."""
        return ledger.balance(account_id=self.accounts(currency).payable_account).posted.minor

    def reserved(self, currency: str = "EUR") -> int:
        return ledger.balance(account_id=self.accounts(currency).reserve_account).posted.minor

    def accounts(self, currency: str) -> MerchantAccount:
        return MerchantAccount.objects.get(merchant=self.merchant, currency=currency)


def shop(*, currencies: tuple[str, ...] = ("EUR",), is_sandbox: bool = False, **terms) -> Shop:
    """Take a merchant on, with a balance in each currency."""
    account = factories.account(currency=currencies[0])
    terms["is_sandbox"] = is_sandbox
    return Shop(_merchant(account, currencies, next(_NUMBERS), terms), account)


@use_case
def _merchant(account, currencies: tuple[str, ...], number: int, terms: dict) -> Merchant:
    merchant = Merchant.objects.create(
        object_id=f"acct_demo{number}",
        customer_id=account.customer_id,
        payout_account_id=account.account_id,
        name=f"Demo Shop {number}",
        statement_name=f"DEMO SHOP {number}",
        city="Berlin",
        country="DE",
        category="5999",
        currency=currencies[0],
        state="ACTIVE",
        created_at=NOW,
        **terms,
    )
    for currency in currencies:
        payable, reserve = ledger.open_many(
            orders=[_ledger_account(code, number, currency) for code in ("2400", "2410")]
        )
        MerchantAccount.objects.create(
            merchant=merchant,
            currency=currency,
            payable_account=payable,
            reserve_account=reserve,
        )
    return merchant


def _ledger_account(code: str, number: int, currency: str) -> ledger.AccountToOpen:
    return ledger.AccountToOpen(
        number=f"{code}-{number}-{currency}",
        name="Merchant",
        gl_code=code,
        currency=Currency.of(currency),
        kind=ledger.AccountKind.INTERNAL,
        opened_on=OPENING_DAY,
    )


def authorised(
    of: Shop,
    *,
    amount: int = 100_000,
    connector: str = "visa",
    currency: str = "EUR",
    token="",
    country: str = "",
    **more,
) -> Operation:
    """Write an approved authorisation down, as large as all that is done to it."""
    number = next(_NUMBERS)
    method = PaymentMethod.objects.create(
        object_id=f"pm_{number}",
        merchant=of.merchant,
        kind="CARD",
        card_token=token or f"card_{connector}",
        brand=connector,
        last4="4242",
        country=country,
        created_at=NOW,
    )
    intent = PaymentIntent.objects.create(
        object_id=f"pi_{number}",
        merchant=of.merchant,
        state="SUCCEEDED",
        amount_minor=amount,
        currency=currency,
        capture_method="AUTOMATIC",
        payment_method=method,
        authorised_minor=amount,
        captured_minor=amount,
        client_secret="s",
        created_at=NOW,
    )
    return Operation.objects.create(
        object_id=f"ch_shop{number}",
        merchant=of.merchant,
        intent=intent,
        payment_method=method,
        kind="AUTHORISE",
        state=more.pop("state", "SUCCEEDED"),
        connector=connector,
        amount_minor=amount,
        currency=currency,
        network_reference=f"{number:012d}",
        authorisation_code="A1B2C3",
        business_date=OPENING_DAY,
        created_at=NOW,
        decided_at=NOW,
        **more,
    )


def done(
    original: Operation,
    kind: str,
    amount: int,
    *,
    fee: int = 0,
    excess: int = 0,
    day: date = OPENING_DAY,
    state: str = "SUCCEEDED",
    reason: str = "",
) -> Operation:
    """Write down what was done to an authorised payment, and book it as the gateway does."""
    row = Operation.objects.create(
        object_id=f"op_{next(_NUMBERS)}",
        merchant=original.merchant,
        intent=original.intent,
        payment_method=original.payment_method,
        original=original,
        kind=kind,
        state=state,
        connector=original.connector,
        amount_minor=amount,
        approved_minor=amount,
        currency=original.currency,
        fee_minor=fee,
        excess_minor=excess,
        reason=reason,
        business_date=day,
        created_at=NOW,
        decided_at=NOW,
    )
    if not original.merchant.is_sandbox and state in {"SUCCEEDED", "RETURNED"}:
        book = use_case(_book)
        book(row, 1 if kind in {"CAPTURE", "REPRESENTMENT"} else -1, fee)
        if state == "RETURNED":
            book_return(row)
    return row


def book_return(row: Operation) -> None:
    """Book that what had succeeded was taken back."""
    use_case(_book)(row, 1 if row.kind == "REFUND" else -1, 0)


def sold(of: Shop, amount: int = 10_000, *, fee: int = 30, **given) -> Operation:
    """Return a captured sale."""
    more = {name: given.pop(name) for name in ("day", "state") if name in given}
    return done(authorised(of, **given), "CAPTURE", amount, fee=fee, **more)


def _book(row: Operation, sign: int, fee: int) -> None:
    unit = Currency.of(row.currency)
    accounts = MerchantAccount.objects.get(merchant=row.merchant, currency=row.currency)
    loss = row.excess_minor if row.kind in {"CHARGEBACK", "REPRESENTMENT"} else 0
    totals = {
        internal(NETWORKS[row.connector], row.currency): -sign * row.amount_minor,
        accounts.payable_account: sign * (row.amount_minor - loss) - fee,
        internal("4400", row.currency): fee,
        internal("5410", row.currency): sign * loss,
    }
    legs = tuple(ledger.Leg(key, Money(minor, unit)) for key, minor in totals.items() if minor)
    key = uuid4()
    posting = ledger.Posting(
        request=ledger.RequestKey(ledger.KeySource.SYSTEM, key, key.bytes * 2),
        kind=ledger.TransactionKind.CAPTURE,
        legs=legs,
        actor=TESTER,
    )
    (outcome,) = ledger.post(postings=[posting], now=NOW)
    assert isinstance(outcome, ledger.Posted), outcome


def internal(code: str, currency: str = "EUR") -> int:
    """Return the bank's own account on a line of the general ledger."""
    return ledger.internal_account(
        gl_code=code, currency=Currency.of(currency), opened_on=OPENING_DAY
    )


def line(code: str, currency: str = "EUR") -> int:
    """Return what is on a line of the general ledger, seen from its normal side."""
    return ledger.balance(account_id=internal(code, currency)).posted.minor
