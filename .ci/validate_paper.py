"""Hold statements and letters against PDF/UA-1 by veraPDF: make pdfua.

A short statement, one of several pages, one without entries, and a letter, with the data of the
tests. Which standard is theirs veraPDF reads in the files. Exits 1 where one breaks a rule.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bankcore.settings.development")

import django  # noqa: E402

django.setup()

from accounts.domain.paper import letter  # noqa: E402 - Django first
from tests.accounts import papers  # noqa: E402
from tests.accounts.domain.test_paper import certificate, written  # noqa: E402

VALIDATOR = "org.verapdf.apps.GreenfieldCliWrapper"


def main() -> int:
    """Return 1 where a document is not what it says it is."""
    rows = [papers.row(seq, 100) for seq in range(1, 120)]
    documents = {
        "statement.pdf": written(papers.sample()),
        "statement-of-several-pages.pdf": written(papers.statement(rows)),
        "statement-without-entries.pdf": written(papers.statement([])),
        "letter.pdf": letter.render(certificate()),
    }
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, content in documents.items():
            file = Path(folder) / name
            file.write_bytes(content)
            files.append(str(file))
        command = ["java", "-cp", str(ROOT / ".audit/verapdf/*"), VALIDATOR]
        done = subprocess.run(  # noqa: S603 - what pom.xml names
            [*command, "--format", "text", "-v", *files],
            capture_output=True,
            text=True,
            check=False,
        )
    print(done.stdout.replace(f"{folder}/", ""), done.stderr, sep="", end="")
    passed = [line for line in done.stdout.splitlines() if line.startswith("PASS ")]
    right = [line for line in passed if line.endswith(" ua1")]
    return 0 if done.returncode == 0 and len(right) == len(documents) else 1


if __name__ == "__main__":
    sys.exit(main())
