"""One serializer reads for every request, and says what is wrong as a new one would."""

import pytest
from rest_framework.exceptions import ValidationError

from bankcore.presentation.api.fields import validated
from payments.presentation.api.serializers import TransferInput

GOOD = {
    "debit_account_id": "0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11",
    "credit_account_id": "0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a12",
    "amount": "12.50",
    "currency": "EUR",
}


def test_nothing_of_one_request_is_left_for_the_next():
    first = validated(TransferInput, {**GOOD, "narrative": "Rent"})
    second = validated(TransferInput, GOOD)
    assert (first["narrative"], second["narrative"]) == ("Rent", "")
    first["narrative"] = "changed"
    assert validated(TransferInput, {**GOOD, "narrative": "Rent"})["narrative"] == "Rent"


@pytest.mark.parametrize(
    "data", [None, [], "text", {}, {**GOOD, "more": 1}, {**GOOD, "amount": "1,50"}]
)
def test_what_is_refused_is_refused_in_the_same_words(data):
    asked = TransferInput(data=data)
    with pytest.raises(ValidationError) as expected:
        asked.is_valid(raise_exception=True)
    for _ in range(2):
        with pytest.raises(ValidationError) as refused:
            validated(TransferInput, data)
        assert refused.value.detail == expected.value.detail
