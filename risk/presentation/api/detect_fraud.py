"""POST /detect_fraud: whether an amount is suspicious."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bankcore import clock
from bankcore.presentation.api.fields import WrittenAmountField
from risk import public as risk


class DetectFraudInput(serializers.Serializer[Any]):
    """The amount decides; whatever else is sent is not looked at."""

    amount = WrittenAmountField()

    def validate_amount(self, text: str) -> Decimal:
        """Read the digits exactly; raises ValidationError for what is no amount."""
        message = "Give a number of zero or more, such as 12.50."
        try:
            amount = Decimal(text)
        except InvalidOperation:
            raise serializers.ValidationError(message) from None
        if not amount.is_finite() or amount < 0:
            raise serializers.ValidationError(message)
        return amount


class DetectFraudOutput(serializers.Serializer[Any]):
    """`status` is fraudulent or legitimate."""

    status = serializers.CharField()
    message = serializers.CharField()


class DetectFraud(APIView):
    """Open to all: it tells nothing but the rule's answer, and stores nothing."""

    authentication_classes = ()
    permission_classes = ()
    refusals = ("400", "406", "413", "415", "429")

    @extend_schema(
        operation_id="detect_fraud",
        summary="Ask the fraud rule about an amount",
        request=DetectFraudInput,
        responses={200: DetectFraudOutput},
    )
    def post(self, request: Request) -> Response:
        asked = DetectFraudInput(data=request.data)
        asked.is_valid(raise_exception=True)
        facts = risk.PaymentFacts(
            reference="", channel="detect_fraud", amount=asked.validated_data["amount"]
        )
        if risk.ask(facts=facts, now=clock.now()).flags:
            answer = ("fraudulent", "Transaction flagged as fraudulent")
        else:
            answer = ("legitimate", "Transaction is legitimate")
        return Response(dict(zip(("status", "message"), answer, strict=True)))
