#!/usr/bin/env python
"""Django's command line for Bankcore. Starts the embedded database for as long as it is needed."""

import os
import sys
from contextlib import nullcontext

from django.conf import settings
from django.core.management import execute_from_command_line, load_command_class
from django.utils.log import configure_logging

from bankcore.runtime import embedded, garbage
from bankcore.settings import env

# What makes a database anew works without one.
WITHOUT_DATABASE = {"restore_backup"}
# The outside world, where it is played here: it knows nothing of the bank, and is not made to wait
# until the bank is loaded.
OUTSIDE = {"run_card_network", "run_clearing_house"}


def main(arguments: list[str]) -> None:
    """Run the command that the arguments name."""
    name = "".join(arguments[1:2])
    if name in OUTSIDE:
        configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
        load_command_class("bankcore.counterparties", name).run_from_argv(arguments)
        return
    with nullcontext() if name in WITHOUT_DATABASE else embedded.database(env.read()):
        execute_from_command_line(arguments)


if __name__ == "__main__":
    garbage.collect_rarely()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bankcore.settings.development")
    try:
        main(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
