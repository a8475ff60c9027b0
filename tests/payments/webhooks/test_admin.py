"""Staff see how a merchant's endpoints are doing, stop one, and send again what was given up."""

import pytest
from django.contrib.messages import get_messages

from bankcore.identity.domain.roles import Role
from payments.webhooks.models import Attempt, Delivery, Endpoint
from tests.payments.webhooks.events import endpoint, happened
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")
BASE = "/admin/webhooks/"


@pytest.fixture
def dead(now) -> Delivery:
    endpoint("*")
    happened(at=now, name="<b>Demo</b>")
    Delivery.objects.update(state="DEAD", tries=10, settled_at=now)
    made = Delivery.objects.get()
    Attempt.objects.create(
        delivery=made,
        number=1,
        started_at=now,
        answered_at=now,
        status=500,
        answer=b"<i>no</i>",
        error="The answer was 500.",
        milliseconds=3,
    )
    return made


def press(browser, page: str, act: str, **more):
    return browser.post(f"{BASE}{page}/act/", {"act": act, **more})


def told(response) -> list[str]:
    return [str(each) for each in get_messages(response.wsgi_request)]


def test_dead_letters_are_a_list_of_their_own(dead, now):
    happened(subject="pi_2", at=now)
    page = staff(Role.OPERATIONS).get(f"{BASE}delivery/?state__exact=DEAD").content.decode()
    assert "payment_intent.succeeded" in page
    assert "1 delivery" in page


def test_a_delivery_is_shown_with_its_attempts_and_what_was_answered(dead):
    page = staff(Role.OPERATIONS).get(f"{BASE}delivery/{dead.pk}/change/").content.decode()
    assert "The answer was 500." in page
    assert "&lt;i&gt;no&lt;/i&gt;" in page
    assert "Send it again" in page


def test_an_event_is_shown_as_it_is_sent(dead):
    page = staff(Role.OPERATIONS).get(f"{BASE}event/{dead.event_id}/change/").content.decode()
    assert "&quot;sequence&quot;: 1" in page
    assert "<b>Demo</b>" not in page


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("delivery/{0.pk}", "It is sent again."),
        ("event/{0.event_id}", "Endpoints that this event is sent to again: 1."),
        ("endpoint/{0.endpoint_id}", "Dead letters that are sent again: 1."),
    ],
)
def test_what_was_given_up_is_sent_again(dead, page, sentence):
    response = press(staff(Role.OPERATIONS), page.format(dead), "replay")
    assert told(response) == [sentence]
    assert Delivery.objects.get().state == "WAITING"


def test_an_endpoint_is_stopped_for_a_reason_that_its_merchant_reads(dead):
    page = f"endpoint/{dead.endpoint_id}"
    press(staff(Role.OPERATIONS), page, "stop", reason="Its owner is not known.")
    assert Endpoint.objects.get().state == "DISABLED"
    assert Endpoint.objects.get().disabled_reason == "Its owner is not known."
    response = press(staff(Role.OPERATIONS), page, "replay")
    assert "is disabled" in told(response)[0]
    assert Delivery.objects.get(pk=dead.pk).state == "DEAD"


def test_who_may_look_only_has_no_buttons_and_presses_none(dead):
    browser = staff(Role.FINANCE)
    page = browser.get(f"{BASE}delivery/{dead.pk}/change/").content.decode()
    assert "The answer was 500." in page
    assert "Send it again" not in page
    assert press(browser, f"delivery/{dead.pk}", "replay").status_code == 403
    assert Delivery.objects.get().state == "DEAD"


def test_an_address_that_is_only_looked_at_presses_no_button(dead):
    browser = staff(Role.OPERATIONS)
    assert browser.get(f"{BASE}delivery/{dead.pk}/act/", {"act": "replay"}).status_code == 403
    assert browser.put(f"{BASE}delivery/{dead.pk}/act/?act=replay").status_code == 403
    assert Delivery.objects.get().state == "DEAD"


def test_a_longer_reason_is_cut_to_what_the_merchant_is_shown(dead):
    page = f"endpoint/{dead.endpoint_id}"
    assert press(staff(Role.OPERATIONS), page, "stop", reason="x" * 81).status_code == 302
    assert Endpoint.objects.get().disabled_reason == "x" * 80


def test_a_button_that_is_not_there_does_nothing(dead):
    response = press(staff(Role.OPERATIONS), f"delivery/{dead.pk}", "stop")
    assert response.status_code == 404
    assert Delivery.objects.get().state == "DEAD"
