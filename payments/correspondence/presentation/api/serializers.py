"""Messages with the bank as programs of /api/v1 give and see them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework import serializers

from bankcore.presentation.api.fields import StrictSerializer, TextField
from payments.correspondence import public as correspondence
from payments.correspondence.presentation.files import uploads

_LONGEST_NAME = 200


def _files() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.FileField(max_length=_LONGEST_NAME, allow_empty_file=False),
        required=False,
        max_length=correspondence.MOST_FILES,
        help_text="PDF, JPEG or PNG, each of up to 5 MB, together up to 15 MB.",
    )


class ReplyInput(StrictSerializer):
    """What is written in a thread."""

    body = TextField(max_length=correspondence.LONGEST_MESSAGE)

    def letter(self, key: UUID) -> correspondence.Letter:
        """Return what is to be sent; raises TooManyAttachments and AttachmentTooLarge."""
        said = self.validated_data
        return correspondence.Letter(
            subject=said.get("subject", ""),
            body=said["body"],
            request_key=key,
            files=uploads(said.get("file", [])),
        )


class ReplyFormInput(ReplyInput):
    """What is written in a thread, with files: a form with one part for each."""

    file = _files()


class ThreadInput(ReplyInput):
    """A new thread, and the first message in it."""

    subject = TextField(max_length=correspondence.LONGEST_SUBJECT)


class ThreadFormInput(ThreadInput):
    """A new thread, and the first message with its files: a form with one part for each."""

    file = _files()


class ThreadListInput(StrictSerializer):
    """Which threads: those begun before a page's end."""

    before = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)


class MessageFileOutput(serializers.Serializer[correspondence.AttachmentView]):
    """A file of a message; `size` is in bytes."""

    id = serializers.UUIDField(source="attachment_id")
    file_name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()


class MessageOutput(serializers.Serializer[correspondence.MessageView]):
    """A message of the customer's or the bank's."""

    sender = serializers.ChoiceField(choices=[each.value for each in correspondence.Party])
    body = serializers.CharField()
    sent_at = serializers.DateTimeField()
    files = MessageFileOutput(many=True, source="attachments")


class MessageThreadOutput(serializers.Serializer[correspondence.ThreadView]):
    """A thread; `waits` tells that the bank's answer is still to come."""

    id = serializers.UUIDField(source="thread_id")
    topic = serializers.ChoiceField(choices=[each.value for each in correspondence.Topic])
    subject = serializers.CharField()
    state = serializers.ChoiceField(choices=[each.value for each in correspondence.ThreadState])
    last_message_at = serializers.DateTimeField()
    is_unread = serializers.BooleanField()
    waits = serializers.BooleanField()


class MessageThreadPageOutput(serializers.Serializer[Any]):
    """A page of threads, the one begun last first; `next_before` is null on the last page."""

    items = MessageThreadOutput(many=True)
    next_before = serializers.IntegerField(allow_null=True)


class ConversationOutput(serializers.Serializer[correspondence.Conversation]):
    """A thread with its messages, the oldest first."""

    thread = MessageThreadOutput()
    messages = MessageOutput(many=True)
