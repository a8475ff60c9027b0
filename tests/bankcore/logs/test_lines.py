"""One line an event, for machines or for people, with the ids of what it belongs to."""

import io
import json
import logging

import pytest

from bankcore.logs import context
from bankcore.logs.lines import ContextFilter, JsonLine, PlainLine

SENT = "password=hunter22"
FORGED = "x\n2026-03-02 INFO bank [-] Transfer booked"


class Log:
    def __init__(self, formatter: logging.Formatter) -> None:
        self.written = io.StringIO()
        handler = logging.StreamHandler(self.written)
        handler.setFormatter(formatter)
        handler.addFilter(ContextFilter())
        self.logger = logging.Logger("bank")  # noqa: LOG001 - one of the test's own
        self.logger.addHandler(handler)

    @property
    def lines(self) -> list[str]:
        return self.written.getvalue().splitlines()


def fail_with(text: str) -> None:
    raise ValueError(text)


@pytest.fixture
def json_log():
    return Log(JsonLine())


@pytest.fixture
def plain_log():
    return Log(PlainLine())


def test_a_line_for_machines_carries_time_level_ids_and_what_was_added(json_log):
    with context.within(context.Ids("r-1", "a" * 32)):
        json_log.logger.warning("Refused %s", 7, extra={"account_id": "x", "status": 409})
    told = json.loads(json_log.lines[0])
    assert told.pop("at").endswith("Z")
    assert told == {
        "level": "WARNING",
        "logger": "bank",
        "message": "Refused 7",
        "request_id": "r-1",
        "trace_id": "a" * 32,
        "account_id": "x",
        "status": 409,
    }


def test_a_line_for_machines_hides_secrets_in_message_extras_and_traceback(json_log):
    try:
        fail_with(SENT)
    except ValueError:
        json_log.logger.exception(
            "Bearer abcdefghij", extra={"api_key": "zzzz", "to": "a@b.example"}
        )
    (line,) = json_log.lines
    assert not any(each in line for each in ("hunter22", "abcdefghij", "zzzz", "a@b.example"))
    assert "ValueError" in line


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\x1b[2J", "\x85", "\u2028"])
def test_a_caller_cannot_begin_a_line_of_its_own(json_log, plain_log, ending):
    sent = f"x{ending}2026-03-02 INFO bank [-] Transfer booked"
    for log in (json_log, plain_log):
        log.logger.info("No account %s", sent)
        assert len(log.lines) == 1
        assert "\x1b" not in log.lines[0]


def test_a_traceback_for_people_is_marked_line_by_line(plain_log):
    try:
        fail_with(FORGED)
    except ValueError:
        plain_log.logger.exception("Failed")
    assert len(plain_log.lines) > 3
    assert all(line.startswith("  | ") for line in plain_log.lines[1:])


def test_a_trace_begun_elsewhere_goes_on():
    begun = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    assert context.trace_id_of(begun) == "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    "sent", ["", "x", "00-" + "0" * 32 + "-00f067aa0ba902b7-01", "00-4BF9-00f0-01"]
)
def test_a_trace_that_is_none_begins_anew(sent):
    assert len(context.trace_id_of(sent)) == 32
    assert context.trace_id_of(sent) != context.trace_id_of(sent)
