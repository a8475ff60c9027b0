"""The process on the line to the instant service: takes what comes, brings all to an end."""

from __future__ import annotations

import logging
import threading
from typing import Final

from django.db import DatabaseError, InterfaceError, connections

from bankcore import clock
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.errors import BankError
from payments.interbank.services import instant_sending, instant_taking

logger = logging.getLogger(__name__)

_WAIT_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 0.5


@needs("interbank.exchange_files")
def sweep(*, actor: Actor) -> int:
    """Send what was ordered and not sent, ask about what nobody answered; returns how many."""
    done = instant_sending.send_unsent(actor=actor, now=clock.now())
    done += instant_sending.ask_open(actor=actor, now=clock.now())
    return done + instant_taking.ask_unconfirmed(actor=actor, now=clock.now())


@needs("interbank.exchange_files")
def run(*, actor: Actor, stopped: threading.Event) -> None:
    """Take instant payments as they come until stopped; two such processes do not disturb another.

    A database that is away is waited for.
    """
    while not stopped.is_set():
        try:
            sweep(actor=actor)
            taken = instant_taking.take_next(seconds=_WAIT_SECONDS, actor=actor)
        except (DatabaseError, InterfaceError, BankError):
            logger.exception("the line to the instant service was interrupted")
            connections.close_all()
            taken = False
        if not taken:
            stopped.wait(_PAUSE_SECONDS)
