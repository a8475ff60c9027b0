"""The door of approvals: what takes two people."""

from bankcore.approvals.domain.kinds import Kind
from bankcore.approvals.domain.views import NewRequest, RequestView, State
from bankcore.approvals.services import asking, kinds, limits, requests
from bankcore.approvals.services.deciders import (
    AboveDecisionLimit,
    NotAPerson,
    OwnRequest,
    PartyToRequest,
)
from bankcore.approvals.services.kinds import UnknownKind
from bankcore.approvals.services.limits import InvalidLimit, Limit, LimitChanged
from bankcore.approvals.services.requests import (
    AlreadyDecided,
    AlreadyRequested,
    Executor,
    ReasonMissing,
    RequestExpired,
    RequestNotFound,
)

request = requests.request
stated = requests.stated
approve = requests.approve  # a use case of its own
refuse = requests.refuse  # a use case of its own
expire_due = requests.expire_due  # a use case of its own
expire_requests = requests.expire  # a step of the end of day
get = requests.get
count_open = requests.count_open
ask = asking.ask  # for parts of the bank below this one, by its dotted name
kind_of = kinds.of
confidential_kinds = kinds.confidential
every_kind = kinds.every
decision_limits = limits.every
request_limit = limits.request_limit  # a use case of its own
execute_limit = limits.execute_limit

__all__ = [
    "AboveDecisionLimit",
    "AlreadyDecided",
    "AlreadyRequested",
    "Executor",
    "InvalidLimit",
    "Kind",
    "Limit",
    "LimitChanged",
    "NewRequest",
    "NotAPerson",
    "OwnRequest",
    "PartyToRequest",
    "ReasonMissing",
    "RequestExpired",
    "RequestNotFound",
    "RequestView",
    "State",
    "UnknownKind",
    "approve",
    "ask",
    "confidential_kinds",
    "count_open",
    "decision_limits",
    "every_kind",
    "execute_limit",
    "expire_due",
    "expire_requests",
    "get",
    "kind_of",
    "refuse",
    "request",
    "request_limit",
    "stated",
]
