"""What the programs of the chaos test bring, and to whom."""

STREAMS = ("chaos",)
SUBSCRIPTIONS = {"chaos.happened": ("tests.bankcore.outbox.chaos.consumer.see",)}
