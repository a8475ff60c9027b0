"""The first call of the portal's page works, in each of its languages."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from bankcore.developers.services import handbook
from tests import factories
from tests.clients import ApiClient
from tests.live import live_bank

PROGRAMS = {"sh": ["bash", "-c"], "python": [sys.executable, "-c"], "js": ["node", "-e"]}


@pytest.mark.parametrize("language", PROGRAMS)
def test_the_first_call_answers(committed_bank, language):
    if shutil.which(PROGRAMS[language][0]) is None:
        pytest.skip(f"{PROGRAMS[language][0]} is not installed")
    account = factories.account(funds=5)
    program = ApiClient("first", scopes=["accounts:read"])
    with live_bank() as bank:
        done = subprocess.run(
            [*PROGRAMS[language], handbook.first_call()[language]],
            env={**os.environ, "BANK": bank.url, "KEY": program._key},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert str(account.account_id) in json.dumps(json.loads(done.stdout))
