"""The door of reconciliation."""

from payments.reconciliation.domain.verdicts import (
    Control,
    ExceptionState,
    ExceptionView,
    RunView,
    Suggestion,
    Verdict,
)
from payments.reconciliation.services import comparing, control, exceptions, intake, statements
from payments.reconciliation.services.comparing import UnknownNetwork
from payments.reconciliation.services.exceptions import (
    AGAINST,
    CannotAdjust,
    ExceptionNotFound,
    ExceptionOver,
)
from payments.reconciliation.services.intake import Reconciled
from payments.reconciliation.services.statements import (
    StatementDoesNotAddUp,
    StatementKnown,
    StatementTaken,
)

comparisons = comparing.comparisons
compare_day = comparing.compare_day  # use cases of its own
take_statement = statements.take_statement  # a use case of its own
match_waiting_lines = statements.match_waiting_lines  # a use case of its own
look_for_missing_payments = statements.look_for_missing_payments  # a use case of its own
assign_exception = exceptions.assign  # a use case of its own
request_adjustment = exceptions.request_adjustment  # a use case of its own
execute_adjustment = exceptions.execute_adjustment  # in the use case that approves it
reopen_refused = exceptions.reopen_refused  # a use case of its own
reconcile = intake.reconcile  # several use cases
inbox = exceptions.inbox
suggestions = exceptions.suggestions
control_of = control.control_of

__all__ = [
    "AGAINST",
    "CannotAdjust",
    "Control",
    "ExceptionNotFound",
    "ExceptionOver",
    "ExceptionState",
    "ExceptionView",
    "Reconciled",
    "RunView",
    "StatementDoesNotAddUp",
    "StatementKnown",
    "StatementTaken",
    "Suggestion",
    "UnknownNetwork",
    "Verdict",
    "assign_exception",
    "compare_day",
    "comparisons",
    "control_of",
    "execute_adjustment",
    "inbox",
    "look_for_missing_payments",
    "match_waiting_lines",
    "reconcile",
    "reopen_refused",
    "request_adjustment",
    "suggestions",
    "take_statement",
]
