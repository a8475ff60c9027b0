"""Threads of messages between a customer and the bank, with the files that came along."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from bankcore.crypto.model_fields import EncryptedBytesField, EncryptedTextField
from payments.correspondence.domain.threads import MOST_FILES, Party, ThreadState, Topic
from payments.correspondence.models import words


class Thread(models.Model):
    """What a customer and the bank say to each other about one thing.

    `about` names the thing: an account, a held payment, a dispute; a question has none.
    `waiting_since` is when the customer wrote what nobody has answered yet.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=12, choices=words.of(Topic))
    about = models.CharField(max_length=80, blank=True)
    subject = EncryptedTextField(
        purpose="correspondence.thread.subject",
        subject="customer",
        null=True,
        help_text="Empty once the customer was erased.",
    )
    state = models.CharField(max_length=6, choices=words.of(ThreadState), default=ThreadState.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    last_message_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    unread_by_customer = models.IntegerField(
        default=0, help_text="Messages of the bank that the customer has not opened."
    )
    unread_by_bank = models.IntegerField(
        default=0, help_text="Messages of the customer that nobody has answered."
    )

    class Meta:
        permissions = [
            ("write_to_bank", "May write to the bank, as a customer does"),
            ("read_messages", "May read the messages of the customer that a program is bound to"),
            ("answer_customer", "May answer customers' messages and close them"),
        ]
        constraints = [
            words.only("topic", Topic, name="correspondence_thread_topic"),
            models.UniqueConstraint(
                fields=["customer", "about"],
                condition=~Q(about=""),
                name="correspondence_thread_of_a_thing",
            ),
            models.CheckConstraint(
                condition=Q(topic=Topic.GENERAL, about="") | ~Q(topic=Topic.GENERAL) & ~Q(about=""),
                name="correspondence_thread_about",
            ),
            models.CheckConstraint(
                condition=Q(state=ThreadState.OPEN, closed_at=None)
                | Q(state=ThreadState.CLOSED, closed_at__isnull=False, waiting_since=None),
                name="correspondence_thread_closed",
            ),
            models.CheckConstraint(
                condition=Q(waiting_since=None, unread_by_bank=0)
                | Q(waiting_since__isnull=False, unread_by_bank__gt=0),
                name="correspondence_thread_waits",
            ),
            models.CheckConstraint(
                condition=Q(unread_by_customer__gte=0), name="correspondence_thread_unread"
            ),
        ]
        indexes = [
            # What waits comes first, the oldest of it first; PostgreSQL puts what waits not last.
            models.Index(
                fields=["waiting_since", "-last_message_at", "-id"], name="correspondence_queue"
            ),
            models.Index(
                fields=["customer", "-last_message_at"], name="correspondence_thread_list"
            ),
            models.Index(
                fields=["customer"],
                condition=Q(unread_by_customer__gt=0),
                name="correspondence_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"Thread {self.pk}"


class Message(models.Model):
    """What was written, and by whom. Sent, it is never changed; a form sent twice writes once."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    sender = models.CharField(max_length=8, choices=words.of(Party))
    author = models.CharField(max_length=80)
    body = EncryptedTextField(purpose="correspondence.message.body", subject="thread__customer")
    request_key = models.UUIDField(unique=True)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [words.only("sender", Party, name="correspondence_message_sender")]

    def __str__(self) -> str:
        return f"{self.sender} at {self.sent_at:%Y-%m-%d %H:%M}"


class Attachment(models.Model):
    """A file that came with a message; its content stands apart, encrypted."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments")
    position = models.SmallIntegerField(default=1, help_text="Its place among the message's files.")
    file_name = EncryptedTextField(
        purpose="correspondence.attachment.name", subject="message__thread__customer"
    )
    media_type = models.CharField(max_length=20)
    size = models.IntegerField()
    sha256 = models.BinaryField(max_length=32)

    class Meta:
        ordering = ("message_id", "position")
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="correspondence_attachment_size"),
            models.UniqueConstraint(
                fields=["message", "position"], name="correspondence_attachment_place"
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_FILES),
                name="correspondence_attachment_most",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class AttachmentContent(models.Model):
    """What is in a file: apart from it, so that a list of files does not carry them."""

    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="stored")
    content = EncryptedBytesField(
        purpose="correspondence.attachment.content",
        subject="attachment__message__thread__customer",
    )

    def __str__(self) -> str:
        return str(self.attachment_id)
