"""Events reach a program on the integrator's own machine, and a sandbox endpoint on demand."""

import io
import threading
import time

import pytest
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.db import connections

from bankcore import clock
from bankcore.developers.services import listening, samples, sending_samples
from bankcore.identity.domain.roles import Role
from payments.webhooks import public as webhooks
from payments.webhooks.models import Endpoint, Event
from payments.webhooks.services.endpoints import EndpointNotFound
from payments.webhooks.services.replaying import EndpointIsLive
from tests.factories import TESTER
from tests.payments.webhooks.events import MERCHANT, SECRET, endpoint
from tests.payments.webhooks.receivers import Receiver, receiving
from tests.security.visitors import staff

TESTER_PAGE = "/admin/developers/loggedrequest/sample/"


def printed(out: io.StringIO, lines: int) -> list[str]:
    """Return what a command has printed, once it has printed so many lines."""
    for _ in range(200):
        if out.getvalue().count("\n") >= lines:
            break
        time.sleep(0.05)
    return out.getvalue().splitlines()


def test_what_is_triggered_reaches_the_local_receiver_signed(committed_bank):
    out = io.StringIO()

    def run(url):
        try:
            call_command("webhook_listen", "--forward-to", url, "--count", "2", stdout=out)
        finally:
            connections.close_all()

    with receiving(Receiver()) as receiver:
        listener = threading.Thread(target=run, args=(receiver.url,))
        listener.start()
        secret = printed(out, 1)[0].removeprefix("Signed with ")
        time.sleep(0.5)  # it has begun to listen
        call_command("webhook_trigger", "payment.completed", stdout=io.StringIO())
        call_command("webhook_trigger", "payment_intent.succeeded", stdout=io.StringIO())
        listener.join(timeout=20)
        heard = receiver.verified(secret)
    assert [each["type"] for each in heard] == ["payment.completed", "payment_intent.succeeded"]
    assert heard[0]["data"]["object"] == dict(samples.of_type("payment.completed").object)
    assert [each.split()[:2] for each in printed(out, 3)[1:]] == [
        ["200", "payment.completed"],
        ["200", "payment_intent.succeeded"],
    ]


@pytest.mark.usefixtures("bank")
class TestHere:
    @pytest.mark.parametrize(
        "url", ["https://example.org/", "http://192.0.2.1/", "http://10.0.0.1", "nothing"]
    )
    def test_nothing_is_forwarded_off_this_machine(self, url):
        with pytest.raises(CommandError, match="not one of this machine"):
            call_command(
                "webhook_listen", "--forward-to", url, "--count", "0", stdout=io.StringIO()
            )

    def test_where_money_is_real_nothing_is_made_up_and_nothing_is_forwarded(self, settings):
        settings.API_MODE = "live"
        with pytest.raises(CommandError, match="real money"):
            call_command("webhook_trigger", "payment.completed")
        with pytest.raises(CommandError, match="real money"):
            call_command("webhook_listen", "--forward-to", "http://127.0.0.1:1/", "--count", "0")
        assert Event.objects.count() == 0

    def test_what_is_no_event_is_not_recorded(self):
        with pytest.raises(CommandError, match="no event payment"):
            call_command("webhook_trigger", "payment.exploded")
        assert Event.objects.count() == 0

    @pytest.mark.parametrize("kind", ["payment.completed", "payout.paid", "loan.repaid"])
    def test_every_sort_of_event_can_be_had(self, kind, now):
        event = listening.trigger(type=kind, owner="someone", now=now)
        row = Event.objects.get(object_id=event)
        assert (row.type, row.merchant) == (kind, "someone")
        assert b'"livemode":false' in bytes(row.payload)

    def test_a_receiver_that_is_away_is_told_of_and_others_are_still_forwarded(self, now):
        listening.trigger(type="payment.completed", owner="someone", now=now)
        forwarded = listening.listen(
            to="http://127.0.0.1:9/", secret=listening.new_secret(), clock=lambda: now, begin=0
        )
        first = next(forwarded)
        assert (first.status, first.type) == (None, "payment.completed")
        assert "takes no connections" in first.error
        listening.trigger(type="loan.repaid", owner="someone", now=now)
        assert next(forwarded).type == "loan.repaid"

    def test_an_event_of_real_money_is_not_forwarded(self, now, monkeypatch):
        listening.trigger(type="payment.completed", owner="someone", now=now)
        listening.trigger(type="loan.repaid", owner="someone", now=now)
        found = webhooks.recorded_after
        monkeypatch.setattr(
            webhooks,
            "recorded_after",
            lambda **asked: [
                webhooks.Recorded(
                    place=each.place,
                    event=each.event,
                    type=each.type,
                    payload=each.payload.replace(b'"livemode":false', b'"livemode":true')
                    if each.type == "payment.completed"
                    else each.payload,
                )
                for each in found(**asked)
            ],
        )
        forwarded = listening.listen(
            to="http://127.0.0.1:9/", secret=listening.new_secret(), clock=lambda: now, begin=0
        )
        assert next(forwarded).type == "loan.repaid"


class TestTester:
    def test_staff_send_a_sample_and_see_what_was_answered(
        self, committed_bank, settings, monkeypatch
    ):
        settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
        with receiving(Receiver()) as receiver:
            made = endpoint("nothing.else", url=receiver.url)

            def dispatch(_seconds):
                webhooks.deliver_due(most=5, jitter=lambda: 0.0, clock=clock.now)

            monkeypatch.setattr(sending_samples, "sleep", dispatch)
            browser = staff(Role.ADMINISTRATOR)
            answer = browser.post(
                TESTER_PAGE,
                {
                    "request_key": "0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11",
                    "endpoint": made.object_id,
                    "type": "loan.repaid",
                },
            )
            told = [str(each) for each in get_messages(answer.wsgi_request)]
            [heard] = receiver.verified(SECRET)
        assert heard["type"] == "loan.repaid"
        assert f"Event {heard['id']} was answered 200" in told[0]
        assert "thank you" in told[0]

    @pytest.mark.usefixtures("bank")
    def test_an_endpoint_of_real_money_is_neither_offered_nor_told(self, now):
        made = Endpoint.objects.create(
            object_id="we_live",
            merchant=MERCHANT,
            url="https://shop.example/hooks",
            enabled_events=["*"],
            is_live=True,
            created_at=now,
        )
        assert sending_samples.endpoints() == []
        asked = {"type": "loan.repaid", "object": {"id": "1"}, "actor": TESTER, "now": now}
        with pytest.raises(EndpointIsLive):
            webhooks.send_sample(merchant=made.merchant, endpoint=made.object_id, **asked)
        with pytest.raises(EndpointNotFound):
            webhooks.send_sample(merchant="other", endpoint=made.object_id, **asked)
        assert Event.objects.count() == 0

    @pytest.mark.usefixtures("bank")
    def test_only_who_administers_clients_sends_samples(self):
        assert staff(Role.OPERATIONS).get(TESTER_PAGE).status_code == 403
