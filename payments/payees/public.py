"""The door of payees: whom customers pay. Each function that changes something is a use case."""

from payments.payees.domain.names import Answer, Holder, Verdict, compare
from payments.payees.domain.sandbox_values import PAYEES as SANDBOX_PAYEES
from payments.payees.domain.views import NameCheckView, PayeeView
from payments.payees.services import held_data, name_checks, payees, sandbox
from payments.payees.services.name_checks import LIMITS
from payments.payees.services.payees import (
    NewPayee,
    PayeeAlreadySaved,
    PayeeNameMissing,
    PayeeNotFound,
    TooManyPayees,
)

payees_of = payees.of
get_payee = payees.get
find_payee = payees.find
save_payee = payees.save
rename_payee = payees.rename
remove_payee = payees.remove
mark_paid = payees.mark_paid  # in the caller's use case
check_name = name_checks.check
name_check_of = name_checks.of_order
sandbox_answer = sandbox.answer  # for PAYEE_CHECK_ELSEWHERE of a test bank
payees_held = held_data.payees_held
erase_payees = held_data.erase_payees  # in the caller's use case

__all__ = [
    "LIMITS",
    "SANDBOX_PAYEES",
    "Answer",
    "Holder",
    "NameCheckView",
    "NewPayee",
    "PayeeAlreadySaved",
    "PayeeNameMissing",
    "PayeeNotFound",
    "PayeeView",
    "TooManyPayees",
    "Verdict",
    "compare",
]
