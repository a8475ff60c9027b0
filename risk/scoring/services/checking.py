"""Checking a model file: read here, then loaded in a process that may break instead of this one."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from typing import Any, Final

from django.conf import settings

from bankcore.errors import BankError
from risk.scoring.domain.files import ModelFile, NotAModel, read

_SECONDS: Final = 30
_MEMORY: Final = 2_000_000_000


class CannotUseModel(BankError):
    """The file is no LightGBM text model that this bank can use."""

    code = "model_refused"
    cure = "Train with the features of this bank, and save with LightGBM's save_model."


def check(text: str) -> ModelFile:
    """Return what the file holds; raises CannotUseModel with the sentence that says why not."""
    try:
        found = read(text)
    except NotAModel as error:
        raise CannotUseModel(str(error), field="file") from None
    said = _load(text)
    fits = said.get("trees") == found.trees and said.get("features") == len(found.names)
    figures = said.get("figures", [])
    if not fits or not all(0 <= each <= 1 for each in figures):
        message = "LightGBM does not read the file as it says it is."
        raise CannotUseModel(message, field="file")
    return found


def _load(text: str) -> dict[str, Any]:
    """Return what LightGBM says of the model, in a process with limits and no settings."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "risk.scoring.domain.parsing"],
            input=text.encode(),
            capture_output=True,
            timeout=_SECONDS,
            cwd=settings.BASE_DIR,
            env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            preexec_fn=_limit,
            check=False,
        )
        result: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        result = {}
    if not result:
        message = "LightGBM cannot read the file."
        raise CannotUseModel(message, field="file")
    return result


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
