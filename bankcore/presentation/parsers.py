"""Request bodies."""

from collections.abc import Mapping
from typing import IO, Any

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
        """Return the body's value; raises ParseError saying what is wrong."""
        del media_type, parser_context
        try:
            return exact_json.loads(stream.read())
        except exact_json.NotExactJson as error:
            message = f"The body is not JSON: {error}."
            raise ParseError(message) from None
