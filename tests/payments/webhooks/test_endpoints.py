"""A merchant says where it is told, of what, and rolls the secrets that it knows the bank by."""

import base64
from datetime import timedelta
from uuid import uuid4

import pytest

from bankcore.access import NotPermitted
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.audit.models import AuditEntry
from bankcore.egress.targets import TargetRefused
from payments.webhooks import public as webhooks
from payments.webhooks.domain.filters import BadEventFilter
from payments.webhooks.models import Delivery, Endpoint, EndpointSecret, Event
from payments.webhooks.services.endpoints import BadOverlap, TooManyEndpoints
from payments.webhooks.services.replaying import EndpointIsDisabled
from tests.payments.webhooks.events import MERCHANT, endpoint, happened

pytestmark = pytest.mark.usefixtures("bank")

SHOP = Actor(
    ActorKind.API_CLIENT,
    "demo-shop",
    Rights(permissions=frozenset({"webhooks.manage_endpoints", "webhooks.replay"})),
)
READER = Actor(ActorKind.API_CLIENT, "demo-reader", Rights())


@pytest.fixture(autouse=True)
def _loopback(settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]


def order(url="https://127.0.0.1/hooks", events=("payment_intent.*",), **more):
    return webhooks.EndpointOrder(url=url, enabled_events=events, is_live=False, **more)


def create(now, *, merchant=MERCHANT, actor=SHOP, idempotency=None, **values):
    return webhooks.create_endpoint(
        merchant=merchant, order=order(**values), idempotency=idempotency, actor=actor, now=now
    )


def change(now, made, **values):
    return webhooks.update_endpoint(
        merchant=MERCHANT,
        endpoint=made.object_id,
        change=webhooks.EndpointChange(**values),
        actor=SHOP,
        now=now,
    )


def roll(now, made, *, idempotency=None, **more):
    return webhooks.roll_secret(
        merchant=MERCHANT,
        endpoint=made.object_id,
        idempotency=idempotency,
        actor=SHOP,
        now=now,
        **more,
    )


class TestCreating:
    def test_the_secret_has_32_bytes_and_is_shown_once(self, now):
        made = create(now)
        assert made.secret.startswith("whsec_")
        assert len(base64.b64decode(made.secret.removeprefix("whsec_"))) == 32
        again = webhooks.get_endpoint(merchant=MERCHANT, endpoint=made.object_id)
        assert again.secret is None
        assert (again.url, again.enabled_events) == (made.url, ("payment_intent.*",))
        assert "secret" in webhooks.endpoint_body(made)
        assert "secret" not in webhooks.endpoint_body(again)

    def test_it_is_told_of_what_happens_from_then_on(self, now):
        create(now)
        happened()
        assert Delivery.objects.count() == 1

    def test_the_same_request_makes_one_endpoint_and_gets_the_same_secret(self, now):
        key = uuid4()
        first, second = create(now, idempotency=key), create(now, idempotency=key)
        assert first == second
        assert Endpoint.objects.count() == 1

    @pytest.mark.parametrize(
        "url",
        [
            "https://10.0.0.1/hooks",
            "https://169.254.169.254/latest",
            "https://[::1]/",
            "ftp://127.0.0.1/",
            "https://user@127.0.0.1/",
        ],
    )
    def test_an_address_inside_is_refused_and_nothing_is_kept(self, now, url):
        with pytest.raises(TargetRefused):
            create(now, url=url)
        assert not Endpoint.objects.exists()

    def test_without_the_operators_word_only_https_will_do(self, now, settings):
        settings.WEBHOOK_ALLOWED_NETWORKS = []
        with pytest.raises(TargetRefused, match="begin with https"):
            create(now, url="http://127.0.0.1/hooks")

    @pytest.mark.parametrize(
        "events", [(), ("payment_intent*",), ("",), ("*.succeeded",), ("A.b",), ("a",) * 51]
    )
    def test_filters_that_mean_nothing_are_refused(self, now, events):
        with pytest.raises(BadEventFilter):
            create(now, events=events)
        assert not Endpoint.objects.exists()

    def test_a_merchant_has_sixteen_endpoints_at_most(self, now):
        made = [create(now) for _ in range(16)]
        with pytest.raises(TooManyEndpoints):
            create(now)
        webhooks.delete_endpoint(merchant=MERCHANT, endpoint=made[0].object_id, actor=SHOP, now=now)
        create(now)
        create(now, merchant="acct_other")

    def test_who_may_only_read_changes_nothing(self, now):
        with pytest.raises(NotPermitted):
            create(now, actor=READER)
        assert not Endpoint.objects.exists()

    def test_it_is_written_down_without_the_secret(self, now):
        made = create(now)
        entry = AuditEntry.objects.get(subject=f"webhook_endpoint:{made.object_id}")
        assert entry.action == "webhooks.endpoint.created"
        assert made.secret not in str(entry.detail)


