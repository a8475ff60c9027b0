"""What every endpoint's schema says of keys, tokens, scopes and refusals."""

from __future__ import annotations

from typing import Any, Final, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse

from bankcore.identity.services import api_clients
from bankcore.presentation.problems import MEDIA_TYPE, ProblemOutput

# What any endpoint that asks for a key may answer, whatever it says of itself.
_REFUSALS: Final = {
    "400": "The request is malformed.",
    "401": "No valid API key or access token, not from an agreed network, or not signed rightly.",
    "403": "The key or token lacks the scope, or the client is bound to one customer.",
    "404": "No such thing, or not the customer's to whom the client is bound.",
    "406": "The answer would not be of a type that is accepted.",
    "413": "The body is too large.",
    "415": "The body is not of a type that is understood.",
    "429": "Too many requests; Retry-After says how many seconds to wait.",
    "503": "The bank is busy; Retry-After says how many seconds to wait.",
}
_WITH_BODY: Final = frozenset({"413", "415"})


class ApiSchema(AutoSchema):
    """drf-spectacular's, with the scope an endpoint asks for and what every one may refuse."""

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Return that a key or a token with the method's scope is asked for."""
        found: list[dict[str, list[str]]] = super().get_auth()
        scope = getattr(self.view, "scopes", {}).get(self.method)
        if scope is None:
            return found
        return [{"apiKey": [scope]}, {"oauth2": [scope]}]

    def is_deprecated(self) -> bool:
        """Return whether the operation ends: the view says when, and so do its answers."""
        return self.method in getattr(self.view, "deprecated", {})

    def _get_response_bodies(
        self, direction: Literal["request", "response"] = "response"
    ) -> dict[str, Any]:
        found: dict[str, Any] = super()._get_response_bodies(direction)
        every = tuple(_REFUSALS) if hasattr(self.view, "scopes") else ()
        for status in getattr(self.view, "refusals", every):
            if status not in found and (status not in _WITH_BODY or self._has_body()):
                told = getattr(self.view, "problem", ProblemOutput)
                refusal = OpenApiResponse(told, description=_REFUSALS[status])
                found[status] = self._get_response_for_code(  # type: ignore[no-untyped-call]
                    refusal, status, media_types=[MEDIA_TYPE]
                )
        return dict(sorted(found.items()))

    def _has_body(self) -> bool:
        return self.method in {"POST", "PUT", "PATCH"}


def add_schemes(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Describe access tokens and their scopes, beside keys, in the finished schema."""
    schemes = result.setdefault("components", {}).setdefault("securitySchemes", {})
    schemes["oauth2"] = {
        "type": "oauth2",
        "description": "An access token of ten minutes, by the client credentials grant.",
        "flows": {
            "clientCredentials": {
                "tokenUrl": "/oauth/token",
                "scopes": {name: _meaning(name) for name in api_clients.all_scopes()},
            }
        },
    }
    return result


def _meaning(scope: str) -> str:
    noun, _, verb = scope.partition(":")
    return f"{verb.capitalize()} {noun}."
