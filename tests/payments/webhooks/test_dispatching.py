"""A merchant's endpoint is told until it has heard, at the waits of the specification."""

from datetime import timedelta

import pytest
from django.utils.http import http_date

from bankcore import clock
from payments.webhooks import public as webhooks
from payments.webhooks.models import Attempt, Delivery, Endpoint, EndpointSecret, Event
from payments.webhooks.services import dispatching
from tests.payments.webhooks.events import SECRET, endpoint, happened
from tests.payments.webhooks.receivers import Receiver, receiving

pytestmark = pytest.mark.usefixtures("bank")
WAITS = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]


@pytest.fixture(autouse=True)
def _loopback(settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def receiver():
    with receiving(Receiver()) as running:
        yield running


class Clock:
    """A clock that is set by hand; it begins near the present, which receivers check."""

    def __init__(self):
        self.now = clock.now() + timedelta(seconds=20)

    def __call__(self):
        return self.now

    def forward(self, seconds: float):
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def hours():
    return Clock()


def deliver(hours, *, jitter=lambda: 0.5) -> int:
    return webhooks.deliver_due(most=50, jitter=jitter, clock=hours)


def answers(receiver, *statuses, headers=None):
    receiver.answer = lambda number: (statuses[min(number, len(statuses) - 1)], headers or {})


def only_delivery() -> Delivery:
    return Delivery.objects.get()


class TestDelivered:
    def test_the_receiver_verifies_what_it_gets_by_both_official_libraries(self, receiver, hours):
        endpoint("*", url=receiver.url)
        event_id = happened(amount=1250, name="Zoë")
        assert deliver(hours) == 1
        (event,) = receiver.verified(SECRET)
        assert event["id"] == event_id
        assert event["data"]["object"]["amount"] == 1250

    def test_the_bytes_sent_are_the_bytes_stored(self, receiver, hours):
        endpoint("*", url=receiver.url)
        happened(name="Zoë")
        deliver(hours)
        ((_, body),) = receiver.heard
        assert body == bytes(Event.objects.get().payload)

    def test_a_2xx_is_the_end_of_it_and_what_was_said_is_kept(self, receiver, hours):
        answers(receiver, 204)
        receiver.body = b""
        endpoint("*", url=receiver.url)
        happened()
        deliver(hours)
        assert only_delivery().state == "DELIVERED"
        attempt = Attempt.objects.get()
        assert (attempt.number, attempt.status, attempt.error) == (1, 204, "")
        assert attempt.milliseconds is not None
        hours.forward(10 * 86_400)
        assert deliver(hours) == 0

    def test_the_first_kibibyte_of_an_answer_is_kept(self, receiver, hours):
        receiver.body = b"x" * 5_000
        endpoint("*", url=receiver.url)
        happened()
        deliver(hours)
        assert bytes(Attempt.objects.get().answer) == b"x" * 1_024

    def test_both_secrets_sign_while_a_rotation_overlaps(self, receiver, hours):
        made = endpoint("*", url=receiver.url)
        other = "whsec_" + "B" * 43 + "="
        EndpointSecret.objects.filter(endpoint=made).update(
            valid_until=hours.now + timedelta(hours=24)
        )
        EndpointSecret.objects.create(endpoint=made, secret=other, created_at=hours.now)
        happened()
        deliver(hours)
        assert len(receiver.verified(SECRET)) == len(receiver.verified(other)) == 1
        hours.forward(86_401)
        happened()
        deliver(hours)
        (headers, _) = receiver.heard[1]
        assert len(headers["webhook-signature"].split(" ")) == 1
        assert headers["Stripe-Signature"].count("v1=") == 1


class TestRetries:
    def test_the_waits_are_those_of_the_specification_and_the_last_ends_in_a_dead_letter(
        self, receiver, hours
    ):
        answers(receiver, 500)
        # Another merchant's success in between would not matter; patience is tried elsewhere.
        endpoint("*", url=receiver.url)
        happened()
        waits = []
        for _ in range(10):
            Endpoint.objects.filter(state="FAILING").update(failing_since=hours.now)
            assert deliver(hours) == 1
            if only_delivery().state == "WAITING":
                wait = (only_delivery().next_at - hours.now).total_seconds()
                hours.forward(wait - 0.001)
                assert deliver(hours) == 0
                hours.forward(0.001)
                waits.append(round(wait))
        assert waits == WAITS
        assert only_delivery().state == "DEAD"
        assert len(receiver.heard) == 10
        hours.forward(10 * 86_400)
        assert deliver(hours) == 0

    def test_the_id_stays_and_the_timestamp_is_that_of_the_try(self, receiver, hours):
        answers(receiver, 500, 200)
        endpoint("*", url=receiver.url)
        happened()
        deliver(hours)
        hours.forward(5)
        deliver(hours)
        (first, _), (second, _) = receiver.heard
        assert first["webhook-id"] == second["webhook-id"]
        assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 5
        assert first["webhook-signature"] != second["webhook-signature"]

    @pytest.mark.parametrize(("chance", "wait"), [(0.0, 4.5), (1.0, 5.5)])
    def test_waits_are_spread_by_a_tenth(self, receiver, hours, chance, wait):
        answers(receiver, 500)
        endpoint("*", url=receiver.url)
        happened()
        deliver(hours, jitter=lambda: chance)
        assert (only_delivery().next_at - hours.now).total_seconds() == wait

    @pytest.mark.parametrize("status", [301, 302, 400, 401, 404, 500, 503])
    def test_whatever_is_no_2xx_is_a_failure(self, receiver, hours, status):
        answers(receiver, status, headers={"Location": f"{receiver.url}/elsewhere"})
        endpoint("*", url=receiver.url)
        happened()
        deliver(hours)
        assert only_delivery().state == "WAITING"
        assert Endpoint.objects.get().state == "FAILING"
        assert len(receiver.heard) == 1

    @pytest.mark.parametrize(
        ("status", "asked", "wait"),
        [(429, "120", 120), (503, "120", 120), (500, "120", 5), (429, "1", 5), (429, "soon", 5)],
    )
    def test_a_receiver_that_asks_for_time_gets_it(self, receiver, hours, status, asked, wait):
        answers(receiver, status, headers={"Retry-After": asked})
        endpoint("*", url=receiver.url)
        happened()
        deliver(hours)
        assert (only_delivery().next_at - hours.now).total_seconds() == wait

    def test_a_date_to_come_back_at_is_understood(self, receiver, hours):
        back = (hours.now + timedelta(hours=1)).replace(microsecond=0)
        answers(receiver, 503, headers={"Retry-After": http_date(back.timestamp())})
        endpoint("*", url=receiver.url)
        happened()
        deliver(hours)
        assert only_delivery().next_at == back

    def test_nobody_waits_longer_than_a_day_for_what_is_asked(self, receiver, hours):
        answers(receiver, 429, headers={"Retry-After": "999999999"})
        endpoint("*", url=receiver.url)
        happened()
        deliver(hours)
        assert only_delivery().next_at == hours.now + timedelta(days=1)

    def test_nobody_is_called_in_the_banks_own_network(self, receiver, hours, settings):
        settings.WEBHOOK_ALLOWED_NETWORKS = []
        endpoint("*", url=receiver.url.replace("http:", "https:"))
        happened()
        deliver(hours)
        assert receiver.heard == []
        assert "not public" in Attempt.objects.get().error


class TestEndpoints:
    def test_a_success_makes_a_failing_endpoint_well(self, receiver, hours):
        answers(receiver, 500, 200)
        endpoint("*", url=receiver.url)
        happened()
        deliver(hours)
        assert Endpoint.objects.get().failing_since == hours.now
        hours.forward(5)
        deliver(hours)
        assert Endpoint.objects.get().state == "ENABLED"
        assert Endpoint.objects.get().failing_since is None

    def test_one_that_is_gone_is_stopped_at_once_and_the_others_are_told(self, receiver, hours):
        answers(receiver, 410)
        endpoint("payment_intent.*", url=receiver.url)
        endpoint("webhook_endpoint.*", url=receiver.url, number=2)
        happened()
        happened()
        deliver(hours)
        stopped = Endpoint.objects.get(object_id="we_acct_demo_1")
        assert (stopped.state, stopped.disabled_reason) == (
            "DISABLED",
            "The receiver answered 410 Gone.",
        )
        assert set(stopped.deliveries.values_list("state", flat=True)) == {"DEAD"}
        assert Event.objects.filter(type="webhook_endpoint.disabled", subject=stopped.object_id)

    def test_one_that_fails_for_72_hours_is_stopped(self, receiver, hours):
        answers(receiver, 500)
        endpoint("payment_intent.*", url=receiver.url)
        happened()
        deliver(hours)
        hours.forward(72 * 3600 - 1)
        deliver(hours)
        assert Endpoint.objects.get().state == "FAILING"
        hours.forward(301)
        deliver(hours)
        assert Endpoint.objects.get().state == "DISABLED"
        assert "72 hours" in Endpoint.objects.get().disabled_reason
        assert Event.objects.filter(type="webhook_endpoint.disabled").count() == 1


class TestLeases:
    def take(self, hours, most=10, each=10, under_way=None):
        return dispatching.take_due(most=most, each=each, under_way=under_way or {}, now=hours.now)

    def test_the_attempt_is_written_before_anything_is_sent(self, receiver, hours):
        endpoint("*", url=receiver.url)
        happened()
        self.take(hours)
        attempt = Attempt.objects.get()
        assert (attempt.number, attempt.answered_at) == (1, None)
        assert receiver.heard == []

    def test_what_one_dispatcher_holds_no_other_takes_before_its_lease_ends(self, hours):
        endpoint("*")
        happened()
        assert len(self.take(hours)) == 1
        assert self.take(hours) == []
        hours.forward(59.9)
        assert self.take(hours) == []
        hours.forward(0.1)
        assert [one.taken.tries for one in self.take(hours)] == [2]
        assert list(Attempt.objects.values_list("number", flat=True).order_by("number")) == [1, 2]

    def test_a_dispatcher_that_comes_too_late_does_not_undo_what_the_next_one_does(self, hours):
        endpoint("*")
        happened()
        (slow,) = self.take(hours)
        hours.forward(60)
        (fast,) = self.take(hours)
        failed = dispatching.Heard(500)
        dispatching.settle(sending=slow, heard=failed, jitter=lambda: 0.5, now=hours.now)
        assert only_delivery().lease_until == fast.taken.until
        heard = dispatching.Heard(200)
        dispatching.settle(sending=fast, heard=heard, jitter=lambda: 0.5, now=hours.now)
        assert only_delivery().state == "DELIVERED"

    def test_no_endpoint_takes_every_sender(self, hours):
        slow = endpoint("*", number=1)
        for number in range(5):
            happened(subject=f"pi_{number}")
        other = endpoint("*", number=2)
        happened(subject="pi_9")
        taken = self.take(hours, most=10, each=2, under_way={slow.pk: 1})
        assert sorted(one.endpoint for one in taken) == sorted([slow.pk, other.pk])

    def test_a_stopped_endpoint_is_sent_nothing(self, hours):
        endpoint("*")
        happened()
        Endpoint.objects.update(state="DISABLED", disabled_reason="staff")
        assert self.take(hours) == []


def test_nothing_is_sent_in_the_clear_once_the_operator_lets_nobody_inside(hours, settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    endpoint("*", url="http://shop.example/hooks")
    happened()
    deliver(hours)
    assert "begin with https" in Attempt.objects.get().error
