"""Merchants, their ledger accounts, fees and programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Subquery, Sum

from bankcore.db.transactions import requires_transaction
from payments.gateway.domain.operations import MOVES_MONEY, OperationKind, OperationState
from payments.gateway.models import Mandate as MandateRow
from payments.gateway.models import (
    Merchant,
    MerchantAccount,
    MerchantClient,
    MerchantFees,
    Operation,
    Payer,
    PaymentMethod,
)


@requires_transaction
def add(row: Merchant) -> None:
    """Add a merchant."""
    row.save(force_insert=True)


def get(*, object_id: str) -> Merchant | None:
    """Return a merchant by its public id."""
    return Merchant.objects.filter(object_id=object_id).first()


def with_account(pk: int, *, currency: str) -> tuple[Merchant, int | None]:
    """Return a merchant that is there, and the key of its accounts of a currency, if it has any."""
    own = MerchantAccount.objects.filter(merchant=OuterRef("pk"), currency=currency)
    row = Merchant.objects.annotate(account_key=Subquery(own.values("pk")[:1])).get(pk=pk)
    return row, row.account_key


@requires_transaction
def lock(*, object_id: str) -> Merchant | None:
    """Return a merchant, locked until commit."""
    rows = Merchant.objects.select_for_update(no_key=True)
    return rows.filter(object_id=object_id).first()


@requires_transaction
def change(row: Merchant, **values: Any) -> None:
    """Change a locked merchant."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def of_client(*, client_id: str) -> Merchant | None:
    """Return the merchant whose program this is."""
    row = MerchantClient.objects.select_related("merchant").filter(client_id=client_id).first()
    return None if row is None else row.merchant


@requires_transaction
def attach_client(*, merchant: Merchant, client_id: str) -> None:
    """Let a program act for the merchant. Raises IntegrityError where it acts for another."""
    with transaction.atomic():
        MerchantClient.objects.create(merchant=merchant, client_id=client_id)


@requires_transaction
def add_account(*, merchant: int, currency: str, payable: int, reserve: int) -> MerchantAccount:
    """Add the ledger accounts of one currency."""
    return MerchantAccount.objects.create(
        merchant_id=merchant,
        currency=currency,
        payable_account=payable,
        reserve_account=reserve,
    )


def account(*, merchant: int, currency: str) -> MerchantAccount | None:
    """Return the merchant's ledger accounts of one currency."""
    return MerchantAccount.objects.filter(merchant_id=merchant, currency=currency).first()


def accounts(*, merchant: int) -> Sequence[MerchantAccount]:
    """Return the merchant's ledger accounts of every currency."""
    return list(MerchantAccount.objects.filter(merchant_id=merchant).order_by("currency"))


@requires_transaction
def add_fees(row: MerchantFees) -> bool:
    """Add a version of fees; False where there is one of that day."""
    same = MerchantFees.objects.filter(merchant_id=row.merchant_id, valid_from=row.valid_from)
    if same.exists():
        return False
    row.save(force_insert=True)
    return True


def fees(*, merchant: int, day: date) -> MerchantFees | None:
    """Return the fees that hold on a day."""
    rows = MerchantFees.objects.filter(merchant_id=merchant, valid_from__lte=day)
    return rows.order_by("-valid_from").first()


def payer(*, merchant: int, object_id: str) -> Payer | None:
    """Return one of the merchant's own customers."""
    rows = Payer.objects.filter(merchant_id=merchant, object_id=object_id, deleted_at=None)
    return rows.first()


def payment_method(*, merchant: int, object_id: str) -> PaymentMethod | None:
    """Return a payment method that is not detached."""
    rows = PaymentMethod.objects.select_related("payer")
    return rows.filter(merchant_id=merchant, object_id=object_id, detached_at=None).first()


def method_by_id(*, object_id: str) -> PaymentMethod | None:
    """Return a payment method, detached or not: what it paid may still be refunded."""
    return PaymentMethod.objects.filter(object_id=object_id).first()


def mandate(*, merchant: int, object_id: str) -> MandateRow | None:
    """Return a mandate."""
    rows = MandateRow.objects.select_related("payment_method")
    return rows.filter(merchant_id=merchant, object_id=object_id).first()


def mandate_of(*, method: int) -> MandateRow | None:
    """Return the newest mandate that holds for a payment method."""
    rows = MandateRow.objects.filter(payment_method_id=method, revoked_at=None)
    return rows.order_by("-pk").first()


def unsettled(*, merchant: int) -> dict[str, int]:
    """Return by currency what is booked and not settled yet, net of fees, in minor units."""
    signs = {
        OperationKind.CAPTURE: 1,
        OperationKind.REFUND: -1,
        OperationKind.CHARGEBACK: -1,
        OperationKind.REPRESENTMENT: 1,
    }
    rows = (
        Operation.objects.filter(
            merchant_id=merchant,
            kind__in=MOVES_MONEY,
            state=OperationState.SUCCEEDED,
            settlement_batch=None,
        )
        .values("currency", "kind")
        .annotate(moved=Sum(F("approved_minor") - F("excess_minor")), fees=Sum("fee_minor"))
    )
    total: dict[str, int] = {}
    for row in rows:
        moved = signs[OperationKind(row["kind"])] * int(row["moved"]) - int(row["fees"])
        total[row["currency"]] = total.get(row["currency"], 0) + moved
    return total


@requires_transaction
def correct_account(row: PaymentMethod, *, number: str, fingerprint: str) -> None:
    """Put another account in the place of a payment method's."""
    row.account_details, row.last4, row.fingerprint = number, number[-4:], fingerprint
    row.save(update_fields=["account_details", "last4", "fingerprint"])
