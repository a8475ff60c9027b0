"""Events are looked up and sent again: one, those of a time, or an endpoint's dead letters."""

import json
from datetime import timedelta

import pytest

from bankcore.access import NotPermitted
from bankcore.actor import Actor
from payments.webhooks import public as webhooks
from payments.webhooks.models import Attempt, Delivery, Endpoint
from payments.webhooks.services.replaying import BadReplayTime, EndpointIsDisabled
from tests.payments.webhooks.events import MERCHANT, endpoint, happened
from tests.payments.webhooks.test_endpoints import READER, SHOP

pytestmark = pytest.mark.usefixtures("bank")


def settle_all(now, state="DELIVERED"):
    Delivery.objects.update(state=state, settled_at=now, tries=10)


def waiting() -> list[str]:
    found = Delivery.objects.filter(state="WAITING", tries=0).order_by("event_id")
    return list(found.values_list("event__subject", flat=True))


def replay_range(now, made, since, until, *, actor=SHOP):
    return webhooks.replay_range(
        merchant=MERCHANT,
        endpoint=made.object_id,
        since=since,
        until=until,
        actor=actor,
        now=now,
    )


class TestOne:
    def test_a_delivered_event_goes_out_again_from_the_first_try_on(self, now):
        endpoint("*")
        event = happened(at=now)
        settle_all(now)
        later = now + timedelta(days=1)
        assert webhooks.replay_event(merchant=MERCHANT, event=event, actor=SHOP, now=later) == 1
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.tries, delivery.next_at) == ("WAITING", 0, later)
        assert delivery.settled_at is None

    def test_it_goes_to_a_named_endpoint_that_came_later_and_has_other_filters(self, now):
        event = happened(at=now)
        made = endpoint("refund.*")
        count = webhooks.replay_event(
            merchant=MERCHANT, event=event, endpoint=made.object_id, actor=SHOP, now=now
        )
        assert count == 1
        assert Delivery.objects.get().endpoint == made

    def test_without_a_name_it_goes_where_the_filters_mean_it(self, now):
        event = happened(at=now)
        endpoint("refund.*", number=1)
        made = endpoint("payment_intent.*", number=2)
        endpoint("*", number=3, state="DISABLED", disabled_reason="staff")
        assert webhooks.replay_event(merchant=MERCHANT, event=event, actor=SHOP, now=now) == 1
        assert Delivery.objects.get().endpoint == made

    def test_what_is_under_way_is_left_alone(self, now):
        endpoint("*")
        event = happened(at=now)
        lease = now + timedelta(minutes=1)
        Delivery.objects.update(tries=1, lease_until=lease, next_at=lease)
        assert webhooks.replay_event(merchant=MERCHANT, event=event, actor=SHOP, now=now) == 0
        assert Delivery.objects.get().lease_until == lease

    def test_another_merchants_event_is_not_there(self, now):
        event = happened(merchant="acct_other", at=now)
        endpoint("*")
        with pytest.raises(webhooks.EventNotFound):
            webhooks.replay_event(merchant=MERCHANT, event=event, actor=SHOP, now=now)
        with pytest.raises(webhooks.EventNotFound):
            webhooks.get_event(merchant=MERCHANT, event=event)
        assert not Delivery.objects.exists()

    def test_who_may_only_read_replays_nothing(self, now):
        endpoint("*")
        event = happened(at=now)
        settle_all(now)
        with pytest.raises(NotPermitted):
            webhooks.replay_event(merchant=MERCHANT, event=event, actor=READER, now=now)
        assert Delivery.objects.get().state == "DELIVERED"


