"""Write asvs.md, for people, from asvs.toml: counts, and a table for each chapter."""

import sys
import tomllib
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA, PAGE = HERE / "asvs.toml", HERE / "asvs.md"
STATUSES = ("met", "not met", "not applicable")
CHAPTERS = {
    "V1": "Encoding and sanitisation",
    "V2": "Validation and business logic",
    "V3": "Web front end",
    "V4": "API and web service",
    "V5": "Files",
    "V6": "Authentication",
    "V7": "Sessions",
    "V8": "Authorisation",
    "V9": "Self-contained tokens",
    "V10": "OAuth and OIDC",
    "V11": "Cryptography",
    "V12": "Secure communication",
    "V13": "Configuration",
    "V14": "Data protection",
    "V15": "Secure coding and architecture",
    "V16": "Logging and errors",
    "V17": "WebRTC",
}
HEAD = """\
# OWASP ASVS 5.0.0

Every requirement of levels 1 and 2, and those of level 3 of the chapters V6, V7, V11 and V16.
Written by `docs/security/asvs.py` from [asvs.toml](asvs.toml); a test holds that every test and
file named here exists. Nobody but the bank's own builders has assessed it. "Partly" counts as not
met.
"""


def requirements() -> list[dict]:
    """Return what asvs.toml holds, in its order."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))["requirement"]


def chapter_of(requirement: dict) -> str:
    """Return "V6" for "V6.2.1"."""
    return requirement["id"].split(".")[0]


def page() -> str:
    """Return the page as it should be."""
    found = requirements()
    parts = [HEAD, counts(found), "## Not met\n", not_met(found)]
    for chapter, name in CHAPTERS.items():
        rows = [each for each in found if chapter_of(each) == chapter]
        parts.append(f"## {chapter} {name}\n")
        parts.append(table(rows))
    return "\n".join(parts)


def counts(found: list[dict]) -> str:
    """Return how many are met, by level and by chapter."""
    lines = ["| | met | not met | of these partly | not applicable |", "|---|---|---|---|---|"]
    for level in (1, 2, 3):
        rows = [each for each in found if each["level"] == level]
        lines.append(count_line(f"level {level}", rows))
    lines.append(count_line("**all**", found))
    for chapter, name in CHAPTERS.items():
        rows = [each for each in found if chapter_of(each) == chapter]
        lines.append(count_line(f"{chapter} {name}", rows))
    return "\n".join(lines) + "\n"


def count_line(name: str, rows: list[dict]) -> str:
    """Return one line of the counts."""
    number = Counter(each["status"] for each in rows)
    partly = sum(each.get("note", "").startswith("Partly:") for each in rows)
    met, missed, other = (number[status] for status in STATUSES)
    return f"| {name} | {met} | {missed} | {partly} | {other} |"


def not_met(found: list[dict]) -> str:
    """Return what is missing, in one list: what an auditor reads first."""
    rows = [each for each in found if each["status"] == "not met"]
    lines = [
        f"- **{each['id']}** (level {each['level']}) {each['topic']}. {each['note']}"
        for each in rows
    ]
    return "\n".join(lines) + "\n"


def table(rows: list[dict]) -> str:
    """Return one chapter's table."""
    lines = ["| | level | topic | status | evidence and notes |", "|---|---|---|---|---|"]
    for each in rows:
        shown = [link(evidence) for evidence in each.get("evidence", [])]
        words = " ".join(filter(None, [each.get("note", ""), ", ".join(shown)]))
        status = "**not met**" if each["status"] == "not met" else each["status"]
        lines.append(f"| {each['id']} | {each['level']} | {each['topic']} | {status} | {words} |")
    return "\n".join(lines) + "\n"


def link(evidence: str) -> str:
    """Return a link to the file, named after the test or the file."""
    path, _, test = evidence.partition("::")
    return f"[{test.rpartition('::')[2] or path}](../../{path})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name}: {len(requirements())} requirements", file=sys.stderr)
