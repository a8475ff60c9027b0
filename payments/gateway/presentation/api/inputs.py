"""What requests of the merchants' API may say; anything else is refused by its name."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from bankcore.presentation.api.fields import StrictSerializer, TextField
from payments.gateway.domain.payer_bodies import METHOD_TYPES, TYPES
from payments.gateway.domain.payers import (
    BankcoreAccount,
    CardNumber,
    Details,
    NewMethod,
    SepaDebit,
    UsBankAccount,
)
from payments.gateway.presentation.api.fields import (
    AmountField,
    CurrencyField,
    FreeText,
    Input,
    ListOf,
    MetadataField,
    ReturnUrl,
    WholeField,
    YesNoField,
)

_ID: Final[dict[str, Any]] = {"required": False, "max_length": 40}
_REASONS: Final = ("duplicate", "fraudulent", "requested_by_customer")


class _Card(StrictSerializer):
    number = TextField(max_length=30, write_only=True)
    exp_month = WholeField(min_value=1, max_value=12)
    exp_year = WholeField(min_value=2000, max_value=2099)
    cvc = serializers.RegexField(r"^[0-9]{3,4}$", required=False, write_only=True)


class _Sepa(StrictSerializer):
    iban = TextField(max_length=42, write_only=True)


class _UsAccount(StrictSerializer):
    routing_number = TextField(max_length=9)
    account_number = serializers.RegexField(r"^[0-9A-Za-z-]{4,17}$", write_only=True)
    account_holder_type = serializers.ChoiceField(["individual", "company"], required=False)


class _OwnAccount(StrictSerializer):
    account_id = serializers.UUIDField()


class _Billing(StrictSerializer):
    name = FreeText(required=False, max_length=200)
    email = serializers.EmailField(required=False, max_length=254)


class MethodInput(Input):
    """What a payer pays with: a type, and under its name what it is."""

    type = serializers.ChoiceField(METHOD_TYPES)
    card = _Card(required=False)
    sepa_debit = _Sepa(required=False)
    us_bank_account = _UsAccount(required=False)
    bankcore_account = _OwnAccount(required=False)
    billing_details = _Billing(required=False)
    metadata = MetadataField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for the details of the type, and of no other."""
        kind = attrs["type"]
        given = {name for name in TYPES.values() if name in attrs}
        if given != {kind}:
            field = kind if kind not in given else min(given - {kind})
            raise serializers.ValidationError({field: [f"Give the details of a {kind} alone."]})
        return {**attrs, "new": _new_method(attrs)}


class PaymentMethodChange(Input):
    """What changes of a payment method."""

    metadata = MetadataField(required=False)


class Attachment(Input):
    """Whose a payment method is to be."""

    customer = TextField(max_length=40)


class CustomerInput(Input):
    """What a merchant tells of a customer."""

    name = FreeText(required=False, allow_blank=True, max_length=200)
    email = serializers.EmailField(required=False, allow_blank=True, max_length=254)
    metadata = MetadataField(required=False)


class _Automatic(StrictSerializer):
    enabled = YesNoField()
    allow_redirects = serializers.ChoiceField(["always", "never"], required=False)


