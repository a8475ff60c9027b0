"""Pages that name tests as evidence name tests that are there."""

import re
from pathlib import Path

import pytest

from bankcore.settings import env
from tests.architecture.source import files, text

PAGES = sorted((env.REPOSITORY / "docs" / "security").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_test_that_a_page_names_exists(page: Path):
    named = set(re.findall(r"`(test_\w+)(?:\[[^\]]*\])?`", page.read_text(encoding="utf-8")))
    there = {name for path in files("tests") for name in re.findall(r"def (test_\w+)", text(path))}
    assert named - there == set()
