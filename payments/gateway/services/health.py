"""Breakers: a network that does not answer is left alone for a while, then asked once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bankcore.db.transactions import requires_transaction
from payments.gateway.domain.connectors import Verdict
from payments.gateway.domain.declines import Advice, of_code
from payments.gateway.repositories import routing
from payments.gateway.services import connectors

MOST_FAILURES: Final = 5
REST: Final = timedelta(seconds=30)
PROBE: Final = timedelta(seconds=30)
_ANSWERS: Final = frozenset({Verdict.APPROVED, Verdict.PENDING})


@requires_transaction
def learn(connector: str, verdict: Verdict, *, code: str, now: datetime) -> None:
    """Count what an operation came to: answers close a breaker, silence in a row opens it.

    A decline by the payer's bank is an answer; one for a fault on the way is none.
    """
    if connector == connectors.SANDBOX:
        return
    fault = of_code(code).advice is Advice.TRY_OTHER_NETWORK
    if verdict in _ANSWERS or (verdict is Verdict.DECLINED and not fault):
        routing.succeeded(connector, now=now)
    elif verdict in {Verdict.UNKNOWN, Verdict.NOT_SENT, Verdict.DECLINED}:
        routing.failed(connector, most=MOST_FAILURES, rest=REST, now=now)
