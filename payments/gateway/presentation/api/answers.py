"""What the merchants' API answers, for its schema. The bodies are made in domain/*bodies.py.

Tests hold every answer that they get against these: a field more or less is a failure.
"""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from payments.gateway.domain.intents import CaptureMethod, IntentState
from payments.gateway.domain.payer_bodies import METHOD_TYPES
from payments.gateway.presentation.api.shapes import (
    described,
    kind_of,
    minor,
    named,
    text,
    texts,
    time,
)

Answer = serializers.Serializer[Any]
# What is read of a payment in these states is `processing`, with the reason beside it.
_HIDDEN: Final = {IntentState.REVIEW, IntentState.CONFLICTED}
INTENT_STATUSES: Final = [each.lower() for each in IntentState if each not in _HIDDEN]
MOVEMENT_STATUSES: Final = ["succeeded", "pending", "failed"]


class Customer(Answer):
    """A merchant's customer."""

    id = text()
    object = kind_of("customer")
    created = time()
    email = text(null=True)
    livemode = serializers.BooleanField()
    metadata = texts()
    name = text(null=True)


class DeletedCustomer(Answer):
    """A customer who was erased."""

    id = text()
    object = kind_of("customer")
    deleted = described({"type": "boolean", "const": True})


class BillingName(Answer):
    """Whose a payment method is."""

    name = text(null=True)


class CardDetails(Answer):
    """A card, as far as it is shown."""

    last4 = text()
    fingerprint = text()
    brand = text()
    exp_month = serializers.IntegerField()
    exp_year = serializers.IntegerField()
    country = text(required=False)


class BankDetails(Answer):
    """An account, as far as it is shown."""

    last4 = text()
    fingerprint = text()
    country = text(required=False)


class PaymentMethod(Answer):
    """What a payer pays with; under the name of its type is what is shown of it."""

    id = text()
    object = kind_of("payment_method")
    billing_details = BillingName()
    card = CardDetails(required=False)
    sepa_debit = BankDetails(required=False)
    us_bank_account = BankDetails(required=False)
    bankcore_account = BankDetails(required=False)
    created = time()
    customer = named("Customer", "DeletedCustomer")
    livemode = serializers.BooleanField()
    metadata = texts()
    type = serializers.ChoiceField(METHOD_TYPES)


class Mandate(Answer):
    """A payer's permission to charge what they pay with."""

    id = text()
    object = kind_of("mandate")
    livemode = serializers.BooleanField()
    payment_method = named("PaymentMethod", null=False)
    reference = text()
    signed_on = serializers.DateField()
    status = serializers.ChoiceField(["active", "inactive"])
    type = serializers.ChoiceField(["single_use", "multi_use"])


class LastError(Answer):
    """Why the last try to charge was declined."""

    type = described({"type": "string", "const": "card_error"})
    code = described({"type": "string", "const": "card_declined"})
    decline_code = text()
    message = text()


class Redirect(Answer):
    """Where the payer is led, and where back to."""

    url = text()
    return_url = text(null=True)


class NextAction(Answer):
    """What the payer has to do before the payment goes on."""

    type = text()
    redirect_to_url = Redirect()


class Processing(Answer):
    """What the payment waits for: a person who looks at it, or the bank's operations."""

    reason = serializers.ChoiceField(["review", "conflicted"])


class PaymentIntent(Answer):
    """A payment."""

    id = text()
    object = kind_of("payment_intent")
    amount = minor()
    amount_capturable = minor()
    amount_received = minor()
    amount_refunded = minor()
    canceled_at = time(null=True)
    cancellation_reason = text(null=True)
    capture_method = serializers.ChoiceField([each.lower() for each in CaptureMethod])
    client_secret = text()
    confirmation_method = described({"type": "string", "const": "automatic"})
    created = time()
    currency = text()
    customer = named("Customer", "DeletedCustomer")
    description = text(null=True)
    last_payment_error = LastError(allow_null=True)
    latest_charge = named("Charge")
    livemode = serializers.BooleanField()
    mandate = text(null=True)
    merchant_reference = text(null=True)
    metadata = texts()
    next_action = NextAction(allow_null=True)
    payment_method = named("PaymentMethod")
    payment_method_types = serializers.ListField(child=serializers.ChoiceField(METHOD_TYPES))
    processing = Processing(allow_null=True)
    status = serializers.ChoiceField(INTENT_STATUSES)


class ThreeDSecure(Answer):
    """How a card's bank has confirmed a charge, and whether it bears fraud."""

    electronic_commerce_indicator = text()
    liability_shift = serializers.BooleanField()
    result = described({"type": "string", "const": "authenticated"})