class _Paying(Input):
    payment_method = TextField(**_ID)
    payment_method_data = MethodInput(required=False)
    mandate = TextField(**_ID)
    off_session = YesNoField(required=False, default=False)
    return_url = ReturnUrl(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take one payment method, by its id or anew."""
        if "payment_method" in attrs and "payment_method_data" in attrs:
            message = "Give this or payment_method."
            raise serializers.ValidationError({"payment_method_data": [message]})
        return attrs


class IntentInput(_Paying):
    """A payment to be."""

    amount = AmountField()
    currency = CurrencyField(max_length=3)
    capture_method = serializers.ChoiceField(["automatic", "manual"], default="automatic")
    confirm = YesNoField(required=False, default=False)
    customer = TextField(**_ID)
    description = FreeText(required=False, max_length=1_000)
    merchant_reference = FreeText(required=False, max_length=64)
    metadata = MetadataField(required=False)
    payment_method_types = ListOf(
        child=serializers.ChoiceField(METHOD_TYPES), required=False, max_length=4
    )
    automatic_payment_methods = _Automatic(required=False)


class IntentChangeInput(Input):
    """What changes of a payment."""

    amount = AmountField(required=False)
    payment_method = TextField(**_ID)
    customer = TextField(**_ID)
    description = FreeText(required=False, allow_blank=True, max_length=1_000)
    metadata = MetadataField(required=False)


class ConfirmInput(_Paying):
    """The word to charge."""


class CaptureInput(Input):
    """How much to capture; without an amount, everything."""

    amount_to_capture = AmountField(required=False)
    final_capture = YesNoField(required=False, default=True)


class CancelInput(Input):
    """Why a payment is given up."""

    cancellation_reason = serializers.ChoiceField([*_REASONS, "abandoned"], required=False)


class RefundInput(Input):
    """What to pay back; without an amount, everything that is left."""

    payment_intent = TextField(**_ID)
    charge = TextField(**_ID)
    amount = AmountField(required=False)
    reason = serializers.ChoiceField(_REASONS, required=False)
    metadata = MetadataField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for one name of what is refunded."""
        if ("payment_intent" in attrs) == ("charge" in attrs):
            message = "Give this or charge."
            raise serializers.ValidationError({"payment_intent": [message]})
        return attrs


class SetupInput(Input):
    """A payment method to keep for later."""

    customer = TextField(**_ID)
    payment_method = TextField(**_ID)
    description = FreeText(required=False, max_length=1_000)
    metadata = MetadataField(required=False)
    confirm = YesNoField(required=False, default=False)
    usage = serializers.ChoiceField(["off_session"], required=False)
    payment_method_types = ListOf(
        child=serializers.ChoiceField(METHOD_TYPES), required=False, max_length=4
    )


class SetupConfirmInput(Input):
    """The word to keep it."""

    payment_method = TextField(**_ID)


class LinkInput(Input):
    """What payers are to pay by a link."""

    amount = AmountField()
    currency = CurrencyField(max_length=3)
    description = FreeText(max_length=1_000)
    return_url = ReturnUrl(required=False)
    metadata = MetadataField(required=False)


class LinkChangeInput(Input):
    """What changes of a link."""

    active = YesNoField(required=False)
    metadata = MetadataField(required=False)


class SessionInput(Input):
    """What one payer is to pay on the bank's page."""

    amount = AmountField()
    currency = CurrencyField(max_length=3)
    description = FreeText(max_length=1_000)
    customer = TextField(**_ID)
    success_url = ReturnUrl(required=False)
    cancel_url = ReturnUrl(required=False)
    metadata = MetadataField(required=False)
    mode = serializers.ChoiceField(["payment"], required=False)


class EvidenceInput(Input):
    """What a merchant brings against a dispute: texts under Stripe's names for them."""

    evidence = serializers.DictField(child=FreeText(max_length=20_000), allow_empty=False)


class EndpointInput(Input):
    """Where a merchant is told of events, and of which."""

    url = TextField(max_length=500)
    enabled_events = ListOf(child=TextField(max_length=60), min_length=1, max_length=50)
    description = FreeText(required=False, max_length=200)
    metadata = MetadataField(required=False)


class EndpointChangeInput(Input):
    """What changes of an endpoint."""

    url = TextField(required=False, max_length=500)
    enabled_events = ListOf(
        child=TextField(max_length=60), required=False, min_length=1, max_length=50
    )
    description = FreeText(required=False, allow_blank=True, max_length=200)
    metadata = MetadataField(required=False)
    disabled = YesNoField(required=False)


class ReplayInput(Input):
    """To which endpoint an event is sent again; without one, to all that it was for."""

    endpoint = TextField(**_ID)


class EndpointReplayInput(Input):
    """Which events are sent again: from and before a moment in Unix time, or those given up."""

    since = WholeField(required=False, max_value=4_102_444_800)
    until = WholeField(required=False, max_value=4_102_444_800)
    dead = YesNoField(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for a range, or for what was given up."""
        if attrs["dead"] == ("since" in attrs or "until" in attrs) or (
            not attrs["dead"] and not {"since", "until"} <= set(attrs)
        ):
            raise serializers.ValidationError({"since": ["Give since and until, or dead=true."]})
        return attrs


class Nothing(Input):
    """A request that says all by its address."""


def _new_method(attrs: dict[str, Any]) -> NewMethod:
    return NewMethod(
        details=_details(attrs[attrs["type"]], attrs["type"]),
        holder_name=attrs.get("billing_details", {}).get("name"),
        metadata=attrs.get("metadata", {}),
    )


def _details(given: dict[str, Any], kind: str) -> Details:
    if kind == "card":
        return CardNumber(
            number=given["number"],
            expiry_month=given["exp_month"],
            expiry_year=given["exp_year"],
            code=given.get("cvc", ""),
        )
    if kind == "sepa_debit":
        return SepaDebit(iban=given["iban"])
    if kind == "us_bank_account":
        return UsBankAccount(
            routing_number=given["routing_number"], account_number=given["account_number"]
        )
    return BankcoreAccount(account_id=given["account_id"])
