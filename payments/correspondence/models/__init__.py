"""Messages, disputes, notices and notes."""

from payments.correspondence.models.dispute import Dispute
from payments.correspondence.models.note import CustomerNote
from payments.correspondence.models.notice import Notice, NoticeChoices
from payments.correspondence.models.thread import Attachment, AttachmentContent, Message, Thread

__all__ = [
    "Attachment",
    "AttachmentContent",
    "CustomerNote",
    "Dispute",
    "Message",
    "Notice",
    "NoticeChoices",
    "Thread",
]
