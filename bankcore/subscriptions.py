"""Which task hears of which event: everything that happens later, on one page."""

SUBSCRIPTIONS: dict[str, tuple[str, ...]] = {}
