"""Who settles, clears or pays out is alone at it: others wait until the transaction is over."""

import pytest

from payments.settlement import public as settlement
from payments.settlement.repositories import batches, clearing, merchants, payouts, received
from tests import locks
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

pytestmark = pytest.mark.usefixtures("bank")


def test_one_at_a_time_makes_the_files_of_a_network(tmp_path, settings):
    settings.GATEWAY_EXCHANGE_FOLDER = tmp_path
    visa = settlement.ClearingNetwork.VISA
    settlement.make_file(network=visa, day=OPENING_DAY, actor=TESTER, now=NOW)
    assert (locks.holds("clearing:visa"), locks.holds("clearing:mastercard")) == (True, False)


def test_one_at_a_time_settles_a_currency():
    settlement.settle_currency(currency="EUR", day=OPENING_DAY, actor=TESTER, now=NOW)
    assert (locks.holds("settlement:EUR"), locks.holds("settlement:USD")) == (True, False)


def test_one_at_a_time_releases_the_reserves_of_a_currency(monkeypatch):
    monkeypatch.setattr(batches, "currencies_held", lambda: ["CHF"])
    settlement.release_reserves(day=OPENING_DAY, actor=TESTER, now=NOW)
    assert (locks.holds("settlement:CHF"), locks.holds("settlement:EUR")) == (True, False)


@pytest.mark.parametrize(
    "read",
    [
        lambda: clearing.lock_named(network="visa", name="none"),
        lambda: clearing.refile(record_id=0),
        lambda: merchants.lock_available(merchant_pk=0, currency="EUR"),
        lambda: payouts.lock(merchant_pk=0, object_id="none"),
        lambda: payouts.lock_pending(limit=1),
        lambda: received.lock(name="none"),
        lambda: received.lock_advice(network="visa", reference="none"),
    ],
    ids=["file", "record", "available", "payout", "pending", "received", "advice"],
)
def test_what_is_decided_about_is_kept_from_others(read):
    assert locks.locks_rows(read)
