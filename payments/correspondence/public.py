"""The door of correspondence: what customers and the bank write, disputes, notices, notes."""

from payments.correspondence.domain.disputes import (
    AGAINST,
    FOR_CUSTOMER,
    LONGEST_WORDS,
    DisputeReason,
    DisputeState,
    DisputeView,
    Ground,
)
from payments.correspondence.domain.holds import Hold, HoldKind
from payments.correspondence.domain.notices import LANGUAGES, Choices, NoticeKind
from payments.correspondence.domain.threads import (
    LONGEST_MESSAGE,
    LONGEST_SUBJECT,
    MOST_FILES,
    About,
    AttachmentView,
    Conversation,
    MessageView,
    Party,
    ThreadState,
    ThreadView,
    Topic,
    Upload,
)
from payments.correspondence.services import (
    attachments,
    choosing,
    decisions,
    disputes,
    held_data,
    holds,
    notes,
    owners,
    papers,
    reading,
    telling,
    writing,
)
from payments.correspondence.services.attachments import (
    AttachmentDamaged,
    AttachmentNotFound,
    AttachmentRefused,
    AttachmentTooLarge,
    File,
    TooManyAttachments,
)
from payments.correspondence.services.choosing import ChoiceRefused
from payments.correspondence.services.decisions import RefundAsked, WrongGround
from payments.correspondence.services.disputes import (
    AlreadyDisputed,
    DebitComesBackByRight,
    DisputeDecided,
    DisputeNotFound,
    DisputeTooLate,
    NewDispute,
    NotDisputable,
    Questioned,
    WordsMissing,
)
from payments.correspondence.services.holds import HoldNotFound
from payments.correspondence.services.notes import NoteRefused
from payments.correspondence.services.papers import Papers
from payments.correspondence.services.people import NotACustomer
from payments.correspondence.services.writing import (
    Letter,
    MessageKeyReused,
    MessageRefused,
    Sent,
    ThreadClosed,
    ThreadNotFound,
    TooManyUnanswered,
)

# Messages. Each is a use case of its own.
write = writing.write
reply = writing.reply
send = writing.send
answer = writing.answer
write_to_customer = writing.write_to
close_thread = writing.close
reopen_thread = writing.reopen
read_thread = reading.read
read_thread_about = reading.read_about
page_of_threads = reading.page
threads_of_user = reading.of_user
unread_of_user = reading.unread_of_user
check_attachment_sizes = attachments.check_sizes
open_attachment = attachments.open_own
open_attachment_for_staff = attachments.open_for_staff
owners_of_thread = owners.of_thread
owners_of_attachment = owners.of_attachment
papers_of_user = papers.of_user
# Holds
holds_of_user = holds.of_user
get_hold = holds.get
write_about_hold = holds.write_about
# Disputes
questioned_entry = disputes.questioned
dispute_entry = disputes.dispute
withdraw_dispute = disputes.withdraw
disputes_of_user = disputes.of_user
get_dispute = disputes.get
take_dispute = decisions.take
decline_dispute = decisions.decline
ask_for_refund = decisions.ask_for_refund
execute_refund = decisions.execute_refund  # in the use case that approves it
# Notices
choices_of_actor = choosing.choices_of_actor
choose_notices = choosing.choose
tell_of_movement = telling.of_movement  # use cases of its own, as those that follow
tell_of_failed_order = telling.of_failed_order
tell_of_message = telling.of_message
tell_of_statements = telling.of_statements
# Notes, and what is held of a customer
write_note = notes.write
data_held = held_data.held
erase_written = held_data.erase  # in the caller's use case

__all__ = [
    "AGAINST",
    "FOR_CUSTOMER",
    "LANGUAGES",
    "LONGEST_MESSAGE",
    "LONGEST_SUBJECT",
    "LONGEST_WORDS",
    "MOST_FILES",
    "About",
    "AlreadyDisputed",
    "AttachmentDamaged",
    "AttachmentNotFound",
    "AttachmentRefused",
    "AttachmentTooLarge",
    "AttachmentView",
    "ChoiceRefused",
    "Choices",
    "Conversation",
    "DebitComesBackByRight",
    "DisputeDecided",
    "DisputeNotFound",
    "DisputeReason",
    "DisputeState",
    "DisputeTooLate",
    "DisputeView",
    "File",
    "Ground",
    "Hold",
    "HoldKind",
    "HoldNotFound",
    "Letter",
    "MessageKeyReused",
    "MessageRefused",
    "MessageView",
    "NewDispute",
    "NotACustomer",
    "NotDisputable",
    "NoteRefused",
    "NoticeKind",
    "Papers",
    "Party",
    "Questioned",
    "RefundAsked",
    "Sent",
    "ThreadClosed",
    "ThreadNotFound",
    "ThreadState",
    "ThreadView",
    "TooManyAttachments",
    "TooManyUnanswered",
    "Topic",
    "Upload",
    "WordsMissing",
    "WrongGround",
]
