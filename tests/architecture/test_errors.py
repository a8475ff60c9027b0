"""Every refusal has a code of its own, a status that fits, and says what to do."""

import re
from collections import defaultdict
from http import HTTPStatus
from importlib import import_module
from pathlib import Path

import pytest

from bankcore.db.transactions import RecordedRefusal
from bankcore.errors import BankError
from tests.architecture.source import PACKAGES, files, text

# One fact, told by the layer that meets it: the ledger's word and the app's are the same.
SHARED = {
    "account_not_found",
    "takes_two_people",
    "account_closed",
    "currency_mismatch",
    "invalid_amount",
    "idempotency_key_reused",
}


def refusals() -> list[type[BankError]]:
    for path in files(*PACKAGES):
        if {"services", "domain", "presentation", "money", "db", "egress", "access.py"} & set(
            path.parts
        ):
            import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
    found, waiting = [], [BankError]
    while waiting:
        waiting.extend(waiting[0].__subclasses__())
        found.append(waiting.pop(0))
    return [
        each
        for each in dict.fromkeys(found)
        if each not in {BankError, RecordedRefusal} and not each.__module__.startswith("tests.")
    ]


@pytest.fixture(scope="module")
def every() -> list[type[BankError]]:
    return refusals()


def test_every_refusal_has_a_code_in_lower_case(every):
    assert len(every) > 20
    assert [each for each in every if not re.fullmatch(r"[a-z][a-z0-9_]{2,40}", each.code)] == []


def test_two_refusals_share_a_code_only_where_they_are_one_fact(every):
    by_code = defaultdict(set)
    for each in every:
        by_code[each.code].add(each)
    shared = {code for code, classes in by_code.items() if len(classes) > 1}
    assert shared - SHARED == set()
    assert BankError.code not in by_code


def test_refusals_that_share_a_code_share_their_status(every):
    by_code = defaultdict(set)
    for each in every:
        by_code[each.code].add(each.status)
    assert {code: status for code, status in by_code.items() if len(status) > 1} == {}


def test_every_refusal_says_what_to_do(every):
    assert [each for each in every if not re.fullmatch(r"[A-Z].*\.", each.cure)] == []


def test_every_refusal_has_a_status_of_http(every):
    for each in every:
        assert 400 <= HTTPStatus(each.status) < 600, each


def test_every_refusal_is_explained(every):
    assert [each for each in every if not each.__doc__] == []


def test_the_book_of_errors_tells_every_refusal_and_its_cure(every):
    told = {}
    for row in text(Path("docs/api-errors.md")).splitlines():
        if cells := re.fullmatch(r"\| (\d{3}) \| `(\w+)` \| (.+) \| (.+) \|", row):
            told[cells[2]] = (int(cells[1]), cells[4])
    every = [each for each in every if not each.__module__.startswith("bankcore.demo.")]
    assert [each.code for each in every if each.code not in told] == []
    assert [each.code for each in every if each.status != told[each.code][0]] == []
    assert [each.code for each in every if each.cure not in told[each.code][1]] == []
