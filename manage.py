#!/usr/bin/env python
"""Django's command line for Bankcore. Starts the embedded database for as long as it is needed."""

import os
import sys

from django.core.management import execute_from_command_line

from bankcore.runtime import embedded
from bankcore.settings import env

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bankcore.settings.development")
    try:
        with embedded.database(env.read()):
            execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
