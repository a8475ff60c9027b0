"""A test has room on the stack for whatever it calls."""

import inspect

from tests.stack import with_room


def _deep(calls: int) -> int:
    return calls and _deep(calls - 1)


def test_what_is_called_with_room_returns_what_it_returns():
    assert with_room(divmod, 7, 2) == (3, 1)
    assert with_room(_deep, 400) == 0


def test_every_test_is_called_with_room():
    frame = inspect.currentframe()
    found = []
    while frame is not None:
        found.append(frame.f_code)
        frame = frame.f_back
    assert with_room.__code__ in found
    assert with_room.__code__.co_stacksize * 8 > 512 * 1024
