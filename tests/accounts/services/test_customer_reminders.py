"""End of day: what runs out and who is to be looked at again, each told once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts import public as accounts
from accounts.models import CustomerDocument, DocumentReminder, ReviewReminder, RiskAssessment
from accounts.services import customer_reminders
from bankcore.outbox.models import Event
from tests import factories
from tests.conftest import NOW, in_threads
from tests.factories import TESTER, people

EXPIRY = date(2026, 6, 1)


def remind(next_day: date) -> int:
    return accounts.remind_of_expiring_documents(
        day=next_day - timedelta(days=1), next_day=next_day, actor=TESTER, now=NOW
    )["reminded"]


def review(next_day: date) -> int:
    return accounts.list_reviews_due(
        day=next_day - timedelta(days=1), next_day=next_day, actor=TESTER, now=NOW
    )["due"]


def thresholds() -> list[int]:
    return list(DocumentReminder.objects.order_by("id").values_list("threshold_days", flat=True))


def test_a_document_is_told_of_at_each_threshold_once(bank):
    kept = people.upload(people.prospect(), expires_on=EXPIRY)
    seen = []
    for left in range(70, -5, -1):
        if remind(EXPIRY - timedelta(days=left)):
            seen.append(left)
        assert remind(EXPIRY - timedelta(days=left)) == 0
    assert (seen, thresholds()) == ([60, 30, 7, -1], [60, 30, 7, 0])
    events = Event.objects.filter(name="accounts.document_expiring").order_by("id")
    assert [event.payload["threshold_days"] for event in events] == [60, 30, 7, 0]
    assert {event.payload["document_id"] for event in events} == {str(kept.document_id)}
    assert "C01X" not in str([event.payload for event in events])


@pytest.mark.parametrize(("left", "threshold"), [(45, 60), (12, 30), (0, 7), (-9, 0)])
def test_one_uploaded_late_is_told_of_at_the_nearest_threshold_only(bank, left, threshold):
    people.upload(people.prospect(), expires_on=EXPIRY)
    assert remind(EXPIRY - timedelta(days=left)) == 1
    assert thresholds() == [threshold]


def test_a_weekend_does_not_lose_a_threshold(bank):
    people.upload(people.prospect(), expires_on=EXPIRY)
    assert remind(EXPIRY - timedelta(days=62)) == 0
    assert remind(EXPIRY - timedelta(days=59)) == 1


def test_a_renewed_document_and_one_without_expiry_are_not_told_of(bank):
    customer_id = people.prospect()
    people.upload(customer_id, expires_on=EXPIRY)
    people.upload(customer_id, expires_on=date(2036, 6, 1), content=people.PNG)
    people.upload(customer_id, expires_on=None, content=people.JPEG)
    assert remind(EXPIRY) == 0


def test_nobody_is_reminded_of_a_customer_who_left(bank):
    customer_id = people.prospect()
    people.upload(customer_id, expires_on=EXPIRY)
    accounts.assess_risk(
        customer_id=customer_id, rating="HIGH", reason="Cash", actor=TESTER, now=NOW
    )
    people.move(customer_id, accounts.CustomerStatus.CLOSED)
    assert (remind(EXPIRY), review(date(2030, 1, 1))) == (0, 0)


def test_the_database_keeps_a_reminder_once(bank):
    people.upload(people.prospect(), expires_on=EXPIRY)
    remind(EXPIRY)
    reminder = DocumentReminder.objects.get()
    reminder.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        reminder.save(force_insert=True)


def test_a_review_is_told_of_when_it_falls_due_and_again_after_the_next_assessment(bank):
    customer_id = factories.customer().customer_id
    due = accounts.assess_risk(
        customer_id=customer_id,
        rating=accounts.RiskRating.HIGH,
        reason="Cash business",
        actor=TESTER,
        now=NOW,
    )
    assert due == date(2027, 3, 2)
    found = [review(due + timedelta(days=days)) for days in (-1, 0, 1)]
    assert found == [0, 1, 0]
    event = Event.objects.get(name="accounts.customer_review_due")
    assert event.payload == {
        "customer_id": str(customer_id), "review_on": "2027-03-02", "rating": "HIGH",
    }  # fmt: skip
    again = accounts.assess_risk(
        customer_id=customer_id,
        rating=accounts.RiskRating.MEDIUM,
        reason="Less cash",
        actor=TESTER,
        now=NOW.replace(year=2027),
    )
    assert (review(due), again, review(again)) == (0, date(2030, 3, 2), 1)
    assert ReviewReminder.objects.count() == RiskAssessment.objects.count() == 2


def test_many_are_told_of_in_chunks(bank, monkeypatch):
    monkeypatch.setattr(customer_reminders, "CHUNK", 2)
    for _ in range(5):
        people.upload(people.prospect(), expires_on=EXPIRY)
    assert (remind(EXPIRY), CustomerDocument.objects.count()) == (5, 5)


@pytest.mark.usefixtures("committed_bank")
def test_two_closes_of_business_at_once_tell_of_a_document_once():
    people.upload(people.prospect(), expires_on=EXPIRY)
    counts = in_threads(4, lambda _: remind(EXPIRY))
    assert sum(counts) == 1 == Event.objects.filter(name="accounts.document_expiring").count()
