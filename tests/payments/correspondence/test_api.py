"""A program of one customer reads the customer's messages and writes to the bank."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from payments.correspondence import public as correspondence
from payments.correspondence.models import Attachment, Message, Thread
from tests.clients import ApiClient
from tests.factories.people import PDF, PNG
from tests.payments.correspondence import letters
from tests.payments.services import online

pytestmark = pytest.mark.usefixtures("bank")

THREADS = "/api/v1/messages/threads"
ASKED = {"subject": "My card", "body": "Where is it?"}


@pytest.fixture
def anna() -> online.Customer:
    return online.customer("anna")


@pytest.fixture
def program(anna) -> ApiClient:
    return ApiClient("annas", customer_id=anna.customer.customer_id)


def test_a_message_sent_twice_under_one_key_is_one(program, anna):
    key = str(uuid4())
    first = program.post(THREADS, ASKED, key=key)
    again = program.post(THREADS, ASKED, key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json(), again["Idempotent-Replayed"]) == (again.json(), "true")
    other = program.post(THREADS, ASKED | {"body": "Now!"}, key=key)
    assert (other.status_code, other.json()["code"]) == (422, "message_key_reused")
    (message,) = letters.read(anna, first.json()["id"]).messages
    assert message.body == "Where is it?"
    assert message.is_mine


def test_a_reply_opens_the_thread_and_reading_takes_note_of_the_answer(program, anna):
    thread_id = letters.write(anna)
    letters.answer(thread_id, letters.clerk(), and_close=True)
    (shown,) = program.get(THREADS).json()["items"]
    assert (shown["state"], shown["is_unread"]) == ("CLOSED", True)
    replied = program.post(f"{THREADS}/{thread_id}/replies", {"body": "Thank you."}).json()
    assert (replied["state"], replied["is_unread"], replied["waits"]) == ("OPEN", True, True)
    program.get(f"{THREADS}/{thread_id}")
    read = program.get(f"{THREADS}/{thread_id}").json()
    assert [each["sender"] for each in read["messages"]] == ["CUSTOMER", "BANK", "CUSTOMER"]
    assert (read["thread"]["state"], read["thread"]["is_unread"]) == ("OPEN", False)


def test_files_come_in_a_form_and_are_fetched_one_by_one(program):
    files = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.png", PNG)]
    sent = program.upload(THREADS, ASKED | {"file": files}, key=str(uuid4())).json()
    told = program.get(f"{THREADS}/{sent['id']}").json()["messages"][0]["files"]
    assert [(each["file_name"], each["size"]) for each in told] == [
        ("a.pdf", len(PDF)),
        ("b.png", len(PNG)),
    ]
    file = program.get(f"/api/v1/messages/files/{told[1]['id']}")
    assert (file.content, file["Content-Type"]) == (PNG, "image/png")
    assert file["Content-Disposition"].startswith("attachment;")
    six = [SimpleUploadedFile(f"{number}.pdf", PDF) for number in range(6)]
    refused = program.upload(THREADS, ASKED | {"file": six}, key=str(uuid4()))
    assert refused.status_code == 400
    bad = [SimpleUploadedFile("x.pdf", b"<script>")]
    refused = program.upload(THREADS, ASKED | {"file": bad}, key=str(uuid4()))
    assert (refused.status_code, refused.json()["code"]) == (415, "attachment_type_refused")
    assert (Thread.objects.count(), Attachment.objects.count()) == (1, 2)


def test_pages_of_threads_leave_none_out_while_new_ones_come(program, anna):
    begun = [str(letters.write(anna, subject=f"Subject {number}")) for number in range(5)]
    seen, page = [], program.get(THREADS, limit=2).json()
    while True:
        seen += [each["id"] for each in page["items"]]
        letters.write(anna, subject="A new one")
        letters.answer(begun[1], letters.clerk("clara"))
        if page["next_before"] is None:
            break
        page = program.get(THREADS, limit=2, before=page["next_before"]).json()
    assert seen == begun[::-1]


def test_two_customers_see_nothing_of_each_others(program, anna):
    ben = online.customer("ben")
    thread_id = letters.write(ben, files=[letters.upload()])
    file = Attachment.objects.get()
    assert program.get(THREADS).json()["items"] == []
    for answer in (
        program.get(f"{THREADS}/{thread_id}"),
        program.post(f"{THREADS}/{thread_id}/replies", {"body": "Hello?"}),
        program.get(f"/api/v1/messages/files/{file.public_id}"),
    ):
        assert answer.status_code == 404
    assert Message.objects.count() == 1


def test_reading_and_writing_have_scopes_of_their_own(anna):
    reader = ApiClient("reader", scopes=["messages:read"], customer_id=anna.customer.customer_id)
    thread_id = letters.write(anna)
    assert reader.get(f"{THREADS}/{thread_id}").status_code == 200
    refused = reader.post(THREADS, ASKED)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    writer = ApiClient("writer", scopes=["messages:write"], customer_id=anna.customer.customer_id)
    assert writer.get(THREADS).status_code == 403
    assert writer.post(THREADS, ASKED).status_code == 201


def test_a_program_of_no_customer_has_no_messages():
    program = ApiClient("banks")
    for answer in (program.get(THREADS), program.post(THREADS, ASKED)):
        assert (answer.status_code, answer.json()["code"]) == (404, "log_in_of_no_customer")
    assert not Thread.objects.exists()
    assert correspondence.MOST_FILES == 5
