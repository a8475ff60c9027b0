"""A purchase by hand in the demo bank, as a network would ask about it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import eur
from tests.payments.issuing import uses

pytestmark = pytest.mark.usefixtures("bank")


def said(*arguments: str, **options) -> str:
    output = StringIO()
    call_command("use_card", *arguments, stdout=output, **options)
    return output.getvalue()


def test_a_purchase_is_answered_and_booked_where_that_is_asked(settings):
    settings.DEMO_BANK = True
    held = uses.card(funds=50)
    card = str(held.card.card_id)
    assert said(card, "12.50").startswith("00 approved ")
    assert held.balance().held == eur("12.50")
    assert "booked by transaction" in said(card, "7.50", "--present")
    assert held.balance().posted == eur("42.50")
    assert said(card, "100", "--channel", "atm").startswith("51 funds")
    with pytest.raises(CommandError, match=r"such as 12\.50"):
        said(card, "12,50")


def test_no_real_bank_makes_purchases_up(settings):
    settings.DEMO_BANK = False
    with pytest.raises(CommandError, match="demo bank only"):
        said(str(uses.card().card.card_id), "1")
