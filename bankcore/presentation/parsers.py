"""Request bodies."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

from bankcore.presentation import exact_json


class BodyTooLarge(APIException):
    """A body has more bytes than any request needs; the rest of it is not read."""

    status_code = 413
    default_detail = "The body is too large."


class ExactJSONParser(BaseParser):
    """JSON whose numbers keep their digits."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the body's value; raises BodyTooLarge, and ParseError saying what is wrong."""
        del media_type, parser_context
        most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        # Django's own limit guards request.body, which REST framework passes by.
        body = stream.read(most + 1)
        if len(body) > most:
            raise BodyTooLarge
        try:
            return exact_json.loads(body)
        except exact_json.NotExactJson as error:
            message = f"The body is not JSON: {error}."
            raise ParseError(message) from None
