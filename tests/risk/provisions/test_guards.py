"""What the database itself refuses, the bank's own role and its owner alike."""

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction

from risk.provisions.models import Loss
from tests.factories.loans import lent
from tests.risk.provisions.days import agree, provide

pytestmark = [
    pytest.mark.usefixtures("bank"),
    pytest.mark.django_db(databases=["default", "owner"]),
]
KEPT = (
    "parameterversion", "mark", "exposure", "schedule", "provisionday", "loss", "movement",
)  # fmt: skip
CHANGES = (
    "UPDATE provisions_{} SET id = id", "DELETE FROM provisions_{}",
    "TRUNCATE provisions_{} CASCADE",
)  # fmt: skip


def refused(sql: str, why: str, role: str = "default") -> None:
    with (
        connections[role].cursor() as cursor,
        pytest.raises(DatabaseError, match=why),
        transaction.atomic(using=role),
    ):
        cursor.execute(sql)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kept", KEPT)
def test_nobody_changes_what_was_found_or_agreed(kept, change):
    refused(change.format(kept), "append-only", "owner")
    refused(change.format(kept), "permission denied")


@pytest.mark.parametrize(
    "change",
    [{"stage": 4}, {"line": "1200"}, {"amount": -1}, {"pd": 0}, {"amount": 10**9}, {"drawn": -1}],
)
def test_a_figure_that_cannot_be_so_is_not_kept(change):
    lent()
    agree()
    provide()
    loss = Loss.objects.get()
    day = loss.day
    day.pk, day.day = None, day.day.replace(year=2027)
    day.save(force_insert=True)
    loss.pk, loss.day = None, day
    for name, value in change.items():
        setattr(loss, name, value)
    with pytest.raises(IntegrityError, match="provisions_loss_"), transaction.atomic():
        loss.save(force_insert=True)
