"""One use case is one database transaction, tried again where PostgreSQL asks for that."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
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


@contextmanager
def first_to_write() -> Iterator[None]:
    """Write rows that were looked for and not found; raises TryAgain where somebody was faster.

    For very many rows: to look for each by its key while writing it costs a third of the writing.
    """
    try:
        yield
    except IntegrityError as error:
        if isinstance(error.__cause__, errors.UniqueViolation):
            raise TryAgain from error
        raise


class RecordedRefusal(BankError):
    """A refusal that is itself kept: the same request will get it again.

    `use_case` commits what was done before it, which is the record alone: whoever raises it
    has asked the books first and changed nothing else.
    """


class SecondTransaction(RuntimeError):
    """Work that is to be one transaction has begun another: the first one's note told too much."""


@dataclass(slots=True)
class Joined:
    """What is to be done in the transaction of the next use case, and whether it was."""

    action: Callable[[], None]
    is_done: bool = False


_JOINED: ContextVar[Joined | None] = ContextVar("joined", default=None)


@contextmanager
def joining(action: Callable[[], None]) -> Iterator[Joined]:
    """Do `action` in the one transaction that is begun inside by a use case, before its own work.

    Both are kept or neither. A use case that is tried again does it again. A second use case
    inside raises SecondTransaction.
    """
    joined = Joined(action)
    token = _JOINED.set(joined)
    try:
        yield joined
    finally:
        _JOINED.reset(token)


def is_free() -> bool:
    """Return whether another may do this thread's work: it is in no transaction and joins none."""
    blocks = connection.atomic_blocks if connection.in_atomic_block else []
    # As Django itself tells where it refuses a durable block inside another.
    inside = bool(blocks) and not getattr(blocks[-1], "_from_testcase", False)
    return not inside and _JOINED.get() is None


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
    joined = _JOINED.get()
    if joined is not None and joined.is_done:
        message = f"{function.__name__} is a second transaction of what is to be one"
        raise SecondTransaction(message)
    with transaction.atomic(durable=True):
        if joined is not None:
            joined.action()
        try:
            result = function(*args, **kwargs)
        except RecordedRefusal as refusal:
            recorded: RecordedRefusal | None = refusal
        else:
            recorded = None
    if joined is not None:
        joined.is_done = True
    if recorded is not None:
        raise recorded
    return result


def _retryable(error: OperationalError) -> bool:
    return isinstance(error.__cause__, errors.DeadlockDetected | errors.SerializationFailure)
