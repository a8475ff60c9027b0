"""What issuers answer, over the networks' own wires."""

import pytest

from tests.bankcore.counterparties.acquirer import original, purchase, reversal, stamp, stan


@pytest.mark.parametrize("name", ["visa", "mastercard"])
def test_a_network_approves_a_purchase_and_says_who_it_answers(connect, name):
    asked = purchase(amount=1234)
    answer = connect(name).ask("0100", asked)
    assert (answer["t"], answer["39"]) == ("0110", "00")
    assert len(answer["38"]) == 6
    for number in (2, 3, 4, 7, 11, 32, 37, 41, 42, 49):
        assert answer[str(number)] == asked[number]