class TestChanging:
    def test_what_is_given_changes_and_the_rest_stays(self, now):
        made = create(now, description="first")
        changed = change(now, made, enabled_events=["refund.*"])
        assert changed.enabled_events == ("refund.*",)
        assert (changed.description, changed.url) == ("first", made.url)

    def test_a_refused_address_leaves_it_as_it_was(self, now):
        made = create(now)
        with pytest.raises(TargetRefused):
            change(now, made, url="https://10.0.0.1/", enabled_events=["refund.*"])
        row = Endpoint.objects.get()
        assert (row.url, row.enabled_events) == (made.url, ["payment_intent.*"])

    def test_one_that_is_disabled_is_told_nothing_until_it_is_enabled(self, now):
        made = create(now)
        happened()
        assert change(now, made, is_enabled=False).state == "DISABLED"
        assert Delivery.objects.get().state == "DEAD"
        happened()
        assert change(now, made, is_enabled=True).state == "ENABLED"
        happened()
        states = Delivery.objects.order_by("id").values_list("state", flat=True)
        assert list(states) == ["DEAD", "WAITING"]

    def test_a_deleted_one_is_gone_for_the_merchant_and_stays_on_record(self, now):
        made = create(now)
        happened()
        webhooks.delete_endpoint(merchant=MERCHANT, endpoint=made.object_id, actor=SHOP, now=now)
        with pytest.raises(webhooks.EndpointNotFound):
            webhooks.get_endpoint(merchant=MERCHANT, endpoint=made.object_id)
        assert webhooks.list_endpoints(merchant=MERCHANT) == ([], False)
        assert Endpoint.objects.get().deleted_at == now
        happened()
        assert Delivery.objects.count() == 1

    def test_nobody_reaches_another_merchants_endpoint(self, now):
        made = create(now, merchant="acct_other")
        for attempt in (
            lambda: webhooks.get_endpoint(merchant=MERCHANT, endpoint=made.object_id),
            lambda: change(now, made, is_enabled=False),
            lambda: roll(now, made),
            lambda: webhooks.delete_endpoint(
                merchant=MERCHANT, endpoint=made.object_id, actor=SHOP, now=now
            ),
            lambda: webhooks.send_test(
                merchant=MERCHANT, endpoint=made.object_id, actor=SHOP, now=now
            ),
        ):
            with pytest.raises(webhooks.EndpointNotFound):
                attempt()
        assert Endpoint.objects.get().state == "ENABLED"
        assert EndpointSecret.objects.count() == 1


class TestRolling:
    def test_the_old_secret_is_valid_for_a_day_more(self, now):
        made = create(now)
        rolled = roll(now, made)
        assert rolled.secret != made.secret
        old, new = EndpointSecret.objects.order_by("id")
        assert (old.secret, old.valid_until) == (made.secret, now + timedelta(hours=24))
        assert (new.secret, new.valid_until) == (rolled.secret, None)

    def test_no_more_than_two_sign_at_once(self, now):
        made = create(now)
        roll(now, made)
        roll(now + timedelta(hours=1), made)
        first, second, _ = EndpointSecret.objects.order_by("id")
        assert first.valid_until == now + timedelta(hours=1)
        assert second.valid_until == now + timedelta(hours=25)

    def test_the_same_request_rolls_once(self, now):
        made, key = create(now), uuid4()
        assert roll(now, made, idempotency=key) == roll(now, made, idempotency=key)
        assert EndpointSecret.objects.count() == 2

    def test_a_secret_that_was_stolen_ends_at_once_where_the_merchant_says_so(self, now):
        made = create(now)
        roll(now, made, overlap=timedelta(0))
        assert EndpointSecret.objects.order_by("id")[0].valid_until == now

    @pytest.mark.parametrize("overlap", [timedelta(seconds=-1), timedelta(days=7, seconds=1)])
    def test_it_does_not_stay_valid_for_ever(self, now, overlap):
        made = create(now)
        with pytest.raises(BadOverlap):
            roll(now, made, overlap=overlap)
        assert EndpointSecret.objects.count() == 1


class TestTesting:
    def test_a_test_goes_to_this_endpoint_alone_whatever_its_filters(self, now):
        made = create(now, events=["refund.*"])
        endpoint("*", number=2)
        event = webhooks.send_test(merchant=MERCHANT, endpoint=made.object_id, actor=SHOP, now=now)
        delivery = Delivery.objects.get()
        assert delivery.endpoint.object_id == made.object_id
        assert delivery.event.object_id == event
        assert delivery.event.type == "webhook_endpoint.test"

    def test_one_that_is_disabled_is_sent_no_test(self, now):
        made = create(now)
        change(now, made, is_enabled=False)
        before = Event.objects.count()
        with pytest.raises(EndpointIsDisabled):
            webhooks.send_test(merchant=MERCHANT, endpoint=made.object_id, actor=SHOP, now=now)
        assert Event.objects.count() == before


def test_endpoints_are_listed_page_by_page_the_newest_first(now):
    ids = [create(now).object_id for _ in range(5)][::-1]

    def listed(**more):
        rows, has_more = webhooks.list_endpoints(merchant=MERCHANT, limit=2, **more)
        return [each.object_id for each in rows], has_more

    assert listed() == (ids[:2], True)
    assert listed(after=ids[1]) == (ids[2:4], True)
    assert listed(after=ids[3]) == (ids[4:], False)
    assert listed(before=ids[3]) == (ids[1:3], True)
    assert listed(before=ids[1]) == (ids[:1], False)
