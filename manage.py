#!/usr/bin/env python
"""Django's command line for Bankcore. Starts the embedded database for as long as it is needed."""

import os
import sys
from contextlib import nullcontext

from django.core.management import execute_from_command_line

from bankcore.runtime import embedded
from bankcore.settings import env

# What makes a database anew works without one.
WITHOUT_DATABASE = {"restore_backup"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bankcore.settings.development")
    try:
        alone = WITHOUT_DATABASE.intersection(sys.argv[1:2])
        with nullcontext() if alone else embedded.database(env.read()):
            execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