class TestTime:
    def test_what_happened_from_then_until_then_goes_out_again(self, now):
        made = endpoint("*")
        for hour in range(4):
            happened(subject=f"pi_{hour}", at=now + timedelta(hours=hour))
        settle_all(now)
        count = replay_range(now, made, now + timedelta(hours=1), now + timedelta(hours=3))
        assert count == 2
        assert waiting() == ["pi_1", "pi_2"]

    def test_it_reaches_back_before_the_endpoint_and_keeps_to_its_filters(self, now):
        happened(subject="pi_1", at=now)
        happened("refund.created", subject="re_1", at=now)
        happened(subject="pi_2", merchant="acct_other", at=now)
        made = endpoint("payment_intent.*")
        assert replay_range(now, made, now, now + timedelta(hours=1)) == 1
        assert waiting() == ["pi_1"]

    @pytest.mark.parametrize("days", [-1, 0, 32])
    def test_a_time_without_a_length_or_too_long_is_refused(self, now, days):
        made = endpoint("*")
        happened(at=now)
        settle_all(now)
        with pytest.raises(BadReplayTime):
            replay_range(now, made, now, now + timedelta(days=days))
        assert waiting() == []

    def test_a_disabled_endpoint_gets_nothing(self, now):
        made = endpoint("*", state="DISABLED", disabled_reason="staff")
        happened(at=now)
        with pytest.raises(EndpointIsDisabled):
            replay_range(now, made, now, now + timedelta(hours=1))
        assert not Delivery.objects.exists()


class TestDeadLetters:
    def test_an_endpoints_dead_letters_are_tried_again_and_no_others(self, now):
        made = endpoint("*", number=1)
        endpoint("*", number=2)
        happened(subject="pi_1", at=now)
        happened(subject="pi_2", at=now)
        settle_all(now, "DEAD")
        Delivery.objects.filter(event__subject="pi_2").update(state="DELIVERED")
        count = webhooks.replay_dead(
            merchant=MERCHANT, endpoint=made.object_id, actor=SHOP, now=now
        )
        assert count == 1
        assert waiting() == ["pi_1"]

    def test_staff_stop_an_endpoint_and_its_merchant_enables_it_again(self, now):
        made = endpoint("*")
        happened(at=now)
        staff = Actor.system("back-office")
        webhooks.stop_endpoint(
            merchant=MERCHANT,
            endpoint=made.object_id,
            reason="Answers with our customers' data.",
            actor=staff,
            now=now,
        )
        assert Endpoint.objects.get().disabled_reason == "Answers with our customers' data."
        with pytest.raises(EndpointIsDisabled):
            webhooks.replay_dead(merchant=MERCHANT, endpoint=made.object_id, actor=staff, now=now)
        webhooks.update_endpoint(
            merchant=MERCHANT,
            endpoint=made.object_id,
            change=webhooks.EndpointChange(is_enabled=True),
            actor=SHOP,
            now=now,
        )
        webhooks.replay_dead(merchant=MERCHANT, endpoint=made.object_id, actor=staff, now=now)
        assert waiting() == ["pi_1"]


class TestLookingUp:
    def listed(self, **more):
        rows, _ = webhooks.list_events(merchant=MERCHANT, filter=webhooks.EventFilter(**more))
        return [each.subject for each in rows]

    def test_by_type_object_and_time(self, now):
        happened(subject="pi_1", at=now)
        happened("refund.created", subject="re_1", at=now + timedelta(hours=1))
        happened("payment_intent.created", subject="pi_2", at=now + timedelta(hours=2))
        happened(subject="pi_3", merchant="acct_other", at=now)
        assert self.listed() == ["pi_2", "re_1", "pi_1"]
        assert self.listed(types=["payment_intent.*"]) == ["pi_2", "pi_1"]
        assert self.listed(types=["refund.created", "payment_intent.created"]) == ["pi_2", "re_1"]
        assert self.listed(types=["*"]) == ["pi_2", "re_1", "pi_1"]
        assert self.listed(subject="re_1") == ["re_1"]
        since, until = now + timedelta(hours=1), now + timedelta(hours=2)
        assert self.listed(since=since, until=until) == ["re_1"]

    def test_page_by_page(self, now):
        ids = [happened(subject=f"pi_{number}", at=now) for number in range(3)][::-1]
        rows, has_more = webhooks.list_events(merchant=MERCHANT, limit=2)
        assert ([each.object_id for each in rows], has_more) == (ids[:2], True)
        rows, has_more = webhooks.list_events(merchant=MERCHANT, limit=2, after=ids[1])
        assert ([each.object_id for each in rows], has_more) == (ids[2:], False)
        with pytest.raises(webhooks.EventNotFound):
            webhooks.list_events(merchant=MERCHANT, after="evt_none")

    def test_what_is_shown_is_what_is_sent_and_how_many_have_still_to_hear(self, now):
        endpoint("*", number=1)
        endpoint("*", number=2)
        event = happened(amount=5, at=now)
        Delivery.objects.filter(endpoint__object_id="we_acct_demo_1").update(
            state="DELIVERED", settled_at=now
        )
        view = webhooks.get_event(merchant=MERCHANT, event=event)
        body = webhooks.event_body(view)
        assert body == {**json.loads(view.payload), "pending_webhooks": 1}

    def test_every_attempt_of_an_event_is_shown_with_its_answer(self, now):
        made = endpoint("*")
        event = happened(at=now)
        Attempt.objects.create(
            delivery=Delivery.objects.get(),
            number=1,
            started_at=now,
            answered_at=now,
            status=500,
            answer=b"no\xff",
            error="The answer was 500.",
            milliseconds=3,
        )
        (delivery,) = webhooks.deliveries_of_event(merchant=MERCHANT, event=event)
        (attempt,) = delivery.attempts
        assert (attempt.status, attempt.answer) == (500, "no\N{REPLACEMENT CHARACTER}")
        listed, _ = webhooks.list_deliveries(merchant=MERCHANT, endpoint=made.object_id)
        assert listed == [delivery]
        assert webhooks.delivery_body(delivery)["attempts"][0]["error"] == "The answer was 500."
        none, _ = webhooks.list_deliveries(
            merchant=MERCHANT, endpoint=made.object_id, state=webhooks.DeliveryState.DEAD
        )
        assert none == []


