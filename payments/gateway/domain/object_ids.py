"""Names of the gateway's objects, as integrators know them: a prefix and random letters."""

from __future__ import annotations

import secrets
import string
from typing import Final

from payments.gateway.domain.operations import OperationKind

_LETTERS: Final = string.ascii_letters + string.digits
_LENGTH: Final = 24  # 142 bits

OF_KIND: Final = {
    OperationKind.AUTHORISE: "ch",
    OperationKind.INCREMENT: "inc",
    OperationKind.CAPTURE: "cap",
    OperationKind.VOID: "void",
    OperationKind.REFUND: "re",
    OperationKind.CHARGEBACK: "cb",
    OperationKind.REPRESENTMENT: "rep",
}
"""Stripe's prefixes where Stripe has the thing, such as ch_ for an authorisation."""


def new(prefix: str) -> str:
    """Return a name that nobody can guess, such as pi_ and 24 letters."""
    return f"{prefix}_{''.join(secrets.choice(_LETTERS) for _ in range(_LENGTH))}"


def new_secret(object_id: str) -> str:
    """Return what a payer's browser shows for an object, such as pi_..._secret_..."""
    return f"{object_id}_{new('secret')}"
