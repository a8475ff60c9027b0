"""What accounts tells of loans and of applications for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Final

from accounts.domain.loans.states import ApplicationState, LoanState
from bankcore.outbox.domain.schemas import (
    Amount,
    Currency,
    Day,
    Example,
    Happened,
    Number,
    Uuid,
    event,
)

_LOAN = "loan:0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11"
_APPLICATION = "loan-application:0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfLoan(Happened):
    """What every event of a loan says."""

    loan_id: Annotated[Uuid, "The loan."]
    customer_id: Annotated[Uuid, "Whose loan it is."]
    outstanding: Annotated[Amount, "What is owed of the principal, after this."]
    currency: Annotated[Currency, "The loan's currency."]
    day: Annotated[Day, "The business day on which it happened."]


@event("accounts.loan_contracted", subject=_LOAN)
@dataclass(frozen=True, slots=True, kw_only=True)
class LoanContracted(OfLoan):
    """A loan was agreed upon; its money is not paid out yet."""


@event("accounts.loan_active", subject=_LOAN)
@dataclass(frozen=True, slots=True, kw_only=True)
class LoanActive(OfLoan):
    """A loan was paid out, or nothing of it is past due any more."""


@event("accounts.loan_in_arrears", subject=_LOAN)
@dataclass(frozen=True, slots=True, kw_only=True)
class LoanInArrears(OfLoan):
    """Something of a loan fell past due, or has been so for long enough to count as worse."""

    days_past_due: Annotated[Number, "For how many days the oldest of it is due.", Example("31")]
    bucket: Annotated[str, "The class of arrears in which it counts.", Example("31-60")]


@event("accounts.loan_restructured", subject=_LOAN)
@dataclass(frozen=True, slots=True, kw_only=True)
class LoanRestructured(OfLoan):
    """A loan has other terms than it was agreed upon with, and is performing by them."""


@event("accounts.loan_schedule_changed", subject=_LOAN)
@dataclass(frozen=True, slots=True, kw_only=True)
class LoanScheduleChanged(OfLoan):
    """A loan got another schedule of instalments."""


@event("accounts.loan_repaid", subject=_LOAN)
@dataclass(frozen=True, slots=True, kw_only=True)
class LoanRepaid(OfLoan):
    """A loan was paid back in full."""


@event("accounts.loan_written_off", subject=_LOAN)
@dataclass(frozen=True, slots=True, kw_only=True)
class LoanWrittenOff(OfLoan):
    """The bank wrote off what was owed of a loan."""


BECAME: Final[Mapping[LoanState, type[OfLoan]]] = MappingProxyType(
    {
        LoanState.ACTIVE: LoanActive,
        LoanState.RESTRUCTURED: LoanRestructured,
        LoanState.REPAID: LoanRepaid,
        LoanState.WRITTEN_OFF: LoanWrittenOff,
    }
)
"""By which event a new state is told; arrears says more, and is told where they are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfApplication(Happened):
    """What every event of an application for a loan says."""

    application_id: Annotated[Uuid, "The application."]
    customer_id: Annotated[Uuid, "Who has applied."]


@event("accounts.loan_application_approved", subject=_APPLICATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class LoanApplicationApproved(OfApplication):
    """An application for a loan was approved."""


@event("accounts.loan_application_declined", subject=_APPLICATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class LoanApplicationDeclined(OfApplication):
    """An application for a loan was declined."""


@event("accounts.loan_application_withdrawn", subject=_APPLICATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class LoanApplicationWithdrawn(OfApplication):
    """An application for a loan was taken back before there was a contract."""


DECIDED: Final[Mapping[ApplicationState, type[OfApplication]]] = MappingProxyType(
    {
        ApplicationState.APPROVED: LoanApplicationApproved,
        ApplicationState.DECLINED: LoanApplicationDeclined,
        ApplicationState.WITHDRAWN: LoanApplicationWithdrawn,
    }
)
"""By which event the end of an application is told; a contract is told by the loan's event."""
