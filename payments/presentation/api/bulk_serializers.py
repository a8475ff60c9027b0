"""Files of payments as integrators send and see them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from bankcore.presentation.api.fields import StrictSerializer
from payments import public as payments


class BulkFileInput(StrictSerializer):
    """A file of payments of one customer: CSV, or pain.001.001.03, .09 or .11."""

    file = serializers.FileField(max_length=200)
    customer_id = serializers.UUIDField(help_text="The debtor.")


class BulkFileListInput(StrictSerializer):
    """Whose files."""

    customer_id = serializers.UUIDField()


class BulkLineListInput(StrictSerializer):
    """Which lines, and how many a page."""

    after = serializers.IntegerField(required=False, default=0, min_value=0, max_value=10**6)
    limit = serializers.IntegerField(required=False, default=200, min_value=1, max_value=1_000)


class ReasonOutput(serializers.Serializer[Any]):
    """Why it is refused: a stable code and a sentence."""

    code = serializers.CharField()
    message = serializers.CharField()


class BulkFileOutput(serializers.Serializer[Any]):
    """A file, and how many of its lines are in which state."""

    id = serializers.UUIDField(source="file_id")
    customer_id = serializers.UUIDField()
    name = serializers.CharField()
    format = serializers.CharField()
    message_id = serializers.CharField()
    state = serializers.ChoiceField(
        choices=[(each.value, each.value) for each in payments.FileState]
    )
    refusal = ReasonOutput(allow_null=True)
    received_at = serializers.DateTimeField()
    lines = serializers.IntegerField(source="total")
    counts = serializers.DictField(child=serializers.IntegerField())


class BulkFilePageOutput(serializers.Serializer[Any]):
    """The customer's latest 50 files, newest first."""

    items = BulkFileOutput(many=True)


class BulkLineOutput(serializers.Serializer[Any]):
    """A line and what became of it; `reason` is null unless it is refused."""

    number = serializers.IntegerField()
    end_to_end_id = serializers.CharField()
    debtor_iban = serializers.CharField()
    creditor_iban = serializers.CharField()
    creditor_name = serializers.CharField()
    amount = serializers.CharField(source="amount_text")
    currency = serializers.CharField()
    execution_date = serializers.DateField(allow_null=True)
    remittance = serializers.CharField()
    state = serializers.ChoiceField(
        choices=[(each.value, each.value) for each in payments.LineState]
    )
    reason = ReasonOutput(allow_null=True)
    transaction_id = serializers.CharField(allow_null=True)


class BulkLinePageOutput(serializers.Serializer[Any]):
    """Some lines, and `after` for the next page: null on the last."""

    items = BulkLineOutput(many=True)
    next_after = serializers.IntegerField(allow_null=True)
