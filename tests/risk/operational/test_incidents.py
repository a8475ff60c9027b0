"""Incidents go from open to investigated to closed; amounts and closing take two people."""

from datetime import timedelta

import pytest
from django.db import transaction

from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.identity.public import Role
from bankcore.money import Money
from payments import public as payments
from risk.operational import public as operational
from risk.operational.models import Incident, IncidentNote, LossAmount
from risk.operational.repositories import incidents
from tests import factories
from tests.colleagues import member
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.risk.operational.register import (
    DAY,
    NEXT_DAY,
    agree,
    agreed,
    anna,
    ask_amount,
    ask_closing,
    ben,
    end_day,
    investigated,
    reported,
)

pytestmark = pytest.mark.usefixtures("bank")


def cost(number: int) -> tuple[int | None, int]:
    return incidents.cost_of(incident_id=number)


def test_an_incident_is_reported_investigated_settled_and_closed():
    number = reported()
    investigated(number)
    agreed(number, eur(25_000))
    agreed(number, eur(4_000), "RECOVERY")
    agreed(number, eur(1_000), "INSURANCE")
    agree(ask_closing(number))
    row = Incident.objects.get()
    assert (row.state, row.booked_on, row.closed_at) == ("CLOSED", DAY, NOW)
    assert cost(number) == (25_000_00, 5_000_00)
    assert [each.what for each in IncidentNote.objects.order_by("id")] == [
        "reported", "investigated", "gross", "recovery", "insurance", "closed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "x" * 121}),
        ("cause", {"cause": ""}),
        ("cause", {"cause": "x" * 501}),
        ("estimate", {"estimate": eur("-0.01")}),
        ("estimate", {"estimate": Money.of(1, "USD")}),
        ("occurred_on", {"occurred_on": NEXT_DAY}),
        ("discovered_on", {"discovered_on": NEXT_DAY}),
    ],
)
def test_what_cannot_be_an_incident_is_refused(field, given):
    with pytest.raises(operational.IncidentInvalid) as refused:
        reported(**given)
    assert refused.value.field == field
    assert not Incident.objects.exists()


@pytest.mark.parametrize("role", [Role.OPERATIONS, Role.COMPLIANCE, Role.FINANCE])
def test_other_parts_of_the_bank_report_incidents(role):
    assert reported(member("olga", role))


@pytest.mark.parametrize("role", [Role.OPERATIONS, Role.COMPLIANCE, Role.TELLER, Role.AUDITOR])
def test_only_risk_and_finance_settle_incidents(role):
    number, eve = reported(), member("eve", role)
    with pytest.raises(NotPermitted):
        operational.investigate(incident_id=number, findings="x", actor=eve, now=NOW)
    with pytest.raises(NotPermitted):
        ask_amount(number, eur(1), actor=eve)
    with pytest.raises(NotPermitted):
        ask_closing(number, eve)
    with pytest.raises(NotPermitted):
        operational.request_import(data=b"", reason="x", actor=eve, now=NOW)


@pytest.mark.parametrize("role", [Role.TELLER, Role.AUDITOR])
def test_tellers_and_auditors_report_nothing(role):
    with pytest.raises(NotPermitted):
        reported(member("tina", role))


def test_nothing_is_settled_of_an_incident_that_is_not_there():
    with pytest.raises(operational.IncidentNotFound):
        investigated(404)


def test_an_investigation_says_what_was_found_and_happens_once():
    number = reported()
    for told in (" ", "x" * 2_001):
        with pytest.raises(operational.FindingsMissing):
            operational.investigate(incident_id=number, findings=told, actor=anna(), now=NOW)
    investigated(number)
    with pytest.raises(operational.WrongState):
        investigated(number)
    assert Incident.objects.get().findings == "No check"


def test_nobody_agrees_to_an_amount_of_their_own():
    asked = ask_amount(reported(), eur(1))
    with pytest.raises(approvals.OwnRequest):
        agree(asked, anna())
    assert not LossAmount.objects.exists()


def test_a_colleague_who_may_not_settle_does_not_agree():
    asked = ask_amount(reported(), eur(1))
    with pytest.raises(NotPermitted):
        agree(asked, member("olga", Role.OPERATIONS))


def test_the_newest_loss_counts_and_what_came_back_adds_up():
    number = reported()
    agreed(number, eur(25_000))
    agreed(number, eur(21_000))
    agreed(number, eur(500), "RECOVERY")
    agreed(number, eur(600), "RECOVERY")
    assert cost(number) == (21_000_00, 1_100_00)


@pytest.mark.parametrize(
    ("field", "amount", "kind", "changes"),
    [
        ("amount", eur("-0.01"), "GROSS", {}),
        ("amount", Money.of(1, "USD"), "GROSS", {}),
        ("amount", eur(0), "RECOVERY", {}),
        ("amount", eur(101), "RECOVERY", {}),
        ("amount", eur(9), "GROSS", {}),
        ("booked_on", eur(50), "GROSS", {"booked_on": DAY - timedelta(days=1)}),
        ("booked_on", eur(50), "GROSS", {"booked_on": NEXT_DAY}),
        ("amount", Money.of(50, "USD"), "GROSS", {}),
    ],
)
def test_what_cannot_be_an_amount_is_refused(field, amount, kind, changes):
    number = reported()
    agreed(number, eur(100))
    agreed(number, eur(10), "RECOVERY")
    with pytest.raises(operational.LossAmountInvalid) as refused:
        ask_amount(number, amount, kind, **changes)
    assert refused.value.field == field
    with pytest.raises(approvals.ReasonMissing):
        operational.request_amount(
            order=operational.AmountOrder(
                incident_id=number, kind=operational.AmountKind.GROSS, amount=eur(90),
                booked_on=DAY,
            ),
            reason=" ", actor=anna(), now=NOW,
        )  # fmt: skip
    assert cost(number) == (100_00, 10_00)


