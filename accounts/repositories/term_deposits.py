"""Term deposits in the database."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from accounts.domain.deposits import DepositState
from accounts.models import TermDeposit
from bankcore.db.transactions import requires_transaction


def get(*, public_id: UUID) -> TermDeposit | None:
    """Return the deposit with this id, with its accounts."""
    return _with_accounts().filter(public_id=public_id).first()


def list_of(*, account_id: int) -> list[TermDeposit]:
    """Return what was deposited on an account, oldest first."""
    return list(_with_accounts().filter(account_id=account_id).order_by("id"))


@requires_transaction
def get_locked(*, public_id: UUID) -> TermDeposit | None:
    """Return the deposit with this id, to be ended by nobody else meanwhile."""
    return (
        _with_accounts()
        .select_for_update(of=("self",), no_key=True)
        .filter(public_id=public_id)
        .first()
    )


def of_user(*, user_id: int) -> list[TermDeposit]:
    """Return the deposits of a log-in's own accounts, the active ones first, then the newest."""
    rows = _with_accounts().filter(account__customer__user_id=user_id)
    return sorted(rows.order_by("-id"), key=lambda row: row.state != DepositState.ACTIVE)


@requires_transaction
def instruct(deposit: TermDeposit) -> None:
    """Keep what is to become of the money at the end of the term."""
    deposit.save(update_fields=["instruction"])


def due(*, day: date) -> list[UUID]:
    """Return the deposits whose term is over by the end of a day, oldest first."""
    rows = TermDeposit.objects.filter(state=DepositState.ACTIVE, maturity__lte=day)
    return list(rows.order_by("maturity", "id").values_list("public_id", flat=True))


@requires_transaction
def add(deposit: TermDeposit) -> TermDeposit:
    """Add a deposit."""
    deposit.save(force_insert=True)
    return deposit


@requires_transaction
def end(deposit: TermDeposit, *, state: DepositState, day: date, by: UUID | None = None) -> None:
    """Note how a deposit ended, and by which request where a customer asked for it."""
    deposit.state, deposit.ended_on, deposit.ended_by = state, day, by
    deposit.save(update_fields=["state", "ended_on", "ended_by"])


def _with_accounts() -> QuerySet[TermDeposit]:
    return TermDeposit.objects.select_related("account__customer", "payout_account")
