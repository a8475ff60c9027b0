"""The demo customer and the bank write to each other once, however many days are run."""

import random

import pytest

from bankcore.demo import bank, messages
from bankcore.demo.day import Day
from payments.correspondence.models import Attachment, Message, Thread
from tests.conftest import NOW, OPENING_DAY

pytestmark = pytest.mark.usefixtures("bank")


def test_the_message_and_its_answer_are_sent_once():
    bank.ensure(day=OPENING_DAY, now=NOW)
    day = Day(day=OPENING_DAY, now=NOW, chance=random.Random(1))
    for _ in range(2):
        messages.exchange(day)
    thread = Thread.objects.get()
    assert (thread.waiting_since, thread.unread_by_customer) == (None, 1)
    assert [each.sender for each in Message.objects.order_by("id")] == ["CUSTOMER", "BANK"]
    assert Attachment.objects.count() == 1
