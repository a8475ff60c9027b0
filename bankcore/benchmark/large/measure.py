"""One run at size: an empty bank for comparison, then a filled one and all that is asked of it."""

from __future__ import annotations

import os
from collections.abc import Callable

from bankcore import clock
from bankcore.benchmark import lists, many_accounts, scratch
from bankcore.benchmark.large import api_reads, filling, pages, partitions, rates
from bankcore.benchmark.large.found import LargeFound
from bankcore.benchmark.large.size import Size
from bankcore.ledger import public as ledger
from bankcore.settings.env import Environment


def measure(
    size: Size, environment: Environment, *, say: Callable[[str], None], is_terminal: bool
) -> LargeFound:
    """Measure a bank of this size, in scratch databases that are dropped at the end."""
    now, load = clock.now(), os.getloadavg()[0]
    with scratch.database(environment) as name:
        empty = rates.of_empty(size, environment, name, say)
    with scratch.database(environment) as name:
        filled = filling.fill(size, say=say, is_terminal=is_terminal)
        many_accounts.analyse()
        at_size = rates.of_filled(size, environment, name, say)
        reads = api_reads.measure(busy=filled.busy, tries=size.tries, say=say)
        shown = pages.measure(busy=filled.busy, tries=size.tries, say=say)
        looked = lists.look(times=size.tries, say=say)
        months = partitions.measure(busy=filled.busy, say=say)
        say("Checking the books")
        checks = list(ledger.verify())
    return LargeFound(
        measured_at=now,
        load=load,
        size=size,
        filled=filled,
        empty=empty,
        rates=at_size,
        api=reads,
        pages=shown,
        lists=looked,
        partitions=months,
        invariants_checked=len(checks),
        invariants_broken=[
            f"{check.code} {check.statement}" for check in checks if not check.holds
        ],
    )
