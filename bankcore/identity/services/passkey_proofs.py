"""Passkeys as proof of one confirmation: what the authenticator signs is the confirmation's digest.

The WebAuthn challenge is no random number but the digest over who, what, how much, to whom and a
nonce. So a signature that is right for it is right for nothing else, and no table remembers
challenges.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from webauthn import (
    generate_authentication_options,
    options_to_json,
    verify_authentication_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

from bankcore.db.transactions import requires_transaction
from bankcore.identity.domain.confirmations import VALID_FOR
from bankcore.identity.models import Confirmation, User
from bankcore.identity.repositories import confirmations


def options_of(row: Confirmation, user: User) -> str:
    """Return what the browser hands to the authenticator, as JSON (WebAuthn Level 3, 5.5)."""
    known = [
        PublicKeyCredentialDescriptor(id=bytes(each.credential_id))
        for each in confirmations.passkeys(user)
    ]
    options = generate_authentication_options(
        rp_id=settings.OTP_WEBAUTHN_RP_ID,
        challenge=bytes(row.digest),
        timeout=int(VALID_FOR.total_seconds() * 1000),
        allow_credentials=known,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


@requires_transaction
def is_valid(row: Confirmation, user: User, assertion: str, *, now: datetime) -> bool:
    """Tell whether one of the user's passkeys signed this confirmation's digest, and count it.

    The authenticator must have verified the person; a counter that went back is a copy of the key
    and is refused.
    """
    try:
        given = parse_authentication_credential_json(assertion)
    except (WebAuthnException, ValueError):
        return False
    passkey = confirmations.passkey_locked(user=user, credential_id=given.raw_id)
    if passkey is None:
        return False
    try:
        verified = verify_authentication_response(
            credential=given,
            expected_challenge=bytes(row.digest),
            expected_rp_id=settings.OTP_WEBAUTHN_RP_ID,
            expected_origin=list(settings.OTP_WEBAUTHN_ALLOWED_ORIGINS),
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return False
    confirmations.count_passkey(passkey, sign_count=verified.new_sign_count, at=now)
    return True
