"""Where the outside world's programs look for files, when their commands do not say."""

import pytest
from django.core.management import call_command

from bankcore.counterparties.management.commands import run_card_network, run_clearing_house


class Told(Exception):
    """Carries what a program was told, in place of running it."""


def _stop(options):
    raise Told(options)


@pytest.mark.parametrize("command", [run_card_network, run_clearing_house])
def test_files_are_exchanged_in_the_folder_that_the_bank_uses(command, monkeypatch, tmp_path):
    monkeypatch.setattr(command, "Program", _stop)
    monkeypatch.setenv("GATEWAY_EXCHANGE_FOLDER", str(tmp_path / "elsewhere"))
    with pytest.raises(Told) as told:
        call_command(command.Command())
    assert told.value.args[0].folder == tmp_path / "elsewhere"


@pytest.mark.parametrize("command", [run_card_network, run_clearing_house])
def test_a_folder_given_to_the_command_goes_before(command, monkeypatch, tmp_path):
    monkeypatch.setattr(command, "Program", _stop)
    monkeypatch.setenv("GATEWAY_EXCHANGE_FOLDER", str(tmp_path / "elsewhere"))
    with pytest.raises(Told) as told:
        call_command(command.Command(), folder=tmp_path / "here")
    assert told.value.args[0].folder == tmp_path / "here"