class Charge(Answer):
    """An authorisation, with what was captured and paid back of its payment."""

    id = text()
    object = kind_of("charge")
    amount = minor()
    amount_captured = minor()
    amount_refunded = minor()
    authorization_code = text(null=True)
    captured = serializers.BooleanField()
    created = time()
    currency = text()
    customer = named("Customer", "DeletedCustomer")
    disputed = serializers.BooleanField()
    failure_code = text(null=True)
    failure_message = text(null=True)
    livemode = serializers.BooleanField()
    metadata = texts()
    network = text()
    network_reference = text(null=True)
    paid = serializers.BooleanField()
    payment_intent = text()
    payment_method = named("PaymentMethod", null=False)
    refunded = serializers.BooleanField()
    status = serializers.ChoiceField(MOVEMENT_STATUSES)
    three_d_secure = ThreeDSecure(allow_null=True)


class Refund(Answer):
    """Money paid back."""

    id = text()
    object = kind_of("refund")
    amount = minor()
    charge = text()
    created = time()
    currency = text()
    failure_reason = text(null=True)
    metadata = texts()
    payment_intent = text()
    reason = text(null=True)
    status = serializers.ChoiceField(MOVEMENT_STATUSES)


class EvidenceDetails(Answer):
    """By when evidence is due, and what was brought."""

    due_by = time()
    has_evidence = serializers.BooleanField()
    submission_count = serializers.IntegerField()


class Dispute(Answer):
    """Money that a payer's bank takes back."""

    id = text()
    object = kind_of("dispute")
    amount = minor()
    charge = text()
    created = time()
    currency = text()
    evidence = texts()
    evidence_details = EvidenceDetails()
    livemode = serializers.BooleanField()
    metadata = texts()
    payment_intent = text()
    reason = text()
    status = serializers.ChoiceField(["needs_response", "under_review", "won", "lost"])


class SetupIntent(Answer):
    """The keeping of a payment method for later."""

    id = text()
    object = kind_of("setup_intent")
    client_secret = text()
    created = time()
    customer = named("Customer", "DeletedCustomer")
    description = text(null=True)
    livemode = serializers.BooleanField()
    mandate = text(null=True)
    metadata = texts()
    payment_method = named("PaymentMethod")
    status = serializers.ChoiceField(
        ["requires_payment_method", "requires_confirmation", "succeeded", "canceled"]
    )
    usage = described({"type": "string", "const": "off_session"})


class PaymentLink(Answer):
    """A page on which any payer may pay."""

    id = text()
    object = kind_of("payment_link")
    active = serializers.BooleanField()
    amount = minor()
    created = time()
    currency = text()
    description = text()
    livemode = serializers.BooleanField()
    metadata = texts()
    return_url = text(null=True)
    url = text()


class CheckoutSession(Answer):
    """One payer's way through the bank's page; `url` is null once it is over."""

    id = text()
    object = kind_of("checkout.session")
    amount_total = minor()
    cancel_url = text(null=True)
    created = time()
    currency = text()
    customer = named("Customer", "DeletedCustomer")
    expires_at = time()
    livemode = serializers.BooleanField()
    metadata = texts()
    mode = described({"type": "string", "const": "payment"})
    payment_intent = text(null=True)
    payment_link = text(null=True)
    payment_status = serializers.ChoiceField(["paid", "unpaid"])
    status = serializers.ChoiceField(["open", "complete", "expired"])
    success_url = text(null=True)
    url = text(null=True)


class BalanceAmount(Answer):
    """So much in one currency."""

    amount = minor()
    currency = text()


class Balance(Answer):
    """What a merchant is owed: settled, not settled yet, and held back against disputes."""

    object = kind_of("balance")
    livemode = serializers.BooleanField()
    available = BalanceAmount(many=True)
    pending = BalanceAmount(many=True)
    connect_reserved = BalanceAmount(many=True)


class BalanceTransaction(Answer):
    """What moved a merchant's balance, and by how much after the fee."""

    id = text()
    object = kind_of("balance_transaction")
    amount = minor()
    created = time()
    currency = text()
    fee = minor()
    net = minor()
    reporting_category = serializers.ChoiceField(
        ["capture", "refund", "chargeback", "representment"]
    )
    source = text()  # type: ignore[assignment]
    status = serializers.ChoiceField(["available", "returned"])
    type = serializers.ChoiceField(["charge", "refund", "adjustment"])


class Payout(Answer):
    """Money that the bank pays out to a merchant's account."""

    id = text()
    object = kind_of("payout")
    amount = minor()
    arrival_date = time()
    automatic = serializers.BooleanField()
    created = time()
    currency = text()
    description = text(null=True)
    destination = serializers.UUIDField()
    failure_code = text(null=True)
    livemode = serializers.BooleanField()
    metadata = texts()
    method = described({"type": "string", "const": "standard"})
    status = serializers.ChoiceField(["pending", "in_transit", "paid", "failed", "canceled"])
