"""A released schema stays as it was: what breaks readers is refused, what does not is noted."""

import copy

import pytest

from bankcore.outbox.domain.compatibility import compare

RELEASED = {
    "loans.repaid": {
        "1": {
            "aggregate": "loan",
            "is_internal": False,
            "fields": {
                "loan_id": {"required": True, "schema": {"type": "string", "format": "uuid"}},
                "rest": {"required": False, "schema": {"type": "string"}},
            },
        }
    }
}


def changed(change):
    declared = copy.deepcopy(RELEASED)
    change(declared["loans.repaid"]["1"])
    return compare(released=RELEASED, declared=declared)


def put(name, required, schema=None):
    def change(shape):
        shape["fields"][name] = {"required": required, "schema": schema or {"type": "string"}}

    return change


UUID = {"type": "string", "format": "uuid"}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda shape: shape["fields"].pop("loan_id"), "loan_id is gone."),
        (lambda shape: shape["fields"].pop("rest"), "rest is gone."),
        (put("loan_id", True, {"type": "integer"}), "loan_id is of another type."),
        (put("loan_id", True, {"type": "string"}), "loan_id is of another type."),
        (
            put("loan_id", True, {"type": ["string", "null"], "format": "uuid"}),
            "loan_id is of another type.",
        ),
        (put("rest", False, {"type": "integer"}), "rest is of another type."),
        (put("rest", True), "rest is now always there."),
        (put("loan_id", False, UUID), "loan_id is no longer always there."),
        (put("more", True), "more is now always there."),
        (lambda shape: shape.update(aggregate="account"), "it is about a account, and was"),
        (lambda shape: shape.update(is_internal=True), "others hear of it no more."),
    ],
)
def test_what_would_break_a_reader_is_refused(change, why):
    (broken,) = changed(change).broken
    assert broken.startswith(f"loans.repaid 1: {why}")


@pytest.mark.parametrize("gone", ["the event", "the version"])
def test_what_was_released_stays_declared(gone):
    second = {"loans.repaid": {"2": RELEASED["loans.repaid"]["1"]}}
    found = compare(released=RELEASED, declared={} if gone == "the event" else second)
    assert found.broken == ("loans.repaid 1 was released, and is no longer declared.",)


def test_a_field_that_may_be_left_out_can_be_added_and_is_noted():
    found = changed(put("more", False))
    assert (found.broken, found.news) == ((), ("loans.repaid 1: more is new.",))


def test_another_version_and_another_event_can_be_added_and_are_noted():
    declared = copy.deepcopy(RELEASED)
    declared["loans.repaid"]["2"] = {**RELEASED["loans.repaid"]["1"], "fields": {}}
    declared["loans.granted"] = RELEASED["loans.repaid"]
    found = compare(released=RELEASED, declared=declared)
    assert (found.broken, found.news) == ((), ("loans.granted 1 is new.", "loans.repaid 2 is new."))


def test_what_stays_as_it_is_is_neither():
    found = changed(lambda shape: None)
    assert (found.broken, found.news) == ((), ())
