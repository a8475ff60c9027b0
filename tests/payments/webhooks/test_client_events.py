"""Programs of /api/v1 are told what happened to the accounts that they may read, and no more."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from standardwebhooks import Webhook

from accounts.models import Customer
from bankcore import clock
from bankcore.db.transactions import use_case
from bankcore.identity.models import ApiClient as Program
from bankcore.ledger import public as ledger
from bankcore.money import Currency
from bankcore.outbox import public as outbox
from bankcore.outbox.models import Event as OutboxEvent
from bankcore.subscriptions import SUBSCRIPTIONS
from payments import public as payments
from payments.webhooks import public as webhooks
from payments.webhooks import tasks
from payments.webhooks.domain.client_events import COMPLETED, TOLD
from payments.webhooks.models import Attempt, Delivery, Endpoint, Event
from tests import factories
from tests.clients import ApiClient
from tests.conftest import NOW
from tests.payments.webhooks.receivers import Receiver, receiving

pytestmark = pytest.mark.usefixtures("bank")
PATH = "/api/v1/webhook-endpoints"
TASK = "payments.webhooks.tasks.tell_clients"
PAGE = Path("docs/account-events.md").read_text()
URL = "https://93.184.215.14/hooks"


@pytest.fixture(autouse=True)
def _any_address(settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8", "93.184.215.14/32"]


@pytest.fixture
def anna():
    return funded()


def funded():
    """Return an account with money, of whose deposit nobody was told."""
    made = factories.account(funds=100)
    relay()
    return made


def customer_of(account) -> UUID:
    return Customer.objects.get(accounts__public_id=account.account_id).public_id


def hear(client: ApiClient, *filters: str, url: str = URL) -> dict:
    answer = client.post(PATH, {"url": url, "enabled_events": list(filters or ("*",))})
    assert answer.status_code == 201, answer.content
    return answer.json()


def pay(account, amount="12.50", **changed) -> int:
    client = ApiClient("payer")
    answer = client.post(
        "/api/v1/payments",
        {
            "account_id": str(account.account_id), "amount": amount, "currency": "EUR",
            "creditor_iban": "DE89370400440532013000", "creditor_name": "Demo Landlord",
            "remittance": "Rent of March", **changed,
        },
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def relay(*, times: int = 1) -> None:
    """Bring the outbox's events to the task, as often as it may come."""
    sent = []
    outbox.deliver(
        subscriptions=SUBSCRIPTIONS,
        send=lambda task, message: sent.append((task, json.loads(json.dumps(message)))),
        now=clock.now(),
    )
    for _ in range(times):
        for task, message in sent:
            if task == TASK:
                tasks.tell_clients(message)


def told(client_id: str) -> list[dict]:
    rows = Event.objects.filter(merchant=webhooks.owner_of(client_id)).order_by("pk")
    return [json.loads(bytes(row.payload)) for row in rows]


def types(client_id: str) -> list[str]:
    return [each["type"] for each in told(client_id)]


def test_a_payment_is_told_of_when_it_is_booked_and_when_it_is_settled(anna):
    hear(ApiClient("shop"), "payment.*")
    booked = pay(anna)
    relay(times=2)
    assert types("shop") == ["payment.posted"]
    payments.settle_clearing(
        currency=Currency.of("EUR"),
        request=ledger.RequestKey.of_system("settlement"),
        actor=factories.TESTER,
        now=NOW,
    )
    relay(times=2)
    posted, completed = told("shop")
    assert completed["type"] == "payment.completed"
    assert (posted["sequence"], completed["sequence"]) == (1, 2)
    assert completed["data"]["object"] == {
        "id": str(booked), "object": "payment", "transaction_id": str(booked), "amount": "12.5000",
        "currency": "EUR", "account_id": str(anna.account_id), "livemode": False,
    } | {"amount": completed["data"]["object"]["amount"]}  # fmt: skip
    assert float(completed["data"]["object"]["amount"]) == 12.5
    for each in told("shop"):
        assert not {"Demo Landlord", "Rent of March", "DE89370400440532013000"} & set(
            str(each).replace("'", " ").split()
        )
        assert "Landlord" not in str(each)


