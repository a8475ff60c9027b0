"""Where the web processes of one server count, so that any of them can tell for all.

Prometheus's library counts in files, one for each process, in a folder named by an environment
variable that it reads when it is imported.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def share(folder: Path) -> None:
    """Count in a folder of this process's parent: a server that starts again counts from zero.

    Folders of servers that are gone are removed. A folder that the operator has named stands.
    """
    if _VARIABLE in os.environ:
        return
    own = folder / str(os.getppid())
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    for other in folder.iterdir():
        if other.name.isdecimal() and not Path(f"/proc/{other.name}").exists():
            shutil.rmtree(other, ignore_errors=True)
    os.environ[_VARIABLE] = str(own)