class TestPagesOfDeliveries:
    """What went to an endpoint, or where an event went: by time, and a page at a time."""

    @pytest.fixture
    def ids(self, now):
        """Return three events, an hour apart; the oldest went there last."""
        ids = [happened(subject="pi_0", at=now)]
        made = endpoint("*")
        ids += [
            happened(subject=f"pi_{number}", at=now + timedelta(hours=number)) for number in (1, 2)
        ]
        webhooks.replay_event(
            merchant=MERCHANT, event=ids[0], endpoint=made.object_id, actor=SHOP, now=now
        )
        return ids

    def went(self, **asked):
        (made,), _ = webhooks.list_endpoints(merchant=MERCHANT)
        rows, has_more = webhooks.list_deliveries(
            merchant=MERCHANT, endpoint=made.object_id, **asked
        )
        return [each.event for each in rows], has_more

    def test_those_of_a_time_are_listed_and_no_others(self, now, ids):
        hour = timedelta(hours=1)
        assert self.went() == ([ids[0], ids[2], ids[1]], False)
        assert self.went(since=now + hour) == ([ids[2], ids[1]], False)
        assert self.went(since=now, until=now + 2 * hour) == ([ids[1], ids[0]], False)
        assert self.went(until=now) == ([], False)
        assert self.went(since=now, state=webhooks.DeliveryState.DEAD) == ([], False)

    def test_those_of_a_time_come_page_by_page_as_their_events_happened(self, now, ids):
        assert self.went(since=now, limit=2) == ([ids[2], ids[1]], True)
        assert self.went(since=now, limit=2, after=ids[1]) == ([ids[0]], False)
        assert self.went(since=now, limit=1, before=ids[0]) == ([ids[1]], True)
        with pytest.raises(webhooks.EventNotFound):
            self.went(since=now, after="evt_none")

    def test_events_of_one_moment_are_each_on_one_page(self, now):
        endpoint("*")
        ids = [happened(subject=f"pi_{number}", at=now) for number in range(3)][::-1]
        assert self.went(since=now, limit=2) == (ids[:2], True)
        assert self.went(since=now, limit=2, after=ids[1]) == (ids[2:], False)
        assert self.went(since=now, limit=2, before=ids[2]) == (ids[:2], False)

    def test_where_an_event_went_comes_page_by_page_too(self, now):
        names = [endpoint("*", number=number).object_id for number in (1, 2, 3)]
        event = happened(at=now)

        def went(**asked):
            rows, has_more = webhooks.page_of_deliveries(merchant=MERCHANT, event=event, **asked)
            return [each.endpoint for each in rows], has_more

        every, _ = went()
        assert sorted(every) == names
        assert went(limit=2) == (every[:2], True)
        assert went(limit=2, after=every[1]) == (every[2:], False)
        assert went(limit=2, before=every[2]) == (every[:2], False)
        assert went(since=now, until=now + timedelta(seconds=1)) == (every, False)
        assert went(since=now + timedelta(seconds=1)) == ([], False)
        with pytest.raises(webhooks.EndpointNotFound):
            went(after="we_none")
