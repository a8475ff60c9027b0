"""Request bodies."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from bankcore.presentation import exact_json


class ExactJSONParser(BaseParser):
    """JSON whose numbers keep their digits."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the body's value; raises ParseError and RequestDataTooBig."""
        del media_type, parser_context
        largest: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        text = stream.read(largest + 1)
        if len(text) > largest:
            message = "The body is too large."
            raise RequestDataTooBig(message)
        try:
            return exact_json.loads(text)
        except exact_json.NotExactJson as error:
            message = f"The body is not JSON: {error}."
            raise ParseError(message) from None
