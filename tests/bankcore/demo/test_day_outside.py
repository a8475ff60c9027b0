"""A day whose outside world does not play along: a sentence with a cure, and no traceback."""

import socket

import pytest
from django.core.management import CommandError, call_command

from bankcore.demo import course, gateway, migrated, opening, outside


@pytest.fixture
def day(monkeypatch, settings):
    settings.DEMO_BANK = True
    monkeypatch.setattr(migrated, "require", lambda: None)
    monkeypatch.setattr(opening, "ensure", lambda **_asked: 0)

    def run(failure: Exception) -> str:
        def fail(**_asked):
            raise failure

        monkeypatch.setattr(course, "run", fail)
        with pytest.raises(CommandError) as refused:
            call_command("run_business_day")
        return str(refused.value)

    return run


@pytest.mark.parametrize(
    "failure",
    [
        outside.OutsideNotThere("The program link did not start; its log says why."),
        gateway.NotReconciled("Not reconciled: unexplained visa 1.00 EUR; refused 0."),
    ],
)
def test_a_day_that_the_outside_world_holds_up_says_what_to_do(day, failure):
    said = day(failure)
    assert said.startswith(str(failure))
    assert "stop it with Ctrl-C" in said


def test_a_program_that_does_not_answer_is_named():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(outside.OutsideNotThere, match=f"port {port} does not answer /clear"):
        outside._tell(port, "/clear", {})
