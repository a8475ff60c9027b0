"""The door of seals. `seal_all` is a row of use cases of its own."""

from bankcore.seals.domain.heads import Log
from bankcore.seals.services.proving import (
    NoSuchSeal,
    NotSealed,
    audit_proof,
    consistency,
    inclusion,
)
from bankcore.seals.services.sealing import export_heads, seal_all
from bankcore.seals.services.verifying import (
    Finding,
    UnreadableHeads,
    Verified,
    report,  # a use case of its own
    verify,
)

__all__ = [
    "Finding",
    "Log",
    "NoSuchSeal",
    "NotSealed",
    "UnreadableHeads",
    "Verified",
    "audit_proof",
    "consistency",
    "export_heads",
    "inclusion",
    "report",
    "seal_all",
    "verify",
]
