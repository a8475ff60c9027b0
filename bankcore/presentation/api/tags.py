"""Under which heading each operation stands in the API's documentation."""

from __future__ import annotations

from typing import Any, Final

# The merchants' API, whose shapes are Stripe's, apart from the bank's own; and what has no prefix.
_OWN: Final = "/api/v1/"
_MERCHANTS: Final = "/v1/"
_OTHERS: Final = "signed, open and OAuth"


def add_tags(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Put each operation of the finished schema under the thing that its address begins with."""
    for address, path in result["paths"].items():
        for operation in path.values():
            operation["tags"] = [_tag(address)]
    names = sorted({_tag(address) for address in result["paths"]}, key=_order)
    result["tags"] = [{"name": name} for name in names]
    return result


def _tag(address: str) -> str:
    if address.startswith(_OWN):
        return address.removeprefix(_OWN).partition("/")[0].replace("-", " ")
    if address.startswith(_MERCHANTS):
        return f"merchants: {address.removeprefix(_MERCHANTS).partition('/')[0].replace('_', ' ')}"
    return _OTHERS


def _order(name: str) -> tuple[bool, bool, str]:
    return name == _OTHERS, name.startswith("merchants"), name