def test_an_amount_that_was_asked_for_of_other_amounts_is_refused():
    number = reported()
    agreed(number, eur(100))
    asked = ask_amount(number, eur(50), "RECOVERY")
    with transaction.atomic():
        first = LossAmount.objects.get()
        LossAmount.objects.create(
            incident_id=number, kind="GROSS", amount=70_00, booked_on=DAY, reason="x",
            set_by="x", set_at=NOW, approval_id=first.approval_id + 1_000,
        )  # fmt: skip
    with pytest.raises(operational.LossAmountInvalid, match="changed since"):
        agree(asked)
    assert cost(number) == (70_00, 0)


def deposited(amount: int, currency: str = "EUR") -> int:
    account = factories.account(currency=currency)
    order = payments.CashOrder(account_id=account.account_id, amount=Money.of(amount, currency))
    request = factories.request_key()
    made = payments.deposit(order=order, request=request, actor=TESTER, now=NOW)
    return made.transaction_id


def test_an_amount_is_linked_to_the_booking_once():
    txn_id, number = deposited(100), reported()
    agreed(number, eur(100), txn_id=txn_id)
    assert LossAmount.objects.get().txn_id == txn_id
    with pytest.raises(operational.NotInTheBooks, match="another amount"):
        ask_amount(reported(), eur(100), txn_id=txn_id)


def test_a_booking_that_another_amount_took_meanwhile_is_refused():
    txn_id, number, other = deposited(100), reported(), reported()
    asked = ask_amount(number, eur(100), txn_id=txn_id)
    agreed(other, eur(100), txn_id=txn_id)
    with pytest.raises(operational.NotInTheBooks, match="another amount"):
        agree(asked)
    assert cost(number) == (None, 0)


def test_what_the_journal_has_not_or_otherwise_is_refused():
    txn_id, number = deposited(100), reported()
    with pytest.raises(operational.NotInTheBooks, match="no such transaction"):
        ask_amount(number, eur(100), txn_id=404)
    with pytest.raises(operational.NotInTheBooks, match="less than this"):
        ask_amount(number, eur("100.01"), txn_id=txn_id)
    end_day()
    with pytest.raises(operational.NotInTheBooks, match="another day"):
        ask_amount(number, eur(100), txn_id=txn_id, booked_on=NEXT_DAY)
    asked = payments.request_reversal(
        transaction_id=txn_id, reason="Mistake", actor=TESTER, now=NOW
    )
    approvals.approve(request_id=asked.request_id, actor=member("olga", Role.OPERATIONS), now=NOW)
    with pytest.raises(operational.NotInTheBooks, match="reversed"):
        ask_amount(number, eur(100), txn_id=txn_id)


def test_a_booking_of_dollars_moves_no_euros_of_a_loss():
    txn_id, number = deposited(100, "USD"), reported()
    with pytest.raises(operational.NotInTheBooks, match="less than this"):
        ask_amount(number, eur(1), txn_id=txn_id)
    assert cost(number) == (None, 0)


def test_an_incident_is_closed_once_it_was_investigated_and_settled():
    number = reported()
    agreed(number, eur(0))
    with pytest.raises(operational.WrongState):
        ask_closing(number)
    other = reported()
    investigated(other)
    with pytest.raises(operational.NotYetSettled):
        ask_closing(other)
    investigated(number)
    agree(ask_closing(number))
    with pytest.raises(operational.WrongState):
        ask_closing(number)
    with pytest.raises(operational.WrongState):
        ask_amount(number, eur(1))


def test_who_reported_an_incident_does_not_close_it_nor_who_asked():
    number = reported(ben())
    investigated(number)
    agreed(number, eur(5), actor=anna())
    asked = ask_closing(number)
    with pytest.raises(approvals.PartyToRequest):
        agree(asked, ben())
    with pytest.raises(approvals.OwnRequest):
        agree(asked, anna())
    agree(asked, member("finn", Role.FINANCE))
    assert Incident.objects.get().state == "CLOSED"


def test_closing_is_refused_where_the_amount_changed_meanwhile():
    number = reported()
    investigated(number)
    agreed(number, eur(5))
    asked = ask_closing(number)
    agreed(number, eur(6))
    with pytest.raises(operational.WrongState, match="changed since"):
        agree(asked)
    assert Incident.objects.get().state == "INVESTIGATED"


def test_losses_of_a_time_are_net_and_of_what_is_booked_in_it():
    first, second = reported(), reported()
    agreed(first, eur(30_000))
    agreed(first, eur(12_000), "RECOVERY")
    agreed(second, eur(25_000))
    reported()
    assert sorted(incidents.net_losses(first=DAY, last=DAY)) == [18_000_00, 25_000_00]
    assert incidents.net_losses(first=NEXT_DAY, last=NEXT_DAY) == []
    assert incidents.first_booked() == DAY
