"""Clients that are generated from the schema build, and pay at a bank that listens."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from bankcore.settings.env import REPOSITORY
from tests import factories
from tests.clients import ApiClient
from tests.live import live_bank

HERE = Path(__file__).parent
NPM = ("openapi-typescript@7.13.0", "openapi-fetch@0.17.0", "typescript@5.9.3", "@types/node@20")
TYPESCRIPT = ("--strict", "--module", "nodenext", "--target", "es2022", "--skipLibCheck")


def run(command: list[str | Path], folder: Path, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-3_000:]
    return done.stdout


def described(folder: Path) -> Path:
    path = folder / "openapi.yaml"
    call_command("spectacular", "--file", str(path))
    return path


def paid_by(command: list[str | Path], folder: Path) -> list[str]:
    """Run a program that pays 12.34, tries to pay too much, and looks at the payee's balance."""
    payer, payee = factories.account(funds=50), factories.account()
    program = ApiClient("generated", scopes=["accounts:read", "payments:write"])
    with live_bank() as bank:
        told = run(
            command,
            folder,
            BANK=bank.url,
            KEY=program._key,
            PAYER=str(payer.account_id),
            PAYEE=str(payee.account_id),
        )
    return told.split()


def test_the_python_client_builds_and_pays(committed_bank, tmp_path):
    generator = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    settings = tmp_path / "settings.yaml"
    # Formatting what is thrown away takes longer than making it.
    settings.write_text((REPOSITORY / ".ci/python_client.yaml").read_text() + "post_hooks: []\n")
    made = [*("--path", described(tmp_path)), *("--config", settings), "--fail-on-warning"]
    run([*generator, *made], tmp_path)
    shutil.copy(HERE / "pay_by_client.py", tmp_path)
    told = paid_by([sys.executable, "pay_by_client.py"], tmp_path)
    assert told == ["12.34", "insufficient_funds", "12.34"]


def test_the_typescript_client_compiles_and_pays(committed_bank, tmp_path):
    if shutil.which("npm") is None:
        pytest.skip("Node is not installed: the TypeScript client is not tried")
    (tmp_path / "package.json").write_text('{"private": true, "type": "module"}')
    npm = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefer-offline", *NPM]
    if subprocess.run(npm, cwd=tmp_path, capture_output=True, timeout=300, check=False).returncode:
        pytest.skip("npm reaches no registry: the TypeScript client is not tried")
    programs = tmp_path / "node_modules" / ".bin"
    types = ["--output", "bank.d.ts", "--default-non-nullable", "false"]
    run([programs / "openapi-typescript", described(tmp_path), *types], tmp_path)
    shutil.copy(HERE / "pay_by_client.ts", tmp_path)
    run([programs / "tsc", *TYPESCRIPT, "pay_by_client.ts"], tmp_path)
    assert paid_by(["node", "pay_by_client.js"], tmp_path) == [
        "12.34",
        "insufficient_funds",
        "12.34",
    ]
