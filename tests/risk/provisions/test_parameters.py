"""Parameters and marks take two people; what cannot be so is refused, and nothing changes."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.approvals.models import Request
from bankcore.identity.public import Role
from bankcore.ledger import public as ledger
from risk.provisions import public as provisions
from risk.provisions.models import Mark, ParameterVersion
from tests.colleagues import member
from tests.conftest import NOW
from tests.factories import TESTER
from tests.factories.loans import lent
from tests.risk.provisions.days import (
    CONTENT,
    DAY,
    NEXT_DAY,
    agree,
    content,
    mark,
    people,
    provide,
)

pytestmark = pytest.mark.usefixtures("bank")
Kind = provisions.MarkKind


def ask(actor, told=None, day=DAY, reason="Agreed"):
    return provisions.request_parameters(
        content=told or CONTENT, effective_from=day, reason=reason, actor=actor, now=NOW
    )


def test_parameters_are_in_force_once_a_second_person_agrees():
    anna, ben = people()
    asked = ask(anna)
    assert provisions.parameters_on(day=DAY) is None
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(request_id=asked.request_id, actor=anna, now=NOW)
    assert provisions.parameters_on(day=DAY) is None
    approvals.approve(request_id=asked.request_id, actor=ben, now=NOW)
    assert provisions.parameters_on(day=DAY) == CONTENT
    assert provisions.parameters_on(day=DAY - timedelta(days=1)) is None
    assert ParameterVersion.objects.get().set_by == str(anna)


def test_who_decides_sees_what_changes():
    agree()
    asked = ask(people()[0], content(pd_floor="0.0005"))
    before, after = asked.payload["before"], asked.payload["after"]
    assert {name for name in after if before[name] != after[name]} == {"pd_floor"}
    assert after["segments retail pd 31-60"] == "0.25"


def test_the_newest_version_that_has_begun_counts():
    agree(content(pd_floor="0.001"))
    agree(content(pd_floor="0.002"), day=NEXT_DAY)
    agree(content(pd_floor="0.003"))
    assert provisions.parameters_on(day=DAY)["pd_floor"] == "0.003"
    assert provisions.parameters_on(day=NEXT_DAY)["pd_floor"] == "0.002"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scenarios__0__weight": "0.6"}, "weights are not 1 together"),
        ({"scenarios__1__name": "base"}, "two scenarios have one name"),
        ({"scenarios": CONTENT["scenarios"][:2]}, "scenarios are 3"),
        ({"scenarios__0": "base"}, "number 1 is no table"),
        ({"scenarios__0__name": "Base!"}, "small letters"),
        ({"scenarios__2__state": "-9"}, "state is not between -4 and 4"),
        ({"segments__retail__lgd": "1.01"}, "lgd is not between 0 and 1"),
        ({"segments__retail__lgd": 0.45}, "lgd is no number in quotation marks"),
        ({"segments__retail__lgd": "NaN"}, "lgd is no number"),
        ({"segments__retail__lgd": "4e-1"}, "lgd is no number"),
        ({"segments__retail__pd": {"CURRENT": "0.02"}}, "pd are CURRENT, 1-30, 31-60, 61-90"),
        ({"segments__retail__pd__31-60": "0.01"}, "lower probability of default"),
        ({"segments__retail__pd__CURRENT": "0"}, "CURRENT is not between"),
        ({"segments__retail__more": "1"}, "has more, which nothing is made from"),
        ({"segments__bank": {}}, "segments are retail, company"),
        ({"conversion__LOAN": "1"}, "conversion are COMMITMENT, OVERDRAFT"),
        ({"staging__significant_days": 31}, "30 days past due at the latest"),
        ({"staging__default_days": 91}, "default is by 90"),
        ({"staging__cure_days": "90"}, "cure_days is no number of days"),
        ({"staging__cure_days": True}, "cure_days is no number of days"),
        ({"staging__cure_days": -1}, "cure_days is no number of days"),
        ({"staging": None}, "staging is no table"),
        ({"correlation": "0.51"}, "correlation is not between"),
        ({"unknown": "1"}, "has unknown, which nothing is made from"),
    ],
)
def test_parameters_that_cannot_be_so_are_refused_by_name(changes, words):
    with pytest.raises(provisions.ParametersInvalid, match=words):
        ask(people()[0], content(**changes))
    assert not Request.objects.exists()
    assert not ParameterVersion.objects.exists()


@pytest.mark.parametrize("name", sorted(CONTENT))
def test_none_of_the_parameters_may_be_missing(name):
    told = content()
    del told[name]
    with pytest.raises(provisions.ParametersInvalid, match=f"has no {name}"):
        ask(people()[0], told)


@pytest.mark.parametrize("text", ["", "{", "[" * 5_000, "[]", "1", " " * 20_001, '{"a": NaN}'])
def test_text_that_is_no_parameters_is_refused(text):
    with pytest.raises(provisions.ParametersInvalid):
        provisions.read_parameters(text)


def test_text_is_read_as_it_is_told():
    assert provisions.read_parameters(json.dumps(CONTENT)) == CONTENT


def test_nobody_changes_what_is_over():
    with pytest.raises(provisions.DayIsOver):
        ask(people()[0], day=DAY - timedelta(days=1))
    anna, ben = people()
    asked = ask(anna)
    ledger.close_business_day(next_day=NEXT_DAY, actor=TESTER, now=NOW)
    with pytest.raises(provisions.DayIsOver):
        approvals.approve(request_id=asked.request_id, actor=ben, now=NOW)
    assert not ParameterVersion.objects.exists()


@pytest.mark.parametrize("role", [Role.OPERATIONS, Role.COMPLIANCE, Role.TELLER, Role.AUDITOR])
def test_only_risk_and_finance_ask_for_parameters(role):
    with pytest.raises(NotPermitted):
        ask(member("eve", role))


def test_a_customer_is_marked_by_two_people_and_no_longer_by_two():
    loan = lent()
    agree()
    provide()
    customer = loan.customer.customer_id
    mark(customer, Kind.WATCHED)
    assert Mark.objects.get().is_on
    with pytest.raises(provisions.MarkUnchanged):
        mark(customer, Kind.WATCHED)
    mark(customer, Kind.WATCHED, is_on=False)
    with pytest.raises(provisions.MarkUnchanged):
        mark(customer, Kind.WATCHED, is_on=False)
    assert Mark.objects.count() == 2


def test_only_risk_marks_and_only_whom_the_bank_provides_for():
    with pytest.raises(provisions.CustomerUnknown):
        mark(uuid4(), Kind.WATCHED)
    loan = lent()
    agree()
    provide()
    with pytest.raises(NotPermitted):
        provisions.request_mark(
            customer=loan.customer.customer_id, kind=Kind.WATCHED, is_on=True, reason="Seen",
            actor=member("finn", Role.FINANCE), now=NOW,
        )  # fmt: skip
    assert not Mark.objects.exists()
