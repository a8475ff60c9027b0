"""What customers confirm of standing orders: giving, changing and resuming them."""

from __future__ import annotations

from uuid import UUID

from accounts import public as accounts
from bankcore.identity import public as identity
from payments.domain.standing_orders import AmountRule, StandingOrderChange, StandingOrderTerms
from payments.models import StandingOrder
from payments.services import standing_order_rows as rows


def of_new(terms: StandingOrderTerms) -> identity.Consent:
    """Return what giving this order means; its terms are as the service keeps them."""
    rule = terms.recurrence
    dates = (
        *(rule.start, rule.unit, rule.every, rule.day_of_month, rule.last_business_day),
        *(rule.until, rule.times, rule.convention, rule.calendar.name),
    )
    return identity.Consent(
        action=f"payments.standing_order.{_gives(terms.rule)}",
        amounts=(terms.amount,),
        payee=_payee(terms.payee.name, terms.payee.iban, terms.payee.account_id),
        about=(
            *(str(terms.account_id), terms.remittance, terms.end_to_end_id, str(terms.retries)),
            *(str(each) for each in dates),
        ),
    )


def of_change(row: StandingOrder, wanted: StandingOrderChange) -> identity.Consent:
    """Return what changing the order means: the amount from its next date on, and what else."""
    changed = (wanted.amount, wanted.remittance, wanted.until, wanted.retries)
    return identity.Consent(
        action=f"payments.standing_order.change_{_gives(AmountRule(row.rule))}",
        amounts=(wanted.amount or rows.amount_of(row),),
        payee=_payee_of(row),
        about=(str(row.public_id), *(str(each) for each in changed)),
    )


def of_resumption(row: StandingOrder) -> identity.Consent:
    """Return what resuming the order means: that it pays again, and is signed as it stands."""
    return identity.Consent(
        action="payments.standing_order.resume",
        amounts=(rows.amount_of(row),),
        payee=_payee_of(row),
        about=(str(row.public_id), row.rule, row.remittance, str(row.next_due_date)),
    )


def _gives(rule: AmountRule) -> str:
    return "sweep" if rule is AmountRule.SWEEP else "pay"


def _payee_of(row: StandingOrder) -> str:
    return _payee(row.creditor_name, row.creditor_iban, row.credit_account_id)


def _payee(name: str, iban: str, account_id: UUID | None) -> str:
    """Return whom it pays, in words; an account of this bank by the IBAN that it has."""
    if account_id is not None:
        iban = accounts.resolve(account_ids=[account_id])[account_id].iban
    return f"{name}, {iban}" if name else iban
