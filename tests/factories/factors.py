"""Second factors of customers: an authenticator app, and a passkey made of a key in memory."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django_otp.oath import TOTP
from django_otp_webauthn.models import WebAuthnCredential
from webauthn.helpers import bytes_to_base64url, encode_cbor

from bankcore import clock
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.identity import public as identity
from bankcore.identity.models import AuthenticatorApp
from bankcore.roles import CUSTOMER
from tests.conftest import NOW


def person(username: str = "demo", *, app: bool = True) -> int:
    """Return the id of somebody who logs in, with an authenticator app."""
    user_id = identity.ensure_user(username=username, password="a-long-demo-password")
    if app and not AuthenticatorApp.objects.filter(user_id=user_id).exists():
        identity.enrol_known_secret(user_id=user_id, secret=secrets.token_hex(20), now=NOW)
    return user_id


def customer_actor(user_id: int) -> Actor:
    """Return the customer at a page of online banking."""
    return Actor(ActorKind.USER, str(user_id), Rights(permissions=CUSTOMER, self_service=True))


def code(user_id: int, *, ahead: int = 0) -> str:
    """Return what the person's app shows now, or so many codes later (one is accepted early)."""
    app = AuthenticatorApp.objects.get(user_id=user_id)
    totp = TOTP(bytes.fromhex(app.secret))
    totp.time = clock.now().timestamp() + ahead * 30
    return f"{totp.token():06d}"


def forgive(user_id: int) -> None:
    """Let the person try again at once, and use the app's present code once more."""
    AuthenticatorApp.objects.filter(user_id=user_id).update(
        last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None
    )


@dataclass(slots=True)
class Passkey:
    """An authenticator for tests: it signs whatever it is shown (WebAuthn Level 3, 6.3.3)."""

    user_id: int
    credential_id: bytes = b"demo passkey one"
    verifies_person: bool = True
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def enrol(self) -> Passkey:
        numbers = self.key.public_key().public_numbers()
        x, y = (each.to_bytes(32, "big") for each in (numbers.x, numbers.y))
        WebAuthnCredential.objects.create(
            user_id=self.user_id,
            name="passkey",
            credential_id=self.credential_id,
            public_key=encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y}),
            aaguid="00000000-0000-0000-0000-000000000000",
        )
        return self

    def sign(self, options: str, *, origin: str | None = None) -> str:
        """Return the assertion over the challenge in these options, as JSON."""
        self.count += 1
        client_data = json.dumps(
            {
                "type": "webauthn.get",
                "challenge": json.loads(options)["challenge"],
                "origin": origin or settings.OTP_WEBAUTHN_ALLOWED_ORIGINS[0],
            }
        ).encode()
        data = hashlib.sha256(settings.OTP_WEBAUTHN_RP_ID.encode()).digest()
        data += bytes([0b101 if self.verifies_person else 0b001]) + self.count.to_bytes(4, "big")
        signed = data + hashlib.sha256(client_data).digest()
        identifier = bytes_to_base64url(self.credential_id)
        return json.dumps(
            {
                "id": identifier,
                "rawId": identifier,
                "type": "public-key",
                "response": {
                    "clientDataJSON": bytes_to_base64url(client_data),
                    "authenticatorData": bytes_to_base64url(data),
                    "signature": bytes_to_base64url(self.key.sign(signed, ec.ECDSA(SHA256()))),
                },
            }
        )