def test_what_was_given_back_was_not_completed(anna):
    hear(ApiClient("shop"), "payment.completed")
    booked = pay(anna)
    use_case(payments.leave_clearing)(transaction_ids=[booked], settled_txn_id=9)
    relay()
    assert told("shop") == []


def test_a_program_hears_of_its_customers_things_alone(anna):
    other = funded()
    hear(ApiClient("annas", customer_id=customer_of(anna)))
    hear(ApiClient("others", customer_id=customer_of(other)))
    hear(ApiClient("bank"))
    pay(anna)
    relay()
    assert (types("annas"), types("others"), types("bank")) == (
        ["payment.posted"], [], ["payment.posted"],
    )  # fmt: skip
    client = ApiClient("mover")
    client.post(
        "/api/v1/transfers",
        {
            "debit_account_id": str(anna.account_id), "credit_account_id": str(other.account_id),
            "amount": "1.00", "currency": "EUR",
        },
    )  # fmt: skip
    relay()
    assert types("others") == ["transfer.posted"]
    assert types("annas") == ["payment.posted", "transfer.posted"]


@pytest.mark.parametrize(
    "change",
    [{"scopes": ["webhooks:write", "loans:read"]}, {"is_active": False}],
)
def test_who_may_not_read_it_any_more_is_not_told(anna, change):
    hear(ApiClient("shop"))
    Program.objects.filter(client_id="shop").update(**change)
    pay(anna)
    relay()
    assert told("shop") == []


def test_a_test_program_is_told_nothing_by_a_live_bank(anna, settings):
    hear(ApiClient("shop"))
    pay(anna)
    settings.API_MODE = "live"
    relay()
    assert told("shop") == []


def test_an_endpoint_hears_of_its_own_filters_and_a_program_without_one_of_nothing(anna):
    client = ApiClient("shop")
    loans, everything = hear(client, "loan.*"), hear(client, "*")
    hear(ApiClient("quiet"), "loan.repaid")
    pay(anna)
    relay()
    assert types("shop") == ["payment.posted"]
    assert types("quiet") == []
    assert [each.endpoint.object_id for each in Delivery.objects.all()] == [everything["id"]]
    assert loans["id"] != everything["id"]


@pytest.mark.parametrize("name", TOLD)
def test_every_event_becomes_what_its_page_says(anna, name):
    kind = TOLD[name]
    hear(ApiClient("bank"), kind.type)
    message = {
        "event_id": str(uuid4()), "name": name,
        "payload": {kind.id_field: "7" if kind.id_field == "transaction_id" else str(uuid4())},
    }  # fmt: skip
    assert webhooks.tell_clients(message=message, now=NOW) == 1
    assert webhooks.tell_clients(message=message, now=NOW) == 0
    assert types("bank") == [kind.type]
    assert f"`{kind.type}`" in PAGE or f"`.{kind.type.partition('.')[2]}`" in PAGE


def test_every_event_that_is_told_of_is_subscribed_to():
    heard = {name for name, who in SUBSCRIPTIONS.items() if TASK in who}
    assert heard == {*TOLD, COMPLETED}


def test_the_receiver_verifies_it_by_standard_webhooks(anna):
    with receiving(Receiver()) as receiver:
        secret = hear(ApiClient("shop"), "payment.posted", url=receiver.url)["secret"]
        pay(anna)
        relay()
        at = clock.now() + timedelta(seconds=1)
        assert webhooks.deliver_due(most=5, jitter=lambda: 0.5, clock=lambda: at) == 1
        ((headers, body),) = receiver.heard
    event = Webhook(secret).verify(body, dict(headers))
    assert event["type"] == "payment.posted"
    assert Attempt.objects.get().status == 200


