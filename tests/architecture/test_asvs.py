"""What the bank says of ASVS 5.0 is complete, and what it names as evidence is there."""

import ast
import csv
import runpy
from collections import Counter
from pathlib import Path

import pytest

from bankcore.settings import env
from tests.architecture import source
from tests.conftest import SHARED_DATA

OFFICIAL = SHARED_DATA / "asvs" / "requirements.csv"
WHOLE_CHAPTERS = {"V6", "V7", "V11", "V16"}
ASVS = runpy.run_path(str(env.REPOSITORY / "docs" / "security" / "asvs.py"))
FOUND = ASVS["requirements"]()


def expected() -> dict[str, int]:
    """Return the levels of the official requirements that are to be told of."""
    with OFFICIAL.open(encoding="utf-8", newline="") as file:
        rows = [(row["req_id"], int(row["level"])) for row in csv.DictReader(file)]
    return {
        name: level for name, level in rows if level < 3 or name.split(".")[0] in WHOLE_CHAPTERS
    }


def names_in(path: str) -> set[str]:
    """Return the names of a file's tests as pytest spells them: test or Class::test."""
    names = set()
    for node in source.tree(Path(path)).body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            inside = [each.name for each in node.body if isinstance(each, ast.FunctionDef)]
            names.update(f"{node.name}::{each}" for each in inside)
    return names


@pytest.mark.skipif(not OFFICIAL.exists(), reason="the official list is not on this machine")
def test_every_official_requirement_is_there_once_and_no_other():
    assert {each["id"]: each["level"] for each in FOUND} == expected()


def test_nothing_is_told_twice_and_every_chapter_is_known():
    assert len(FOUND) == 277
    assert max(Counter(each["id"] for each in FOUND).values()) == 1
    assert {ASVS["chapter_of"](each) for each in FOUND} == set(ASVS["CHAPTERS"])


def test_what_is_met_has_evidence_and_what_is_not_says_why():
    assert {each["status"] for each in FOUND} == set(ASVS["STATUSES"])
    bare = [
        each["id"]
        for each in FOUND
        if not each.get("evidence" if each["status"] == "met" else "note")
    ]
    assert bare == []
    assert [each["id"] for each in FOUND if not 1 <= len(each["topic"].split()) <= 8] == []


def test_every_file_and_test_that_is_named_exists():
    named = {evidence for each in FOUND for evidence in each.get("evidence", [])}
    missing = []
    for evidence in sorted(named):
        path, _, test = evidence.partition("::")
        if not (env.REPOSITORY / path).is_file() or (test and test not in names_in(path)):
            missing.append(evidence)
    assert missing == []


def test_the_page_for_people_is_current():
    assert ASVS["PAGE"].read_text(encoding="utf-8") == ASVS["page"](), (
        "python docs/security/asvs.py"
    )
