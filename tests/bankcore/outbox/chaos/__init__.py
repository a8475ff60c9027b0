"""What the programs of the chaos test bring, and to whom."""

STREAMS = ("chaos",)
_COUNT = "tests.bankcore.outbox.chaos.consumer.count"
SUBSCRIPTIONS = {"chaos.happened": ("tests.bankcore.outbox.chaos.consumer.see", _COUNT)}
TOGETHER = {_COUNT}
