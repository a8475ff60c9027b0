"""What an operator is told of the links: each by its network, and one word for the shell."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from bankcore import clock
from payments.cards.repositories import links

pytestmark = pytest.mark.usefixtures("bank")


def status(*options: str) -> tuple[int, list[str]]:
    out, code = StringIO(), 0
    try:
        call_command("run_card_link", "--status", *options, stdout=out)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, out.getvalue().splitlines()


def tell(network: str, *, signed_on: bool = True, ago: int = 0) -> None:
    at = clock.now() - timedelta(seconds=ago)
    links.tell(network, at=at, signed_on=signed_on, detail="" if signed_on else "no echo")


def test_links_that_are_signed_on_are_well():
    tell("visa")
    tell("mastercard")
    code, said = status()
    assert code == 0
    assert [each.partition(", ")[0] for each in said] == [
        "visa is signed on",
        "mastercard is signed on",
    ]


def test_a_link_that_is_gone_or_not_signed_on_is_told_and_the_command_fails():
    tell("visa", ago=60)
    tell("mastercard", signed_on=False)
    code, said = status()
    assert code == 1
    assert said[0].startswith("visa is gone, last seen ")
    assert said[1].startswith("mastercard is not signed on, ")
    assert said[1].endswith("no echo")
    tell("visa")
    assert status("--network", "visa")[0] == 0


def test_a_link_that_was_never_there_is_no_link():
    assert status() == (1, ["visa was never there", "mastercard was never there"])
