"""The door of rules: what analysts say about payments without code."""

from risk.rules.domain.conditions import (
    FIELDS,
    FOUND,
    FUNCTIONS,
    TEXTS,
    CannotRead,
    Condition,
    read_condition,
)
from risk.rules.domain.evaluation import Evaluation
from risk.rules.domain.lives import VersionState
from risk.rules.services import books, lists, trials, versions
from risk.rules.services.lists import CannotList, CannotSnooze, EntryNotFound
from risk.rules.services.trials import PastPayment, TrialReport, WrongDays
from risk.rules.services.versions import (
    CannotDraft,
    NeverTried,
    NotNow,
    RuleDraft,
    VersionNotFound,
)
from risk.terms.verdicts import Finding, Verdict, strictest

evaluate = books.evaluate
evaluate_many = books.evaluate_many
EDITION = books.EDITION
count_stops = books.count_stops  # in the caller's use case
holds = books.holds
fields_of = books.asked
codes_at_work = books.codes_at_work
draft = versions.draft  # a use case of its own, as all that follow but execute_live
begin_shadow = versions.begin_shadow
try_on = trials.run
request_live = versions.request_live
execute_live = versions.execute_live
retire = versions.retire
make_list = lists.make_list
add_to_list = lists.add_to_list
take_off_list = lists.take_off_list
snooze = lists.snooze

__all__ = [
    "EDITION",
    "FIELDS",
    "FOUND",
    "FUNCTIONS",
    "TEXTS",
    "CannotDraft",
    "CannotList",
    "CannotRead",
    "CannotSnooze",
    "Condition",
    "EntryNotFound",
    "Evaluation",
    "Finding",
    "NeverTried",
    "NotNow",
    "PastPayment",
    "RuleDraft",
    "TrialReport",
    "Verdict",
    "VersionNotFound",
    "VersionState",
    "WrongDays",
    "add_to_list",
    "begin_shadow",
    "codes_at_work",
    "count_stops",
    "draft",
    "evaluate",
    "evaluate_many",
    "execute_live",
    "fields_of",
    "holds",
    "make_list",
    "read_condition",
    "request_live",
    "retire",
    "snooze",
    "strictest",
    "take_off_list",
    "try_on",
]
