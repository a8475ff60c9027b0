"""How much one question may take. See docs/workbench.md."""

from __future__ import annotations

from typing import Final

SECONDS: Final = 20
MEMORY_MB: Final = 512
"""For the engine; the process may have as much again for itself."""

ROWS_OF_A_PAGE: Final = 1_000
ROWS_OF_A_FILE: Final = 50_000
BYTES: Final = 16 * 1024 * 1024
LONGEST_CELL: Final = 10_000
"""Characters."""

AT_ONCE: Final = 3
"""By all analysts together; one of them has one question at a time."""