class TestEndpoints:
    def test_are_their_programs_own(self):
        first, second = ApiClient("first"), ApiClient("second")
        made = hear(first)
        place = f"{PATH}/{made['id']}"
        for answer in (
            second.get(place),
            second.patch(place, {"description": "mine"}),
            second.request("DELETE", place, {}),
            second.post(f"{place}/secret", {}),
            second.post(f"{place}/test", {}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (
                404,
                "webhook_endpoint_not_found",
            )
        assert second.get(PATH).json() == {"items": []}
        assert [each["id"] for each in first.get(PATH).json()["items"]] == [made["id"]]
        assert "secret" not in first.get(place).json()

    def test_are_made_once_for_a_key(self):
        client, key = ApiClient("shop"), str(uuid4())
        body = {"url": URL, "enabled_events": ["*"]}
        first, again = (client.post(PATH, body, key=key).json() for _ in range(2))
        assert first == again
        assert Endpoint.objects.count() == 1

    def test_are_changed_stopped_started_and_taken_away(self):
        client = ApiClient("shop")
        place = f"{PATH}/{hear(client)['id']}"
        changed = client.patch(place, {"enabled_events": ["loan.*"], "is_enabled": False}).json()
        assert (changed["enabled_events"], changed["state"]) == (["loan.*"], "DISABLED")
        assert client.patch(place, {"is_enabled": True}).json()["state"] == "ENABLED"
        assert client.post(f"{place}/secret", {}).json()["secret"].startswith("whsec_")
        assert client.post(f"{place}/test", {}).status_code == 201
        assert client.request("DELETE", place, {}).json() == {"items": []}
        assert client.get(place).status_code == 404
        assert not OutboxEvent.objects.filter(name="webhooks.endpoint_disabled").exists()

    @pytest.mark.parametrize(
        "body",
        [
            {"url": "https://127.0.0.2.example.invalid/", "enabled_events": ["*"]},
            {"url": "https://10.0.0.1/", "enabled_events": ["*"]},
            {"url": URL, "enabled_events": ["NO"]},
            {"url": URL, "enabled_events": []},
            {"url": URL, "enabled_events": ["*"], "more": 1},
        ],
    )
    def test_go_to_public_addresses_for_events_that_can_be(self, body):
        assert ApiClient("shop").post(PATH, body).status_code in {400, 422}
        assert Endpoint.objects.count() == 0

    def test_need_the_scope(self):
        reader = ApiClient("reader", scopes=("webhooks:read",))
        answer = reader.post(PATH, {"url": URL, "enabled_events": ["*"]})
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
        assert ApiClient("nobody", scopes=("payments:read",)).get(PATH).status_code == 403


def test_events_are_listed_page_by_page_and_sent_again(anna):
    client = ApiClient("shop")
    hear(client)
    for amount in ("1.00", "2.00", "3.00"):
        pay(anna, amount)
    relay()
    place = "/api/v1/webhook-events"
    first = client.get(place, limit=2).json()
    assert (len(first["items"]), first["has_more"]) == (2, True)
    rest = client.get(place, limit=2, after=first["items"][-1]["id"]).json()
    assert (len(rest["items"]), rest["has_more"]) == (1, False)
    assert client.get(place, type="loan.*").json()["items"] == []
    Delivery.objects.update(state="DEAD", settled_at=NOW)
    event = rest["items"][0]["id"]
    assert client.post(f"{place}/{event}/replay", {}).json() == {"endpoints": 1}
    other = ApiClient("other").post(f"{place}/{event}/replay", {})
    assert (other.status_code, other.json()["code"]) == (404, "event_not_found")


def test_a_merchants_endpoints_hear_nothing_of_accounts(anna):
    endpoint = Endpoint.objects.create(
        object_id="we_1", merchant="acct_demo", url=URL, enabled_events=["*"], is_live=False,
        created_at=NOW,
    )  # fmt: skip
    pay(anna)
    relay()
    assert not Event.objects.exists()
    assert endpoint.deliveries.count() == 0
