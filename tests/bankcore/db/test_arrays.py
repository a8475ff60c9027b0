"""An array that is written as a text is read by PostgreSQL as the very values."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bankcore.db import arrays

TEXTS = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12
) | st.sampled_from(["NULL", "", "{}", '"', "\\", "a,b", " a ", "{{x}}", "'"])


def read(values, kind):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [arrays.written(values)])
        return cursor.fetchone()[0]


# Nothing is written: the database is the same for each.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS, max_size=5))
def test_any_texts_come_back_as_they_were(bank, texts):
    assert read(texts, "text") == texts


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("bigint", [-1, 0, 2**62]),
        ("boolean", [True, False]),
        ("uuid", [UUID(int=7)]),
        ("timestamptz", [datetime(2026, 3, 2, 1, 2, 3, 456789, tzinfo=UTC)]),
    ],
)
def test_other_values_come_back_as_they_were(bank, kind, values):
    assert read(values, kind) == values
