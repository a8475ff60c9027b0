"""The API's description, OpenAPI 3.1, as it is served; made once in a process."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer

RELEASED: Final = "openapi.released.json"
"""Under docs/: what the last release promised."""


@cache
def schema() -> dict[str, Any]:
    """Return the description; whoever is given it leaves it as it is."""
    made = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    found: dict[str, Any] = json.loads(OpenApiJsonRenderer().render(made))
    return found
