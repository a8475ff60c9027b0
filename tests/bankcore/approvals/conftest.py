"""The kinds of request that these tests make."""

import pytest

from tests.bankcore.approvals import errands


@pytest.fixture
def executors(settings) -> None:
    """Put the errands' executors in place of the bank's."""
    settings.APPROVAL_EXECUTORS = f"{errands.__name__}.EXECUTORS"
