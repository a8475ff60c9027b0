"""For `make explain`: listens to a run of tests, and explains at its end what was asked.

python -m pytest -p tests.explained.plugin tests/accounts/presentation
"""

import pytest

from tests.explained import plans
from tests.explained.statements import listening

_found: list[plans.Found] = []


@pytest.fixture(scope="session", autouse=True)
def _explained(_template, django_db_blocker):
    with django_db_blocker.unblock():
        plans.give_first_pages()
    with listening() as listener:
        yield
    with django_db_blocker.unblock():
        # Of a table that tests left empty, autovacuum has given its only page back.
        plans.give_first_pages()
        _found.append(plans.explain(listener.heard.values()))


def pytest_sessionfinish(session) -> None:
    """Fail where a large table is read whole and nobody has allowed it."""
    if _found and _found[0].wrong and not session.exitstatus:
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter) -> None:
    """Say what was found."""
    for found in _found:
        terminalreporter.section("statements that read a large table whole")
        for scan in found.wrong:
            terminalreporter.line(str(scan))
        for kind, why in found.unexplained:
            terminalreporter.line(f"not explained ({why}): {kind}")
        permitted = len(found.scans) - len(found.wrong)
        terminalreporter.line(
            f"{found.explained} statements explained, {len(found.wrong)} scans, {permitted}"
            f" allowed, {len(found.unexplained)} not explained"
        )
