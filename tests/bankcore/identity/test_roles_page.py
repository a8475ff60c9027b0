"""docs/security/roles.md says what the code says; ROLES_PAGE=write writes its tables anew."""

import os
import re

from bankcore.executors import EXECUTORS
from bankcore.identity.domain.segregation import CONFLICTS
from bankcore.identity.public import Role
from bankcore.roles import PERMISSIONS, VIEWS
from bankcore.settings.env import REPOSITORY

PAGE = REPOSITORY / "docs" / "security" / "roles.md"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def permissions() -> str:
    roles = list(Role)
    rows = [
        [f"`{name}`", *("x" if role in given else "" for role in roles)]
        for name, given in PERMISSIONS.items()
    ]
    return table(["permission", *roles], rows)


def views() -> str:
    return table(["role", "sees the pages of"], [[role, ", ".join(VIEWS[role])] for role in Role])


def conflicts() -> str:
    pairs = sorted((*sorted(pair), why) for pair, why in CONFLICTS.items())
    return table(["role", "not with", "why"], [list(each) for each in pairs])


def kinds() -> str:
    rows = [
        [f"`{kind}`", " and ".join(f"`{each}`" for each in EXECUTORS[kind].permissions)]
        for kind in EXECUTORS
    ]
    return table(["kind of request", "whoever decides needs"], rows)


TABLES = {"permissions": permissions, "views": views, "conflicts": conflicts, "kinds": kinds}


def test_the_page_says_what_the_code_says():
    text = PAGE.read_text()
    expected = text
    for name, make in TABLES.items():
        block = f"<!-- {name} -->\n{make()}\n<!-- end -->"
        expected, count = re.subn(
            rf"<!-- {name} -->\n.*?<!-- end -->", lambda _, b=block: b, expected, flags=re.DOTALL
        )
        assert count == 1, f"the page has no place for {name}"
    if os.environ.get("ROLES_PAGE") == "write":
        PAGE.write_text(expected)
    assert PAGE.read_text() == expected


def test_the_page_tells_the_limits_that_the_database_begins_with(bank):
    from bankcore.approvals import public as approvals

    rows = [[each.role, str(each.up_to)] for each in approvals.decision_limits()]
    for row in rows:
        assert "| " + " | ".join(row) + " |" in PAGE.read_text()
