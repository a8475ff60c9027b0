"""Events told outside: CloudEvents 1.0, as their JSON format has them."""

import json
import re
from datetime import datetime

import pytest

from bankcore.outbox.domain import cloudevents
from tests.conftest import NOW


def envelope(**changed):
    told = {
        "event_id": "0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11",
        "name": "payments.transfer_booked",
        "version": 1,
        "subject": "transaction:4711",
        "sequence": 3,
        "occurred_at": NOW.isoformat(),
        "payload": {"transaction_id": "4711", "amount": "125.00"},
        "source": "urn:bankcore",
    }
    return cloudevents.envelope(**{**told, **changed})


def test_what_cloudevents_ask_for_is_there_and_is_text():
    told = envelope()
    assert told["specversion"] == "1.0"
    for attribute in ("id", "source", "type"):
        assert isinstance(told[attribute], str)
        assert told[attribute]
    assert told["type"] == "payments.transfer_booked"
    assert (told["subject"], told["datacontenttype"]) == ("transaction:4711", "application/json")


def test_every_attribute_has_a_name_that_cloudevents_allow():
    assert [name for name in envelope() if not re.fullmatch("[a-z0-9]{1,20}", name)] == []


def test_the_payload_travels_as_json_and_not_as_text():
    assert json.loads(json.dumps(envelope()))["data"] == {
        "transaction_id": "4711",
        "amount": "125.00",
    }


def test_the_time_is_said_with_its_offset():
    assert datetime.fromisoformat(envelope()["time"]) == NOW
    assert datetime.fromisoformat(envelope()["time"]).utcoffset() is not None


@pytest.mark.parametrize(("smaller", "larger"), [(1, 2), (9, 10), (99, 2**63 - 1)])
def test_sequences_sort_as_texts_as_they_do_as_numbers(smaller, larger):
    before, after = (envelope(sequence=number)["sequence"] for number in (smaller, larger))
    assert before < after
    assert (int(before), int(after)) == (smaller, larger)


def test_what_is_not_counted_has_no_sequence():
    assert "sequence" not in envelope(sequence=None)


def test_another_version_of_an_event_names_another_schema():
    assert envelope()["dataschema"] == "urn:bankcore:event:payments.transfer_booked:1"
    assert envelope(version=2)["dataschema"] != envelope()["dataschema"]
