"""The door of approvals: what takes two people."""

from bankcore.approvals.domain.views import NewRequest, RequestView, State
from bankcore.approvals.services import requests
from bankcore.approvals.services.requests import (
    AlreadyDecided,
    AlreadyRequested,
    Executor,
    NotAPerson,
    OwnRequest,
    ReasonMissing,
    RequestExpired,
    RequestNotFound,
    UnknownKind,
)

request = requests.request
approve = requests.approve  # a use case of its own
refuse = requests.refuse  # a use case of its own
expire_due = requests.expire_due  # a use case of its own
expire_requests = requests.expire  # a step of the end of day
get = requests.get
count_open = requests.count_open

__all__ = [
    "AlreadyDecided",
    "AlreadyRequested",
    "Executor",
    "NewRequest",
    "NotAPerson",
    "OwnRequest",
    "ReasonMissing",
    "RequestExpired",
    "RequestNotFound",
    "RequestView",
    "State",
    "UnknownKind",
    "approve",
    "count_open",
    "expire_due",
    "expire_requests",
    "get",
    "refuse",
    "request",
]
