"""The door of the vault: a number in, a token out, and the number again for the wire alone.

`store_card` and `destroy_card` join the caller's use case where there is one.
"""

from payments.vault.domain.brands import Bin, bin_of, brand_of
from payments.vault.domain.numbers import CardNumber
from payments.vault.domain.views import StoredCard
from payments.vault.services.cards import (
    ExpiredCard,
    InvalidCardNumber,
    NoSuchCard,
    UnknownBrand,
    destroy_card,
    destroy_unused_cards,
    find_card,
    issuer_of,
    reveal,
    store_card,
)
from payments.vault.services.security_codes import (
    SecurityCodes,
    send_security_code,
    take_security_code,
)

__all__ = [
    "Bin",
    "CardNumber",
    "ExpiredCard",
    "InvalidCardNumber",
    "NoSuchCard",
    "SecurityCodes",
    "StoredCard",
    "UnknownBrand",
    "bin_of",
    "brand_of",
    "destroy_card",
    "destroy_unused_cards",
    "find_card",
    "issuer_of",
    "reveal",
    "send_security_code",
    "store_card",
    "take_security_code",
]
