"""A customer writes, the bank answers: once each, read by nobody else, and never changed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts import public as accounts
from bankcore.access import NotPermitted
from bankcore.audit.models import AuditEntry
from bankcore.db import row_scope
from bankcore.identity import public as identity
from bankcore.identity.public import Role
from bankcore.outbox.models import Event
from payments import public as payments
from payments.correspondence import public as correspondence
from payments.correspondence.domain.threads import MOST_UNANSWERED
from payments.correspondence.models import (
    Attachment,
    AttachmentContent,
    CustomerNote,
    Message,
    Thread,
)
from tests.conftest import NOW
from tests.factories import TESTER, eur, people, request_key
from tests.factories.people import JPEG, PDF, PNG
from tests.payments.correspondence import letters
from tests.payments.services import online
from tests.staff import staff

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def anna(bank):
    return online.customer("anna")


@pytest.fixture
def ben(bank):
    return online.customer("ben")


@pytest.fixture
def clara(bank):
    return letters.clerk()


def test_a_question_waits_for_the_bank_and_its_answer_for_the_customer(anna, clara):
    thread_id = letters.write(anna)
    waiting = letters.row(thread_id)
    assert (waiting.waiting_since, waiting.unread_by_bank) == (NOW, 1)
    letters.answer(thread_id, clara)
    assert correspondence.unread_of_user(user_id=anna.user_id) == 1
    assert letters.row(thread_id).waiting_since is None
    said = letters.read(anna, thread_id).messages
    assert [(each.is_mine, each.body) for each in said] == [
        (True, "Where is my card?"),
        (False, "It is on its way."),
    ]
    assert correspondence.unread_of_user(user_id=anna.user_id) == 0
    assert Event.objects.filter(name="correspondence.bank_wrote").count() == 1


def test_what_waits_longest_keeps_its_place_when_the_customer_writes_again(anna):
    thread_id = letters.write(anna)
    correspondence.reply(
        thread_id=thread_id,
        letter=letters.letter("Hello?"),
        actor=anna.actor,
        now=NOW + timedelta(hours=3),
    )
    row = letters.row(thread_id)
    assert (row.waiting_since, row.unread_by_bank) == (NOW, 2)


def test_a_form_sent_twice_is_one_message(anna, clara):
    key = uuid4()
    assert letters.write(anna, key=key) == letters.write(anna, key=key)
    thread_id = letters.write(anna)
    reply = letters.letter("Yes")
    for _ in range(2):
        correspondence.answer(thread_id=thread_id, letter=reply, actor=clara, now=NOW)
    assert Message.objects.count() == 3
    assert Thread.objects.count() == 2


def test_anothers_thread_is_not_there(anna, ben):
    thread_id = letters.write(anna, files=[letters.upload()])
    with pytest.raises(correspondence.ThreadNotFound):
        letters.read(ben, thread_id)
    with pytest.raises(correspondence.ThreadNotFound):
        correspondence.reply(thread_id=thread_id, letter=letters.letter(), actor=ben.actor, now=NOW)
    file = Attachment.objects.get()
    with pytest.raises(correspondence.AttachmentNotFound):
        correspondence.open_attachment(attachment_id=file.public_id, actor=ben.actor, now=NOW)
    assert correspondence.threads_of_user(user_id=ben.user_id) == []
    assert Message.objects.count() == 1


def test_the_key_of_anothers_form_opens_nothing(anna, ben):
    key = uuid4()
    letters.write(anna, key=key)
    with pytest.raises(correspondence.ThreadNotFound):
        letters.write(ben, key=key)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"body": " "}, "body"),
        ({"body": "x" * 4_001}, "body"),
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 121}, "subject"),
        ({"subject": "a\nb"}, "subject"),
    ],
)
def test_what_is_empty_or_too_long_is_not_sent(anna, wrong, field):
    with pytest.raises(correspondence.MessageRefused) as refused:
        letters.write(anna, **wrong)
    assert refused.value.field == field
    assert (Thread.objects.count(), Message.objects.count()) == (0, 0)


def test_after_very_many_messages_it_is_the_banks_turn(anna, clara):
    thread_id = letters.write(anna)
    Thread.objects.update(unread_by_bank=MOST_UNANSWERED)
    again = {"thread_id": thread_id, "actor": anna.actor, "now": NOW}
    with pytest.raises(correspondence.TooManyUnanswered):
        correspondence.reply(letter=letters.letter(), **again)
    assert Message.objects.count() == 1
    letters.answer(thread_id, clara)
    correspondence.reply(letter=letters.letter(), **again)
    assert Message.objects.count() == 3


def test_a_closed_thread_waits_for_nobody_and_the_customers_word_opens_it(anna, clara):
    thread_id = letters.write(anna)
    letters.answer(thread_id, clara, and_close=True)
    closed = letters.row(thread_id)
    assert (closed.state, closed.waiting_since) == ("CLOSED", None)
    with pytest.raises(correspondence.ThreadClosed):
        correspondence.close_thread(thread_id=thread_id, actor=clara, now=NOW)
    correspondence.reply(
        thread_id=thread_id, letter=letters.letter("One more"), actor=anna.actor, now=NOW
    )
    row = letters.row(thread_id)
    assert (row.state, row.closed_at, row.unread_by_bank) == ("OPEN", None, 1)
    correspondence.close_thread(thread_id=thread_id, actor=clara, now=NOW)
    correspondence.reopen_thread(thread_id=thread_id, actor=clara, now=NOW)
    assert letters.row(thread_id).state == "OPEN"


def test_another_message_under_a_key_that_was_sent_is_refused_and_not_lost(anna):
    key = uuid4()
    thread_id = letters.write(anna, key=key)
    assert letters.write(anna, key=key) == thread_id
    for other in ({"body": "Never mind."}, {"files": [letters.upload()]}, {"subject": "Other"}):
        with pytest.raises(correspondence.MessageKeyReused):
            letters.write(anna, **{"key": key, **other})
    (message,) = letters.read(anna, thread_id).messages
    assert (message.body, message.attachments) == ("Where is my card?", ())


class TestFiles:
    @pytest.mark.parametrize(
        ("content", "name", "kept"),
        [
            (PDF, "../../etc/in voice.exe", "in voice.pdf"),
            (PNG, "photo.pdf", "photo.png"),
            (JPEG, "<script>.html", "script.jpg"),
            (PDF, "", "file.pdf"),
        ],
    )
    def test_a_file_is_what_its_content_says(self, anna, content, name, kept):
        letters.write(anna, files=[letters.upload(content, name)])
        file = Attachment.objects.get()
        assert file.file_name == kept
        found = correspondence.open_attachment(
            attachment_id=file.public_id, actor=anna.actor, now=NOW
        )
        assert (found.content, found.file_name) == (content, kept)

    @pytest.mark.parametrize(
        "content", [b"", b"<html><script>alert(1)</script>", b"MZ\x90", PDF[:20], b"GIF89a"]
    )
    def test_what_is_no_whole_pdf_jpeg_or_png_is_refused_and_nothing_is_sent(self, anna, content):
        with pytest.raises(correspondence.AttachmentRefused):
            letters.write(anna, files=[letters.upload(content)])
        assert (Thread.objects.count(), Message.objects.count()) == (0, 0)

    def test_a_file_too_large_is_refused(self, anna, settings):
        settings.CUSTOMER_DOCUMENT_MAX_BYTES = len(PDF) - 1
        with pytest.raises(correspondence.AttachmentTooLarge):
            letters.write(anna, files=[letters.upload()])
        assert Message.objects.count() == 0

    def test_a_message_has_up_to_five_files_in_the_order_in_which_they_came(self, anna):
        files = [letters.upload(kind, f"{n}.pdf") for n, kind in enumerate([PDF, PNG, JPEG, PDF])]
        thread_id = letters.write(anna, files=[*files, letters.upload(PDF, "4.pdf")])
        (message,) = letters.read(anna, thread_id).messages
        names = [each.file_name for each in message.attachments]
        assert names == ["0.pdf", "1.png", "2.jpg", "3.pdf", "4.pdf"]
        last = Attachment.objects.latest("position")
        for place in (5, 6):
            more = Attachment(
                message=last.message,
                position=place,
                file_name="more.pdf",
                media_type=last.media_type,
                size=last.size,
                sha256=last.sha256,
            )
            with pytest.raises(IntegrityError), transaction.atomic():
                more.save(force_insert=True)

    @pytest.mark.parametrize("wrong", ["too many", "too large together", "one is no file"])
    def test_of_a_message_whose_files_are_refused_nothing_is_sent(self, anna, settings, wrong):
        files = [letters.upload() for _ in range(6 if wrong == "too many" else 5)]
        error = correspondence.TooManyAttachments
        if wrong == "too large together":
            settings.MESSAGE_FILES_MAX_BYTES = 5 * len(PDF) - 1
        if wrong == "one is no file":
            files[4], error = letters.upload(b"GIF89a"), correspondence.AttachmentRefused
        with pytest.raises(error):
            letters.write(anna, files=files)
        assert (Thread.objects.count(), Message.objects.count()) == (0, 0)
        assert Attachment.objects.count() == 0

    def test_words_and_files_lie_encrypted(self, anna):
        letters.write(anna, "A very secret word", subject="Secret too", files=[letters.upload()])
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT m.body, t.subject, c.content, a.file_name FROM correspondence_message m"
                " JOIN correspondence_thread t ON t.id = m.thread_id"
                " JOIN correspondence_attachment a ON a.message_id = m.id"
                " JOIN correspondence_attachmentcontent c ON c.attachment_id = a.id"
            )
            kept = b"".join(bytes(each) for each in cursor.fetchone())
        for word in (b"secret", b"Secret", b"%PDF", b"invoice"):
            assert word not in kept

    def test_staff_who_open_one_are_written_down(self, anna, clara):
        letters.write(anna, files=[letters.upload()])
        file = Attachment.objects.get()
        correspondence.open_attachment_for_staff(attachment_id=file.public_id, actor=clara, now=NOW)
        told = AuditEntry.objects.get(action="correspondence.attachment.read")
        assert (told.actor, told.subject) == (
            str(clara),
            f"customer:{anna.customer.customer_id}",
        )


class TestWhoMay:
    def test_customers_do_not_answer_themselves(self, anna):
        thread_id = letters.write(anna)
        with pytest.raises(NotPermitted):
            letters.answer(thread_id, anna.actor)

    def test_a_role_without_it_does_not_answer(self, anna):
        thread_id = letters.write(anna)
        with pytest.raises(NotPermitted):
            letters.answer(thread_id, letters.clerk("fred", Role.FINANCE))
        assert Message.objects.count() == 1

    def test_a_branchs_staff_answer_its_own_customers_alone(self, anna):
        identity.ensure_branch(code="NORTH", name="North", actor=TESTER, now=NOW)
        teller = staff("nora", Role.TELLER, branch="NORTH")
        thread_id = letters.write(anna, files=[letters.upload()])
        with pytest.raises(correspondence.ThreadNotFound):
            letters.answer(thread_id, teller)
        with pytest.raises(correspondence.AttachmentNotFound):
            correspondence.open_attachment_for_staff(
                attachment_id=Attachment.objects.get().public_id, actor=teller, now=NOW
            )
        with pytest.raises(accounts.NotInBranch):
            correspondence.write_note(
                customer_id=anna.customer.customer_id, text="x", actor=teller, now=NOW
            )
        assert (Message.objects.count(), CustomerNote.objects.count()) == (1, 0)


class TestWhatPostgreSqlKeeps:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE correspondence_message SET body = ''",
            "UPDATE correspondence_message SET sender = 'BANK'",
            "DELETE FROM correspondence_message",
            "UPDATE correspondence_attachment SET size = 1",
            "DELETE FROM correspondence_attachmentcontent",
            "UPDATE correspondence_customernote SET text = ''",
            "DELETE FROM correspondence_customernote",
            "UPDATE correspondence_thread SET customer_id = customer_id",
            "UPDATE correspondence_thread SET subject = NULL",
            "DELETE FROM correspondence_thread",
        ],
    )
    def test_what_was_sent_stays(self, anna, clara, statement):
        letters.write(anna, files=[letters.upload()])
        correspondence.write_note(
            customer_id=anna.customer.customer_id, text="Called", actor=clara, now=NOW
        )
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_a_customers_request_has_that_customers_rows_and_no_note(self, anna, ben, clara):
        mine = letters.write(anna, files=[letters.upload()])
        letters.write(ben, files=[letters.upload()])
        correspondence.write_note(
            customer_id=anna.customer.customer_id, text="Called", actor=clara, now=NOW
        )
        with row_scope.only(letters.row(mine).customer_id):
            assert Thread.objects.get().public_id == mine
            assert (Message.objects.count(), Attachment.objects.count()) == (1, 1)
            assert AttachmentContent.objects.count() == 1
            assert CustomerNote.objects.count() == 0
        assert (Message.objects.count(), CustomerNote.objects.count()) == (2, 1)


def test_a_closed_customers_words_are_erased_and_an_open_ones_are_not(anna, clara):
    letters.write(anna, files=[letters.upload()])
    correspondence.write_note(
        customer_id=anna.customer.customer_id, text="Called", actor=clara, now=NOW
    )
    whose = {"customer_id": anna.customer.customer_id, "now": NOW}
    with pytest.raises(DatabaseError), transaction.atomic():
        correspondence.erase_written(**whose)
    assert Message.objects.count() == 1
    order = payments.CashOrder(account_id=anna.account.account_id, amount=eur(100))
    payments.withdraw(order=order, request=request_key(), actor=TESTER, now=NOW)
    accounts.set_account_status(
        account_id=anna.account.account_id,
        status=accounts.AccountStatus.CLOSED,
        reason="Asked",
        actor=TESTER,
        now=NOW,
    )
    people.move(anna.customer.customer_id, accounts.CustomerStatus.CLOSED)
    with transaction.atomic():
        assert correspondence.erase_written(**whose) == {
            "messages": 1,
            "disputed_entries": 0,
            "staff_notes": 1,
        }
    assert Thread.objects.get().subject is None
    assert (Message.objects.count(), AttachmentContent.objects.count()) == (0, 0)


def test_the_export_has_the_words_and_never_tells_the_customer_of_notes(anna, clara):
    letters.write(anna, "Where is my card?")
    customer_id = anna.customer.customer_id
    correspondence.write_note(customer_id=customer_id, text="Sounds odd", actor=clara, now=NOW)
    by = {"customer_id": customer_id, "actor": TESTER, "now": NOW}
    whole = accounts.export_customer(**by)
    handed_out = accounts.export_customer(**by, to_customer=True)
    assert whole["staff_notes"][0]["text"] == "Sounds odd"
    assert handed_out["messages"][0]["messages"][0]["body"] == "Where is my card?"
    assert "odd" not in str(handed_out)
    assert "note_added" not in str(handed_out)
    assert "staff_notes" not in handed_out
