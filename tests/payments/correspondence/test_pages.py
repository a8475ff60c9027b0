"""Pages of messages and notes, the customer's and the back office's."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bankcore.identity.public import Role
from payments.correspondence import public as correspondence
from payments.correspondence.models import Attachment, CustomerNote, Message, Thread
from tests.conftest import NOW
from tests.factories.people import PDF
from tests.payments.correspondence import letters
from tests.payments.services import online
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")
PASSWORD = "a-long-demo-password"
DESK = "/admin/correspondence"


@pytest.fixture
def anna(bank):
    return online.customer("anna")


@pytest.fixture
def web(client, anna):
    assert client.login(username="anna", password=PASSWORD)
    return client


def test_a_customer_writes_with_a_file_and_has_it_back_as_a_file_to_be_saved(web):
    sent = {
        "request_key": str(uuid4()),
        "subject": "My card",
        "body": "<b>Where</b> is it?",
        "file": SimpleUploadedFile("x.html", PDF, "text/html"),
    }
    page = web.post("/messages/new/", sent, follow=True)
    shown = page.content.decode()
    assert "&lt;b&gt;Where&lt;/b&gt;" in shown
    assert "Your message is with the bank." in shown
    file = web.get(f"/messages/files/{Attachment.objects.get().public_id}/")
    assert file.content == PDF
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == 'attachment; filename="x.pdf"'
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in file["Cache-Control"]
    assert "x.pdf" in web.get("/documents/").content.decode()


def test_several_files_go_with_a_message_and_a_sixth_is_refused(web):
    said = {"request_key": str(uuid4()), "subject": "My card", "body": "Where is it?"}
    files = [SimpleUploadedFile(f"{number}.pdf", PDF) for number in range(6)]
    page = web.post("/messages/new/", said | {"file": files})
    assert page.status_code == 422
    assert "Send up to five files" in page.content.decode()
    assert Message.objects.count() == 0
    for each in files:
        each.seek(0)
    shown = web.post("/messages/new/", said | {"file": files[:2]}, follow=True).content.decode()
    assert "0.pdf" in shown
    assert "1.pdf" in shown
    assert Attachment.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"file": SimpleUploadedFile("x.pdf", b"<script>")}, "file"),
        ({"file": SimpleUploadedFile("x.pdf", PDF + b" " * 5 * 1024 * 1024)}, "file"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_written_stays(web, wrong, field):
    said = {"request_key": str(uuid4()), "subject": "My card", "body": "Where is it?"}
    page = web.post("/messages/new/", said | wrong)
    shown = page.content.decode()
    assert page.status_code == 422
    assert f'href="#id_{field}"' in shown
    assert "Where is it?" in shown
    assert "<title>Error:" in " ".join(shown.split())
    assert Message.objects.count() == 0


def test_the_navigation_says_how_many_messages_are_new_until_they_are_opened(web, anna):
    thread_id = letters.write(anna)
    letters.answer(thread_id, letters.clerk())
    assert "1 new" in web.get("/profile/").content.decode()
    assert "It is on its way." in web.get(f"/messages/{thread_id}/").content.decode()
    assert "1 new" not in web.get("/profile/").content.decode()


def test_what_waits_longest_heads_the_desk(anna):
    first, second = letters.write(anna), letters.write(anna)
    Thread.objects.filter(public_id=second).update(waiting_since=NOW - timedelta(days=1))
    letters.answer(letters.write(anna), letters.clerk())
    rows = staff(Role.TELLER).get(f"{DESK}/thread/").context["cl"].result_list
    assert [row.public_id for row in rows][:2] == [second, first]
    assert rows[2].waiting_since is None


def test_staff_write_to_a_customer_and_note_from_the_customers_page(anna):
    desk = staff(Role.OPERATIONS)
    customer = letters.row(letters.write(anna)).customer
    page = desk.get(f"/admin/accounts/customer/{customer.pk}/change/?tab=notes")
    link = f"{DESK}/customernote/write/?customer={customer.public_id}"
    assert link in page.content.decode()
    assert str(customer.public_id) in desk.get(link).content.decode()
    said = {"request_key": str(uuid4()), "customer": str(customer.public_id)}
    assert desk.post(link, said | {"text": "Called about the card."}).status_code == 302
    assert CustomerNote.objects.get().text == "Called about the card."
    tab = desk.get(f"/admin/accounts/customer/{customer.pk}/change/?tab=notes")
    assert "Called about the card." in tab.content.decode()
    written = said | {"subject": "Your papers", "body": "Please send a new passport."}
    assert desk.post(f"{DESK}/thread/write/", written).status_code == 302
    assert correspondence.unread_of_user(user_id=anna.user_id) == 1
    messages = desk.get(f"/admin/accounts/customer/{customer.pk}/change/?tab=messages")
    assert "Your papers" in messages.content.decode()
    auditor = staff(Role.AUDITOR, username="audrey")
    assert (
        link
        not in auditor.get(
            f"/admin/accounts/customer/{customer.pk}/change/?tab=notes"
        ).content.decode()
    )


def test_staff_save_a_file_and_who_may_not_answer_does_not_open_it(anna):
    letters.write(anna, files=[letters.upload()])
    page = f"{DESK}/attachment/{Attachment.objects.get().public_id}/content/"
    file = staff(Role.OPERATIONS).get(page)
    assert (file.status_code, file.content) == (200, PDF)
    assert file["Content-Disposition"].startswith("attachment;")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert staff(Role.AUDITOR, username="audrey").get(page).status_code == 403
