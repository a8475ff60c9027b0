"""One use case is one database transaction, tried again where PostgreSQL asks for that."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from psycopg import errors

from bankcore.errors import BankError

P = ParamSpec("P")
R = TypeVar("R")

_TRIES = 6


class Busy(BankError):
    """The books were contended at every try. Not a refusal of the business: nothing is decided."""

    code = "busy"
    cure = "Send the same request again with the same Idempotency-Key."
    status = 503


class TryAgain(Exception):
    """Somebody was faster; the whole use case must see what they did. `use_case` obeys."""


class RecordedRefusal(BankError):
    """A refusal that is itself kept: the same request will get it again.

    `use_case` commits what was done before it, which is the record alone: whoever raises it
    has asked the books first and changed nothing else.
    """


def requires_transaction(function: Callable[P, R]) -> Callable[P, R]:
    """Refuse to run `function` outside a transaction: its locks would be gone at once."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            message = f"{function.__name__} must run inside a use case"
            raise transaction.TransactionManagementError(message)
        return function(*args, **kwargs)

    return run


def use_case(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` as one durable transaction.

    A deadlock or serialisation failure runs the whole of it again, after a random pause that
    doubles; after six tries Busy is raised. Such a failure is never shown as a refusal.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(_TRIES):
            try:
                return _in_one_transaction(function, *args, **kwargs)
            except TryAgain:
                pass
            except OperationalError as error:
                if not _retryable(error):
                    raise
            time.sleep(random.uniform(0, 0.005 * 2**attempt))  # noqa: S311 - spreads callers
        message = "The books are busy just now."
        raise Busy(message)

    return run


@requires_transaction
def attempt(function: Callable[[], R]) -> R | BankError:
    """Do one of many things in the caller's transaction, and return its refusal if it has one.

    What a refused one did is taken back and the others stay, except that a RecordedRefusal's
    record is kept.
    """
    try:
        with transaction.atomic():
            try:
                return function()
            except RecordedRefusal as recorded:
                return recorded
    except BankError as refusal:
        return refusal


def _in_one_transaction(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    with transaction.atomic(durable=True):
        try:
            return function(*args, **kwargs)
        except RecordedRefusal as refusal:
            recorded = refusal
    raise recorded


def _retryable(error: OperationalError) -> bool:
    return isinstance(error.__cause__, errors.DeadlockDetected | errors.SerializationFailure)
