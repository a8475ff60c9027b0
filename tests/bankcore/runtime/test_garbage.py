"""A program that loads the bank does not stop for garbage while it does."""

import gc

from bankcore.runtime import garbage


def test_garbage_is_looked_for_rarely_and_still_looked_for():
    before = gc.get_threshold()
    try:
        gc.set_threshold(700)
        garbage.collect_rarely()
        assert gc.get_threshold()[0] == 10_000
        assert gc.isenabled()
    finally:
        gc.set_threshold(*before)
