"""Messages between the customer that a program is bound to and the bank."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bankcore import clock
from bankcore.presentation import idempotency
from bankcore.presentation.api import callers, documentation
from bankcore.presentation.api.fields import validated
from bankcore.presentation.parsers import ExactJSONParser
from payments.correspondence import public as correspondence
from payments.correspondence.presentation.api import serializers

READ, WRITE = "messages:read", "messages:write"
_JSON, _FORM = "application/json", "multipart/form-data"
# What the form around the files may add to their size.
_AROUND = 64 * 1024


def _by(request: Request) -> dict[str, Any]:
    return {"actor": callers.actor_of(request), "now": clock.now()}


def _send(
    request: Request,
    takes: type[serializers.ReplyFormInput | serializers.ThreadFormInput],
    thread_id: UUID | None = None,
) -> Response:
    key = idempotency.key_of(request, client_id=callers.caller_of(request).client_id)
    _refuse_huge(request)
    asked = takes(data=request.data)
    asked.is_valid(raise_exception=True)
    sent = correspondence.send(letter=asked.letter(key), thread_id=thread_id, **_by(request))
    headers = {idempotency.REPLAYED: "true"} if sent.replayed else {}
    return Response(serializers.MessageThreadOutput(sent.thread).data, status=201, headers=headers)


def _refuse_huge(request: Request) -> None:
    """Refuse a body that cannot be files the bank takes, before it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > settings.MESSAGE_FILES_MAX_BYTES + _AROUND:
        message = "The files are larger than go with one message."
        raise correspondence.TooManyAttachments(message)


class ThreadList(APIView):
    scopes = {"GET": READ, "POST": WRITE}
    parser_classes = (ExactJSONParser, MultiPartParser)

    @documentation.read(
        answers=serializers.MessageThreadPageOutput,
        operation_id="message_threads_list",
        parameters=[serializers.ThreadListInput],
        summary="List the customer's threads with the bank, the one begun last first",
        description="For a client that is bound to one customer.",
    )
    def get(self, request: Request) -> Response:
        asked = validated(serializers.ThreadListInput, request.query_params.dict())
        items, following = correspondence.page_of_threads(actor=callers.actor_of(request), **asked)
        page = {"items": items, "next_before": following}
        return Response(serializers.MessageThreadPageOutput(page).data)

    @documentation.write(
        takes={_JSON: serializers.ThreadInput, _FORM: serializers.ThreadFormInput},
        answers=serializers.MessageThreadOutput,
        operation_id="message_threads_create",
        summary="Write to the bank: begin a thread",
        description="For a client that is bound to one customer. Files come in a form.",
    )
    def post(self, request: Request) -> Response:
        return _send(request, serializers.ThreadFormInput)


class ThreadDetail(APIView):
    scopes = {"GET": READ}

    @documentation.read(
        answers=serializers.ConversationOutput,
        operation_id="message_threads_read",
        summary="Read a thread; what the bank wrote counts as read",
    )
    def get(self, request: Request, thread_id: UUID) -> Response:
        found = correspondence.read_thread(thread_id=thread_id, **_by(request))
        return Response(serializers.ConversationOutput(found).data)


class ThreadReplies(APIView):
    scopes = {"POST": WRITE}
    parser_classes = (ExactJSONParser, MultiPartParser)

    @documentation.write(
        takes={_JSON: serializers.ReplyInput, _FORM: serializers.ReplyFormInput},
        answers=serializers.MessageThreadOutput,
        operation_id="message_threads_reply",
        summary="Write in a thread; one that is closed is open again",
        description="Files come in a form.",
    )
    def post(self, request: Request, thread_id: UUID) -> Response:
        return _send(request, serializers.ReplyFormInput, thread_id)


class _AsItIs(BaseContentNegotiation):
    """Whatever the caller accepts, a file is what it is."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        del request
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        del request, format_suffix
        return renderers[0], renderers[0].media_type


class MessageFile(APIView):
    scopes = {"GET": READ}
    content_negotiation_class = _AsItIs

    @extend_schema(
        operation_id="message_files_read",
        summary="Fetch a file of a message",
        responses={
            (200, each): OpenApiResponse(OpenApiTypes.BINARY, description="The file.")
            for each in ("application/pdf", "image/jpeg", "image/png")
        },
    )
    def get(self, request: Request, attachment_id: UUID) -> HttpResponse:
        file = correspondence.open_attachment(attachment_id=attachment_id, **_by(request))
        answer = HttpResponse(file.content, content_type=file.media_type)
        answer["Content-Disposition"] = content_disposition_header(True, file.file_name)  # noqa: FBT003
        answer["Cache-Control"] = "private, no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
