"""Every read of the API, measured: what the schema says can be asked for, none left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from drf_spectacular.generators import SchemaGenerator

from bankcore import clock
from bankcore.benchmark import api, lists, many_entries
from bankcore.benchmark.large.ids import Ids, rows_of
from bankcore.benchmark.large.reads import Ask, Reads
from bankcore.benchmark.stages import undisturbed
from bankcore.demo import shop

_MERCHANTS: Final = "/v1/"
# What a list can be asked with besides, and with what: what is rare, or nowhere, costs most. As it
# is in the first row shown where there is a name instead.
_ASKED: Final[dict[str, str]] = {
    "limit": "100",
    "text": "nothing-like-it",
    "first_day": str(many_entries.FIRST),
    "last_day": str(many_entries.FIRST),
    "least": "1000000",
    "most": "0.01",
    "direction": "debit",
    "as_of": str(many_entries.FIRST),
    "created[gte]": "1",
    "status": "succeeded",
    "merchant_reference": "nothing-like-it",
    "active": "true",
}
# The name under which the next page is asked for, and where in the answer its value is.
_NEXT: Final = {"after": "next_after", "before": "next_before"}

# Found, and still not to be had: a file that nobody has looked at for what is harmful, an offer
# that is over. Whatever else is no answer is a defect.
_NOT_TO_BE_HAD: Final = (404, 409)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    address: str
    name: str
    musts: tuple[str, ...]
    mays: tuple[str, ...]


def measure(*, busy: UUID, tries: int, say: Callable[[str], None]) -> Reads:
    """Ask for everything the API can be asked for, each so many times."""
    api.add_client(now=clock.now())
    own = lists.client(authorization=f"Bearer {api.API_KEY}")
    merchants = lists.client(authorization=f"Bearer {shop.API_KEY}")

    def ask(address: str) -> Any:
        return (merchants if address.startswith(_MERCHANTS) else own).get(address)

    known = reads()
    ids = Ids(busy=busy, lists={each.address: each.musts for each in known}, ask=ask)
    found, nothing = [], []
    with undisturbed():
        for each in known:
            address = ids.asked(each.address)
            if address is None:
                nothing.append(f"{each.address} (nothing of the kind)")
                continue
            answer = ask(address)
            if answer.status_code in _NOT_TO_BE_HAD:
                nothing.append(f"{each.address} (answers {answer.status_code})")
                continue
            if rows_of(answer) == []:
                nothing.append(f"{each.address} (an empty list)")
            for what, way in _ways(each, address, ids, ask):
                if ask(way).status_code == HTTPStatus.BAD_REQUEST:
                    nothing.append(f"{each.address} (refuses to be asked {what})")
                    continue
                found.append(lists.tried(each.name, what, way, tries, _status(ask, way)))
    say(f"{len(known)} reads of the API in {len(found)} ways, {len(nothing)} without anything")
    return Reads(found=found, nothing=nothing)


def reads() -> list[_Read]:
    """Return every operation of the schema that only reads."""
    made: Any = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    found = []
    for address, path in sorted(made["paths"].items()):
        if "get" not in path:
            continue
        asked = [each for each in path["get"].get("parameters", []) if each["in"] == "query"]
        found.append(
            _Read(
                address=address,
                name=path["get"]["operationId"],
                musts=tuple(each["name"] for each in asked if each.get("required")),
                mays=tuple(each["name"] for each in asked if not each.get("required")),
            )
        )
    return found


def _ways(read: _Read, address: str, ids: Ids, ask: Ask) -> Iterator[tuple[str, str]]:
    """Yield every way to ask: as it is, with each thing that can be given, and the next page."""
    yield "as it is", address
    answer: Any = ask(address)
    rows = rows_of(answer)
    for name in read.mays:
        value = ids.known.get(name) or _ASKED.get(name)
        if name in _NEXT and rows:
            value = answer.json().get(_NEXT[name])
        if name in {"starting_after", "ending_before"} and rows:
            value = rows[-1].get("id")
        if value:
            joined = "&" if "?" in address else "?"
            yield f"with {name}", f"{address}{joined}{urlencode({name: value})}"


def _status(ask: Ask, address: str) -> Callable[[], int]:
    """Return what asks; of a file that is sent while it is written, for its first part."""

    def asked() -> int:
        answer = ask(address)
        if answer.streaming:
            next(iter(answer.streaming_content))
            answer.close()
        return int(answer.status_code)

    return asked
