"""The outside world's programs are programs of their own: they start without the bank."""

from pathlib import Path


def test_a_card_network_has_loaded_nothing_of_what_the_bank_needs(network):
    bank, outside = (Path(f"/proc/{each}/maps").read_text() for each in ("self", network.pid))
    assert "/numpy/" in bank
    assert "/numpy/" not in outside
