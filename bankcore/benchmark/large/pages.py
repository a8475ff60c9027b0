"""A customer's pages, measured, of an account with very many entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.test import Client

from bankcore.benchmark import lists, many_entries
from bankcore.benchmark.large.reads import Reads
from bankcore.benchmark.stages import undisturbed
from bankcore.demo import bank
from bankcore.identity import public as identity

# Pages without a name in their address, whatever is long on them.
_PAGES: Final = (
    *("/", "/pay/", "/payees/", "/upcoming/", "/standing-orders/", "/direct-debits/", "/cards/"),
    *("/payment-files/", "/exchange/", "/deposits/", "/spending/", "/profile/", "/messages/"),
    *("/documents/", "/holds/", "/disputes/", "/notices/", "/security/"),
)
_MONTH: Final = f"{many_entries.FIRST:%Y-%m}"
# What an account's entries are searched for: what is in many, in few and in none of them.
_SEARCHES: Final = {
    "text in every entry": "q=Benchmark",
    "text in no entry": "q=nothing-like-it",
    "the first month": f"first_day={_MONTH}-01&last_day={_MONTH}-28",
    "amounts in few": "least=99.90&most=100",
    "amounts in none": "least=1000000",
    "money out": "direction=out",
    "a category of many": "category=other",
    "a category of none": "category=groceries",
    "old ones": "before=50",
    "text in none of a category": "q=nothing-like-it&category=other",
}


def measure(*, busy: UUID, tries: int, say: Callable[[str], None]) -> Reads:
    """Open the pages of the customer whose account has most entries, each so many times."""
    visitor = _visitor()
    found = []
    with undisturbed():
        for what, address in _ways(busy):
            page, _, asked = address.partition("?")
            page = page.replace(str(busy), "…")
            visitor.get(address)  # a template is read and compiled once in a process
            found.append(lists.tried(page, what, asked, tries, _status(visitor, address)))
    say(f"{len(found)} pages of a customer's")
    return Reads(found=found, nothing=[])


def _visitor() -> Client:
    """Return the browser of the demo customer, with a second factor shown."""
    user_id = identity.user_id_of(username=bank.CUSTOMER_LOGIN[0])
    assert user_id is not None  # noqa: S101 - the demo bank has been made
    visitor = lists.client()
    visitor.force_login(apps.get_model("identity.user").objects.get(pk=user_id))
    lists.show_second_factor(visitor, user_id)
    return visitor


def _ways(busy: UUID) -> Iterator[tuple[str, str]]:
    for page in _PAGES:
        yield "as it is", page
    account = f"/accounts/{busy}/"
    yield "as it is", account
    for what, asked in _SEARCHES.items():
        yield what, f"{account}?{asked}"
    yield "one entry", f"{account}entries/1/"
    yield "as it is", f"{account}statements/"
    yield "the first month", f"/spending/?month={_MONTH}"
    yield "the last month", f"/spending/?month={many_entries.FIRST.year}-12"
    yield "a category of many", f"/spending/other/?month={_MONTH}"


def _status(visitor: Client, address: str) -> Callable[[], int]:
    def ask() -> int:
        answer: Any = visitor.get(address)
        return int(answer.status_code)

    return ask
