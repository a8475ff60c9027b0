"""The containers are the programs of `run_bank`, one of each, and no work is left without any."""

from dataclasses import replace
from typing import Any

import pytest
import yaml

from bankcore.demo.management.commands import run_bank
from bankcore.settings import env

SERVICES: dict[str, Any] = yaml.safe_load((env.REPOSITORY / "compose.yaml").read_text())["services"]
SERVERS = {"postgres", "redis", "migrate"}
PLAYED = {"run_card_network", "run_clearing_house"}


def role(command: list[str]) -> str:
    """Return what a program is: a command of the bank's, Celery's worker or beat, or the web."""
    if "manage.py" in command:
        return command[command.index("manage.py") + 1]
    return next((each for each in ("worker", "beat") if each in command), "web")


def queues(commands: list[list[str]]) -> set[str]:
    found = (each[each.index("-Q") + 1] for each in commands if "-Q" in each)
    return {name for names in found for name in names.split(",")}


def programs(**changes) -> list[list[str]]:
    here = dict.fromkeys(("visa", "mastercard"), ("127.0.0.1", 1))
    environment = replace(env.read(), **{"card_networks": here} | changes)
    return [list(each.command) for each in run_bank._programs(environment)]


def containers() -> dict[str, list[str]]:
    return {name: each.get("command", []) for name, each in SERVICES.items() if name not in SERVERS}


def test_every_program_of_the_bank_is_a_container():
    assert {role(each) for each in containers().values()} == {role(each) for each in programs()}


def test_every_queue_has_a_worker(settings):
    routed = {each["queue"] for each in settings.CELERY_TASK_ROUTES.values()}
    needed = {*routed, settings.CELERY_TASK_DEFAULT_QUEUE}
    assert queues(programs()) == queues(list(containers().values())) == needed


def test_the_outside_world_is_played_only_where_asked_for():
    played = {role(containers()[name]) for name in containers() if "profiles" in SERVICES[name]}
    assert played == PLAYED


def test_what_shares_keys_sockets_or_files_shares_the_volume():
    without = {
        name for name in containers() if "bank:/data" not in SERVICES[name].get("volumes", [])
    }
    assert without == {"beat", "relay", "webhooks"}


@pytest.mark.parametrize("is_demo", [True, False])
def test_no_program_runs_twice(settings, is_demo):
    settings.DEMO_BANK = is_demo
    names = [role(each) for each in programs(cleared_by_exchange={"EUR": "sepa"})]
    assert sorted(names) == sorted(set(names))


def test_networks_of_others_are_not_played_beside_the_link(settings):
    settings.DEMO_BANK = False
    elsewhere = {"visa": ("10.0.0.9", 8583), "mastercard": ("10.0.0.9", 8584)}
    found = {role(each) for each in programs(card_networks=elsewhere)}
    assert "run_card_link" in found
    assert not found & PLAYED


def test_a_demo_bank_that_clears_by_exchange_has_a_clearing_house_in_any_case(settings):
    settings.DEMO_BANK = True
    elsewhere = {"visa": ("10.0.0.9", 8583), "mastercard": ("10.0.0.9", 8584)}
    given = {"card_networks": elsewhere, "cleared_by_exchange": {"EUR": "sepa"}}
    assert PLAYED & {role(each) for each in programs(**given)} == {"run_clearing_house"}
