"""Statements, letters and past balances as integrators see them. Amounts are decimal strings."""

from typing import Any

from rest_framework import serializers

from accounts import public as accounts
from bankcore.presentation.api.fields import StrictSerializer


class BalanceInput(StrictSerializer):
    """Of which day, and by which of its days an entry counts; without a day, of now."""

    as_of = serializers.DateField(required=False, help_text="The end of this day.")
    basis = serializers.ChoiceField(
        choices=[(each.value, each.value) for each in accounts.BalanceBasis], default="booking"
    )


class PastBalanceOutput(serializers.Serializer[Any]):
    """A balance at the end of a day: credits less debits. `final`: the day's books are closed."""

    account_id = serializers.UUIDField()
    currency = serializers.CharField(source="balance.currency.code")
    as_of = serializers.DateField()
    basis = serializers.CharField()
    balance = serializers.CharField(source="balance.amount")
    final = serializers.BooleanField()


class PageInput(StrictSerializer):
    """How many a page, and before which number."""

    before = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)


class StatementOutput(serializers.Serializer[Any]):
    """A statement of account; its files are at `files` beneath the account's statements."""

    number = serializers.IntegerField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    currency = serializers.CharField(source="opening.currency.code")
    opening = serializers.CharField(source="opening.amount")
    debits = serializers.CharField(source="debits.amount")
    credits = serializers.CharField(source="credits.amount")
    closing = serializers.CharField(source="closing.amount")
    entries = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    files = serializers.SerializerMethodField()

    def get_files(self, statement: accounts.StatementView) -> dict[str, str]:
        """Return the address of each format."""
        stem = f"/api/v1/accounts/{statement.account_id}/statements/{statement.number}"
        return {name: f"{stem}/{name}" for name in accounts.STATEMENT_FORMATS}


class StatementPageOutput(serializers.Serializer[Any]):
    """A page, newest first; give `next_before` as `before` for older ones."""

    items = StatementOutput(many=True)
    next_before = serializers.IntegerField(allow_null=True)


class CycleInput(StrictSerializer):
    """How often an account gets a statement."""

    cycle = serializers.ChoiceField(
        choices=[(each.value, each.value) for each in accounts.StatementCycle]
    )


class CycleOutput(serializers.Serializer[Any]):
    """How often an account gets a statement."""

    account_id = serializers.UUIDField()
    cycle = serializers.CharField()


class LetterInput(StrictSerializer):
    """What letter: an INTEREST_CERTIFICATE of a year, or a BALANCE_CONFIRMATION of a day."""

    kind = serializers.ChoiceField(
        choices=[(each.value, each.value) for each in accounts.LetterKind]
    )
    year = serializers.IntegerField(required=False, min_value=1900, max_value=2200)
    day = serializers.DateField(required=False)
    basis = serializers.ChoiceField(
        choices=[(each.value, each.value) for each in accounts.BalanceBasis], required=False
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """See that the letter has what it needs, and nothing of the other kind."""
        certificate = attrs["kind"] == accounts.LetterKind.INTEREST_CERTIFICATE
        needed, foreign = ("year", {"day", "basis"}) if certificate else ("day", {"year"})
        if needed not in attrs:
            raise serializers.ValidationError({needed: ["This letter needs it."]})
        if found := sorted(foreign & attrs.keys()):
            message = "This letter has no such field."
            raise serializers.ValidationError({name: [message] for name in found})
        return attrs


class LetterOutput(serializers.Serializer[Any]):
    """A letter that was written; `parameters` are its year, or its day and basis."""

    letter_id = serializers.UUIDField()
    number = serializers.IntegerField()
    customer_id = serializers.UUIDField()
    kind = serializers.CharField()
    parameters = serializers.DictField(child=serializers.CharField())
    made_at = serializers.DateTimeField()
    file = serializers.SerializerMethodField()

    def get_file(self, letter: accounts.LetterView) -> str:
        """Return the address of the PDF file."""
        return f"/api/v1/letters/{letter.letter_id}/pdf"


class LetterPageOutput(serializers.Serializer[Any]):
    """A page, newest first; give `next_before` as `before` for older ones."""

    items = LetterOutput(many=True)
    next_before = serializers.IntegerField(allow_null=True)
