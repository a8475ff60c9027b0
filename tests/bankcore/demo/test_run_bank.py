"""Starting the bank where it cannot be."""

import socket
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.usefixtures("committed_bank")
def test_a_taken_address_is_said_in_one_sentence_with_what_to_do(settings, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        settings.ENVIRONMENT = replace(
            settings.ENVIRONMENT, web_address=address, data_folder=tmp_path
        )
        with pytest.raises(CommandError, match=f"{address} already") as refused:
            call_command("run_bank")
    assert "WEB_ADDRESS=" in str(refused.value)
    assert list(tmp_path.iterdir()) == []
