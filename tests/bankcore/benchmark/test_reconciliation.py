"""The measure of reconciliation finds what it hid."""

from bankcore.benchmark import reconciliation


def test_every_hidden_difference_is_found(committed_bank, monkeypatch):
    monkeypatch.setattr(reconciliation.ledger, "open_first_business_day", lambda **_: None)
    found = reconciliation.measure(count=1_000, say=lambda _line: None)
    run = found.run
    # One of ours unknown there, one differing, five of theirs unknown here, one told twice.
    assert (run.items, run.exceptions) == (1_005, 8)
    assert run.unexplained.minor == 0
    assert found.per_second > 0
