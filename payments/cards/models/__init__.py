"""What the bank and the card networks have told each other."""

from payments.cards.models.link import Link, StanSequence
from payments.cards.models.message import FileOrder, InboundMessage, NetworkMessage
from payments.cards.models.reversal import StoredReversal

__all__ = [
    "FileOrder",
    "InboundMessage",
    "Link",
    "NetworkMessage",
    "StanSequence",
    "StoredReversal",
]
