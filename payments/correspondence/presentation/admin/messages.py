"""Customers' messages: what waits longest comes first, and is answered, closed or opened again."""

from __future__ import annotations

from typing import ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join, linebreaks
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe

from bankcore import clock
from bankcore.presentation.acting import (
    ActForm,
    ActingAdmin,
    Asked,
    ListAct,
    RowAct,
    ShownInline,
)
from bankcore.presentation.queue_filter import queue_filter
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of
from payments.correspondence import public as correspondence
from payments.correspondence.models import Attachment, Message, Thread
from payments.correspondence.presentation.files import FilesField, uploads

_ANSWER: Final = "correspondence.answer_customer"
_DECIDE: Final = "correspondence.decide_dispute"
_OPEN: Final = correspondence.ThreadState.OPEN
_FILES: Final = "Up to five, each a PDF, JPEG or PNG of up to 5 MB, together up to 15 MB."


class AnswerForm(ActForm):
    body = forms.CharField(
        label="Answer",
        max_length=correspondence.LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="The customer reads it in online banking, as from the bank.",
    )
    file = FilesField(label="Files", required=False, help_text=_FILES)
    and_close = forms.BooleanField(required=False, label="Close it: no answer is expected")


class FirstForm(ActForm):
    customer = forms.UUIDField(label="Customer's id")
    subject = forms.CharField(max_length=correspondence.LONGEST_SUBJECT)
    body = forms.CharField(
        label="Message",
        max_length=correspondence.LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    file = FilesField(label="Files", required=False, help_text=_FILES)


def _letter(asked: Asked, subject: str = "") -> correspondence.Letter:
    return correspondence.Letter(
        subject=subject,
        body=asked["body"],
        request_key=asked["request_key"],
        files=uploads(asked["file"]),
    )


def _answer(row: Thread, asked: Asked) -> str:
    correspondence.answer(
        thread_id=row.public_id,
        letter=_letter(asked),
        and_close=asked["and_close"],
        actor=asked.actor,
        now=asked.now,
    )
    return "The answer is sent; the customer hears by e-mail that it waits."


def _close(row: Thread, asked: Asked) -> str:
    correspondence.close_thread(thread_id=row.public_id, actor=asked.actor, now=asked.now)
    return "The thread is closed; the customer's next message opens it again."


def _reopen(row: Thread, asked: Asked) -> str:
    correspondence.reopen_thread(thread_id=row.public_id, actor=asked.actor, now=asked.now)
    return "The thread is open again."


def _write(asked: Asked) -> str:
    correspondence.write_to_customer(
        customer_id=asked["customer"],
        letter=_letter(asked, asked["subject"]),
        actor=asked.actor,
        now=asked.now,
    )
    return "The message is sent; the customer hears by e-mail that it waits."


def customer_of(request: HttpRequest) -> dict[str, str]:
    """Return the customer that the address names, for a form that asks for one."""
    return {"customer": request.GET.get("customer", "")}


class MessageInline(ShownInline):
    model = Message
    fields = ("sender", "author", "said", "files", "sent_at")
    readonly_fields = ("said", "files")

    @admin.display(description="message")
    def said(self, message: Message) -> SafeString:
        return mark_safe(linebreaks(message.body, autoescape=True))  # noqa: S308 - escaped there

    @admin.display(description="files")
    def files(self, message: Message) -> str:
        lines = (
            (
                reverse("admin:correspondence_attachment_content", args=[each.public_id]),
                each.file_name,
            )
            for each in message.attachments.all()
        )
        return format_html_join(", ", '<a href="{}">{}</a>', lines)


QUEUE = queue_filter(
    "queue",
    "queue",
    {
        "waiting": (
            "Waits for an answer",
            lambda _request, rows: rows.filter(waiting_since__isnull=False),
        ),
        "open": ("Open", lambda _request, rows: rows.filter(state=_OPEN)),
    },
)


@admin.register(Thread)
class ThreadAdmin(ActingAdmin):
    """What nobody has answered comes first, the oldest of it first."""

    list_display = ("subject", "customer", "topic", "state", "waiting_since", "last_message_at")
    list_filter = (QUEUE, "topic", "state")
    list_select_related = ("customer",)
    ordering = ("waiting_since", "-last_message_at", "-id")
    inlines = (MessageInline,)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "write": ListAct(
            title="Write to a customer",
            form=FirstForm,
            do=_write,
            permission=_ANSWER,
            initial=customer_of,
        )
    }
    row_acts: ClassVar[dict[str, RowAct]] = {
        "answer": RowAct(title="Answer", form=AnswerForm, do=_answer, permission=_ANSWER),
        "close": RowAct(
            title="Close without an answer",
            form=ActForm,
            do=_close,
            permission=_ANSWER,
            offered=lambda row: row.state == _OPEN,
        ),
        "reopen": RowAct(
            title="Open again",
            form=ActForm,
            do=_reopen,
            permission=_ANSWER,
            offered=lambda row: row.state != _OPEN,
        ),
    }


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    """Files by kind and size; who opens one is written down."""

    list_display = ("file_name", "message", "media_type", "size")
    list_select_related = ("message__thread",)
    ordering = ("-id",)
    exclude = ("sha256",)

    def get_urls(self) -> list[URLPattern]:
        """Add the file itself."""
        view = self.admin_site.admin_view(self.content)
        return [
            path("<uuid:pk>/content/", view, name="correspondence_attachment_content"),
            *super().get_urls(),
        ]

    def content(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Hand the file out, to be kept and not shown."""
        if not any(request.user.has_perm(each) for each in (_ANSWER, _DECIDE)):
            raise PermissionDenied
        if not self.get_queryset(request).filter(public_id=pk).exists():
            raise Http404
        file = correspondence.open_attachment_for_staff(
            attachment_id=pk, actor=actor_of(request), now=clock.now()
        )
        return HttpResponse(
            file.content,
            content_type=file.media_type,
            headers={
                "Content-Disposition": str(content_disposition_header(True, file.file_name)),  # noqa: FBT003
                "Cache-Control": "private, no-store",
                "X-Content-Type-Options": "nosniff",
            },
        )
