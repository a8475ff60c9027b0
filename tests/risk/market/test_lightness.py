"""Processes that measure nothing do not load what reckons."""

import os
import subprocess
import sys

from bankcore.settings import env

_LOOK = """
import sys, django
django.setup()
import risk.market.public, bankcore.endofday.public
heavy = {"risk.market.domain.tail_risk", "risk.market.services.plots", "scipy.optimize"}
print(sorted(heavy & set(sys.modules)))
"""


def test_the_door_of_market_loads_neither_numpys_part_nor_the_plots():
    done = subprocess.run(
        [sys.executable, "-c", _LOOK],
        cwd=env.REPOSITORY,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "bankcore.settings.test"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "[]"
