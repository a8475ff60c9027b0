"""A network that looks into its inbox by itself, as the demo's does."""

import time

from tests.bankcore.counterparties import clearing_files as files
from tests.bankcore.counterparties.acquirer import Acquirer, purchase
from tests.counterparties import card_network


def test_a_day_ends_by_itself_when_a_file_has_come(tmp_path):
    with card_network(tmp_path, "--watch", "0.1") as network:
        zone = bytes.fromhex(network.zone_key_file.read_text().strip())
        wire = Acquirer("mastercard", network.port("mastercard"), zone)
        wire.sign_on()
        asked = purchase("5555555555554444")
        answer = wire.ask("0100", asked)
        wire.close()
        content = files.ipm_file([files.presented(asked, answer, 1)])
        files.hand_in(network.inbox("mastercard"), "mastercard", 1, content)
        deadline = time.monotonic() + 10
        statement = network.outbox("mastercard") / "nostro-20261125-001.xml"
        while not statement.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(0.3)  # it looks again, and finds nothing new
        assert len(list(network.outbox("mastercard").iterdir())) == 3
