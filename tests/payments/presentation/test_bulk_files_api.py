"""Files of payments as an integrator sends them and fetches their results."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.module_loading import import_string

from accounts import public as accounts
from bankcore.outbox import public as outbox
from payments.models import BulkFile
from tests import factories
from tests.clients import ApiClient
from tests.conftest import NOW
from tests.factories import eur
from tests.payments.files import csv_file, line, pain001
from tests.payments.services.movements import left

pytestmark = pytest.mark.usefixtures("bank")
PATH = "/api/v1/bulk-files"


@pytest.fixture
def api() -> ApiClient:
    return ApiClient()


@pytest.fixture
def anna() -> accounts.AccountRef:
    return factories.account(funds=100)


def send(api, anna, data: bytes, **changes):
    fields = {
        "file": SimpleUploadedFile("wages.csv", data),
        "customer_id": str(anna.customer_id),
    } | changes
    return api.upload(PATH, {name: value for name, value in fields.items() if value is not None})


def deliver() -> None:
    """Hand the events over to their tasks, as the relay and a worker do."""
    handed = []
    outbox.deliver(
        subscriptions=import_string(settings.OUTBOX_SUBSCRIPTIONS),
        send=lambda task, message: handed.append((task, message)),
        now=NOW,
    )
    for task, message in handed:
        import_string(task)(message)


def test_a_file_is_sent_paid_by_the_task_and_its_result_fetched(api, anna):
    ben = factories.account()
    answer = send(api, anna, csv_file([line(anna, ben, "10.00"), line(anna, ben, "x")]))
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["state"], told["lines"], told["name"]) == ("RECEIVED", 2, "wages.csv")
    deliver()
    path = f"{PATH}/{told['id']}"
    told = api.get(path).json()
    assert (told["state"], told["counts"]) == ("PROCESSED", {"BOOKED": 1, "REFUSED": 1})
    assert left(ben) == eur(10)
    assert api.get(PATH, customer_id=anna.customer_id).json() == {"items": [told]}
    first = api.get(f"{path}/lines", limit=1).json()
    assert (first["items"][0]["state"], first["next_after"]) == ("BOOKED", 1)
    rest = api.get(f"{path}/lines", after=1).json()
    assert (rest["items"][0]["reason"]["code"], rest["next_after"]) == ("invalid_amount", None)
    result = api.get(f"{path}/result.csv", accept="text/csv")
    assert result["Content-Type"] == "text/csv; charset=utf-8"
    assert len(result.content.decode().splitlines()) == 3
    report = api.get(f"{path}/result.xml", accept="application/xml")
    assert b"<TxSts>ACSC</TxSts>" in report.content


def test_being_told_twice_the_task_pays_once(api, anna):
    ben = factories.account()
    told = send(api, anna, pain001([line(anna, ben, "10.00")])).json()
    for _ in range(2):
        event = {"event_id": str(uuid4()), "payload": {"file_id": told["id"]}}
        import_string("payments.tasks.process_bulk_file")(event)
    assert left(ben) == eur(10)


def test_a_wrong_control_sum_is_told_at_once(api, anna):
    told = send(api, anna, pain001([line(anna)], total="2.00")).json()
    assert (told["state"], told["refusal"]["code"]) == ("REFUSED", "control_sum_wrong")


@pytest.mark.parametrize(
    ("data", "changes", "status", "code"),
    [
        (b"hello", {}, 400, "unreadable_file"),
        (b"<!DOCTYPE a><a/>", {}, 400, "unreadable_file"),
        (b"", {}, 400, "invalid_request"),
        (b"x", {"file": None}, 400, "invalid_request"),
        (b"x", {"file": "text"}, 400, "invalid_request"),
        (b"x", {"customer_id": "x"}, 400, "invalid_request"),
        (csv_file([line("DE1")]), {"customer_id": str(uuid4())}, 404, "debtor_not_found"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(api, anna, data, changes, status, code):
    answer = send(api, anna, data, **changes)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert BulkFile.objects.count() == 0


def test_the_same_file_is_taken_once(api, anna):
    data = csv_file([line(anna)])
    send(api, anna, data)
    answer = send(api, anna, data)
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate_file")


def test_a_file_that_does_not_exist_is_a_404(api):
    for path in ("", "/lines", "/result.csv", "/result.xml"):
        answer = api.get(f"{PATH}/{uuid4()}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "bulk_file_not_found")


def test_without_a_key_nothing_is_told(client):
    for path in ("", f"/{uuid4()}", f"/{uuid4()}/result.csv"):
        assert client.get(PATH + path).status_code == 401
    assert client.post(PATH).status_code == 401


def test_a_body_that_is_far_too_large_is_refused_before_it_is_read(api, anna, monkeypatch):
    monkeypatch.setattr("payments.public.LARGEST_FILE", -(10**9))
    answer = send(api, anna, csv_file([line(anna)]))
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
