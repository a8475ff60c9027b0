"""What issuers answer, over the networks' own wires."""

import pytest

from tests.bankcore.counterparties.acquirer import original, purchase, reversal, stamp, stan


@pytest.fixture(params=["visa", "mastercard"])
def wire(connect, request):
    return connect(request.param)


def stands(network, wire, asked) -> int:
    """Return what stands open of a purchase, by the network's own state."""
    found = [row for row in network.state(wire.network)["open"] if row["rrn"] == asked[37]]
    return found[0]["amount_minor"] if found else 0


def test_a_network_approves_a_purchase_and_says_who_it_answers(wire):
    asked = purchase(amount=1234)
    answer = wire.ask("0100", asked)
    assert (answer["t"], answer["39"]) == ("0110", "00")
    assert len(answer["38"]) == 6
    for number in (2, 3, 4, 7, 11, 32, 37, 41, 42, 49):
        assert answer[str(number)] == asked[number]


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("4000000000000002", "05"), ("4000000000009995", "51"), ("4000000000009987", "41"),
        ("4000000000009979", "43"), ("4000000000000069", "54"), ("4000000000000127", "N7"),
        ("4000000000000119", "96"), ("4000000000006975", "65"), ("4012888888881881", "14"),
        ("4242424242424241", "14"),
    ],
)  # fmt: skip
def test_each_test_card_is_answered_as_the_agreement_says(visa, card, code):
    answer = visa.ask("0100", purchase(card))
    assert answer["39"] == code
    assert "38" not in answer


def test_an_expired_card_is_declined(visa):
    assert visa.ask("0100", purchase(de14="2001"))["39"] == "54"


def test_an_amount_of_zero_is_declined(visa):
    assert visa.ask("0100", purchase(amount=0))["39"] == "13"


def test_a_currency_that_is_none_is_declined(visa):
    assert visa.ask("0100", purchase(de49="0000"))["39"] == "12"


def test_a_purchase_that_lacks_a_field_is_declined(visa):
    assert visa.ask("0100", purchase(de4=None))["39"] == "12"


def test_a_card_that_approves_in_part_approves_half(mastercard):
    answer = mastercard.ask("0100", purchase("5105105105105100", 1001))
    assert (answer["39"], int(answer["4"])) == ("10", 500)


def test_a_card_is_declined_above_its_limit_of_a_day_until_something_is_taken_back(visa):
    card = "4242420000000000"  # a card that no other test spends from
    first = purchase(card, 4_999_999)
    assert visa.ask("0100", first)["39"] == "00"
    assert visa.ask("0100", purchase(card, 2))["39"] == "61"
    assert visa.ask("0100", purchase(card, 1))["39"] == "00"
    assert visa.ask("0400", reversal(first))["39"] == "00"
    assert visa.ask("0100", purchase(card, 2))["39"] == "00"


def test_a_card_that_wants_its_payer_there_approves_once(visa):
    card, shop = "4000000000000341", "SHOPOFTHISTEST1"
    assert visa.ask("0100", purchase(card, de22="0100", de25="08", de42=shop))["39"] == "05"
    assert visa.ask("0100", purchase(card, de42=shop))["39"] == "00"
    assert visa.ask("0100", purchase(card, de42=shop))["39"] == "05"


@pytest.mark.parametrize("mti", ["0100", "0101"])
def test_a_repeat_gets_the_stored_answer_and_is_authorised_once(network, wire, mti):
    asked = purchase(amount=1500)
    wire.send("0100", asked)
    first = wire.raw()
    wire.send(mti, asked)
    assert wire.raw() == first
    found = [row for row in network.state(wire.network)["open"] if row["rrn"] == asked[37]]
    assert [row["amount_minor"] for row in found] == [1500]


def test_increments_add_to_their_authorisation(network, wire):
    first = purchase(amount=1000)
    wire.ask("0100", first)
    assert wire.ask("0100", purchase(amount=500, de90=original(first)))["39"] == "00"
    assert stands(network, wire, first) == 1500


def test_an_increment_of_an_unknown_authorisation_is_declined(wire):
    answer = wire.ask("0100", purchase(amount=500, de90=original(purchase())))
    assert answer["39"] == "25"


def test_an_increment_of_another_card_is_declined(visa):
    first = purchase()
    visa.ask("0100", first)
    card = "4000056655665556"
    assert visa.ask("0100", purchase(card, de90=original(first)))["39"] == "12"


def test_an_increment_alone_can_be_taken_back_once(network, wire):
    first, more = purchase(amount=1000), purchase(amount=500)
    more[90] = original(first)
    wire.ask("0100", first)
    wire.ask("0100", more)
    for _ in range(2):
        assert wire.ask("0420", reversal(more, de39="68"))["39"] == "00"
        assert stands(network, wire, first) == 1000


def test_a_void_takes_an_authorisation_back_with_its_increments(network, wire):
    first = purchase(amount=1000)
    answer = wire.ask("0100", first)
    wire.ask("0100", purchase(amount=500, de90=original(first)))
    answer = wire.ask("0400", reversal(first, de38=answer["38"]))
    assert (answer["t"], answer["39"]) == ("0410", "00")
    assert stands(network, wire, first) == 0


def test_a_void_of_a_part_leaves_what_it_names(network, wire):
    first = purchase(amount=1000)
    wire.ask("0100", first)
    assert wire.ask("0400", reversal(first, de95=f"{300:012d}" + "0" * 30))["39"] == "00"
    assert stands(network, wire, first) == 300
    # Nothing raises it again.
    wire.ask("0400", reversal(first, de95=f"{900:012d}" + "0" * 30))
    assert stands(network, wire, first) == 300


def test_a_void_with_a_remaining_amount_of_other_characters_changes_nothing(network, visa):
    first = purchase(amount=1000)
    visa.ask("0100", first)
    assert visa.ask("0400", reversal(first, de95="X" * 42))["39"] == "12"
    assert stands(network, visa, first) == 1000


@pytest.mark.parametrize("times", [1, 3])
def test_a_reversal_advice_takes_back_once_however_often_it_comes(network, wire, times):
    first = purchase(amount=1000)
    wire.ask("0100", first)
    advice = reversal(first, de39="68")
    for number in range(times):
        answer = wire.ask("0420" if number == 0 else "0421", advice)
        assert (answer["t"], answer["39"]) == ("0430", "00")
        # And under another STAN: the original decides.
        advice = {**advice, 11: stan(), 7: stamp()}
    assert stands(network, wire, first) == 0


def test_a_reversal_that_overtakes_its_original_keeps_it_from_standing(network, wire):
    late = purchase(amount=1000)
    answer = wire.ask("0420", reversal(late, de39="68"))
    assert (answer["t"], answer["39"]) == ("0430", "25")
    assert wire.ask("0100", late)["39"] == "05"
    assert stands(network, wire, late) == 0
