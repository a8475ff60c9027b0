"""Sending files of payments, and fetching their results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bankcore import clock
from bankcore.presentation.api import callers, documentation
from payments import public as payments
from payments.presentation import downloads
from payments.presentation.api import bulk_serializers as serializers

# What the form around a file may add to its size.
_FORM = 64 * 1024


class BulkFileList(APIView):
    scopes = {"GET": "files:read", "POST": "files:write"}
    parser_classes = (MultiPartParser,)

    @documentation.read(
        answers=serializers.BulkFilePageOutput,
        operation_id="bulk_files_list",
        parameters=[serializers.BulkFileListInput],
        summary="List a customer's files of payments, newest first",
    )
    def get(self, request: Request) -> Response:
        asked = serializers.BulkFileListInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        items = payments.bulk_files_of_customer(customer_id=asked.validated_data["customer_id"])
        return Response(serializers.BulkFilePageOutput({"items": items}).data)

    @documentation.act(
        answers=serializers.BulkFileOutput,
        operation_id="bulk_files_create",
        request={"multipart/form-data": serializers.BulkFileInput},
        summary="Send a file of payments; the same file is taken once",
    )
    def post(self, request: Request) -> Response:
        _refuse_huge(request)
        sent = request.data  # without a form it is no QueryDict
        asked = serializers.BulkFileInput(data=sent.dict() if isinstance(sent, QueryDict) else sent)
        asked.is_valid(raise_exception=True)
        document = asked.validated_data["file"]
        file = payments.submit_bulk_file(
            data=document.read(payments.LARGEST_FILE + 1),
            name=document.name,
            customer_id=asked.validated_data["customer_id"],
            actor=callers.actor_of(request),
            now=clock.now(),
        )
        return Response(serializers.BulkFileOutput(file).data)


def _refuse_huge(request: Request) -> None:
    """Refuse a body that cannot be a file the bank takes, before it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > payments.LARGEST_FILE + _FORM:
        message = "The file is larger than the bank takes."
        raise payments.FileTooLarge(message)


class BulkFileDetail(APIView):
    scopes = {"GET": "files:read"}

    @documentation.read(
        answers=serializers.BulkFileOutput,
        operation_id="bulk_files_read",
        summary="Read how far a file of payments has come",
    )
    def get(self, request: Request, file_id: UUID) -> Response:
        del request
        return Response(serializers.BulkFileOutput(payments.get_bulk_file(file_id=file_id)).data)


class BulkFileLines(APIView):
    scopes = {"GET": "files:read"}

    @documentation.read(
        answers=serializers.BulkLinePageOutput,
        operation_id="bulk_files_lines",
        parameters=[serializers.BulkLineListInput],
        summary="List a file's lines with what became of each",
    )
    def get(self, request: Request, file_id: UUID) -> Response:
        asked = serializers.BulkLineListInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        limit = asked.validated_data["limit"]
        found = payments.bulk_file_lines(
            file_id=file_id, after=asked.validated_data["after"], limit=limit + 1
        )
        page = {
            "items": found[:limit],
            "next_after": found[limit - 1].number if len(found) > limit else None,
        }
        return Response(serializers.BulkLinePageOutput(page).data)


class _AsItIs(BaseContentNegotiation):
    """Whatever the caller accepts, a download is what its address says."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> Any:
        del request
        return next(iter(parsers))

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> Any:
        del request, format_suffix
        first = next(iter(renderers))
        return first, first.media_type


class BulkFileResultCsv(APIView):
    scopes = {"GET": "files:read"}
    content_negotiation_class = _AsItIs

    @extend_schema(
        operation_id="bulk_files_result_csv",
        summary="Fetch a file's result as CSV",
        responses={(200, downloads.CSV): OpenApiTypes.STR},
    )
    def get(self, request: Request, file_id: UUID) -> HttpResponse:
        del request
        return downloads.csv_of(payments.get_bulk_file(file_id=file_id))


class BulkFileResultXml(APIView):
    scopes = {"GET": "files:read"}
    content_negotiation_class = _AsItIs

    @extend_schema(
        operation_id="bulk_files_result_xml",
        summary="Fetch a file's result as pain.002",
        responses={(200, downloads.XML): OpenApiTypes.STR},
    )
    def get(self, request: Request, file_id: UUID) -> HttpResponse:
        del request
        return downloads.pain002_of(payments.get_bulk_file(file_id=file_id), now=clock.now())
