"""The ledger's door. Functions that change the books run in the caller's use case, unless said."""

from bankcore.ledger.domain.book import AccountStatus
from bankcore.ledger.domain.posting import (
    Capture,
    KeySource,
    Leg,
    Outcome,
    Posted,
    Posting,
    RefusalCode,
    Refused,
    RequestKey,
    Reverses,
    TransactionKind,
    UnbalancedPosting,
)
from bankcore.ledger.domain.views import (
    AccountBalance,
    EntryFilter,
    EntryLine,
    InvariantCheck,
    OpenHold,
    TransactionView,
)
from bankcore.ledger.models.account import Account
from bankcore.ledger.services import business_days, collective, holds, verification
from bankcore.ledger.services.accounts import (
    AccountToOpen,
    balance,
    balances,
    internal_account,
    lock_balance,
    lock_many,
    open_many,
    set_floor,
    set_status,
    set_status_of_many,
)
from bankcore.ledger.services.business_days import DayClosed, DayStillClosing, NotTheNextDay
from bankcore.ledger.services.collective import CannotPost, CollectivePosting
from bankcore.ledger.services.combining import post_one  # a use case of its own
from bankcore.ledger.services.general_ledger import (
    DayNotRolledUp,
    TrialBalanceLine,
    close_periods,
    close_result,
    income_and_expense,
    line_names,
    trial_balance,
)
from bankcore.ledger.services.history import (
    TransactionNotFound,
    answered,
    day_ends,
    entries,
    requests_of_day,
    transaction,
)
from bankcore.ledger.services.holds import HoldNotOpen, HoldOrder, HoldPlaced
from bankcore.ledger.services.posting import LARGEST_BATCH, post
from bankcore.ledger.services.reversals import reverse

AccountKind = Account.Kind
business_date = business_days.current
last_closed_day = business_days.last_closed
closed_days = business_days.closed_between
closing_day = business_days.closing
cut_off = business_days.cut_off
close_period = business_days.close_period
summarise_closed_days = business_days.summarise  # a use case of its own
open_first_business_day = business_days.open_first  # a use case of its own
close_business_day = business_days.close  # two use cases of its own
LARGEST_COLLECTIVE = collective.LARGEST_COLLECTIVE
post_collectively = collective.post
post_many_collectively = collective.post_many
make_partitions_ahead = business_days.make_partitions_ahead  # a use case of its own
place_hold = holds.place
open_holds = holds.open_on
release_hold = holds.release
expire_due_holds = holds.expire_due  # a use case of its own
verify = verification.verify
verify_day = verification.verify_day

__all__ = [
    "LARGEST_BATCH",
    "LARGEST_COLLECTIVE",
    "AccountBalance",
    "AccountKind",
    "AccountStatus",
    "AccountToOpen",
    "CannotPost",
    "Capture",
    "CollectivePosting",
    "DayClosed",
    "DayNotRolledUp",
    "DayStillClosing",
    "EntryFilter",
    "EntryLine",
    "HoldNotOpen",
    "HoldOrder",
    "HoldPlaced",
    "InvariantCheck",
    "KeySource",
    "Leg",
    "NotTheNextDay",
    "OpenHold",
    "Outcome",
    "Posted",
    "Posting",
    "RefusalCode",
    "Refused",
    "RequestKey",
    "Reverses",
    "TransactionKind",
    "TransactionNotFound",
    "TransactionView",
    "TrialBalanceLine",
    "UnbalancedPosting",
    "answered",
    "balance",
    "balances",
    "business_date",
    "close_business_day",
    "close_period",
    "close_periods",
    "close_result",
    "closed_days",
    "closing_day",
    "cut_off",
    "day_ends",
    "entries",
    "expire_due_holds",
    "income_and_expense",
    "internal_account",
    "last_closed_day",
    "line_names",
    "lock_balance",
    "lock_many",
    "make_partitions_ahead",
    "open_first_business_day",
    "open_holds",
    "open_many",
    "place_hold",
    "post",
    "post_collectively",
    "post_many_collectively",
    "post_one",
    "release_hold",
    "requests_of_day",
    "reverse",
    "set_floor",
    "set_status",
    "set_status_of_many",
    "summarise_closed_days",
    "transaction",
    "trial_balance",
    "verify",
    "verify_day",
]
