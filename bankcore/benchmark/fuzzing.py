"""Schemathesis against the running API: what nobody thought of, in any field of any endpoint."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bankcore.benchmark import api, scratch
from bankcore.demo import bank
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.settings.env import Environment

_KEY: Final = "bk_test_fuzz_not_a_secret"
_SECRET: Final = "bs_fuzz_not_a_secret"  # noqa: S105 - of a database thrown away at the end
_CHECKS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "ignored_auth",
    "unsupported_method",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzing:
    """How long, from which seed, and which operations (all where none are named)."""

    seconds: int
    seed: int
    operations: tuple[str, ...] = ()


def run(environment: Environment, asked: Fuzzing, *, now: datetime) -> tuple[int, bool]:
    """Fuzz the API of a demo bank in a scratch database, with a key of every scope.

    Returns Schemathesis's exit status, and whether the ledger's invariants held afterwards.
    """
    with scratch.database(environment) as name:
        bank.ensure(day=now.date(), now=now)
        identity.ensure_api_client(
            client_id="fuzz",
            name="Fuzzer",
            api_key=_KEY,
            signing_secret=_SECRET,
            now=now,
            scopes=identity.all_scopes(),
        )
        # A longer request line would be refused by the server, before the API sees it.
        with api.server(environment, name, "--limit-request-line", "0") as port:
            status = subprocess.run(  # noqa: S603 - our own program and arguments
                _command(port, asked), check=False, env={**os.environ, "NO_COLOR": "1"}
            ).returncode
        return status, all(check.holds for check in ledger.verify())


def _command(port: int, asked: Fuzzing) -> list[str]:
    return [
        *(sys.executable, "-m", "schemathesis.cli", "run"),
        f"http://127.0.0.1:{port}/api/v1/schema/?format=json",
        *("--header", f"Authorization: Bearer {_KEY}"),
        *("--seed", str(asked.seed), "--max-time", str(asked.seconds)),
        *("--phases", "examples,coverage,fuzzing", "--checks", ",".join(_CHECKS)),
        *("--workers", "2", "--continue-on-failure", "--warnings", "off"),
        *(word for each in asked.operations for word in ("--include-operation-id", each)),
    ]
