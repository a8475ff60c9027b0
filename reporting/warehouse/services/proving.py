"""Proof that an erased customer cannot be told from anything in the lake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bankcore.errors import BankError
from reporting.warehouse.repositories import canaries, lake, tidying


class NotErased(BankError):
    """The customer is not there, or has not been erased from the bank's own tables."""

    code = "customer_not_erased"
    cure = "Have the customer erased first: the lake's files follow from the bank's tables."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was read, where the customer's id still stands, and what was found that must not be.

    `rows` says by dataset how many rows of any version lead from the id, and to which columns.
    """

    files: int
    rows: Mapping[str, int]
    columns: Mapping[str, Sequence[str]]
    found: tuple[str, ...]


def prove_erased(*, customer_id: UUID, words: Sequence[str]) -> Proof:
    """Read every file of the lake, of every version, and say what leads to an erased customer.

    `words` are what must not be there: name, address, number as they were. Columns that no dataset
    declares are a finding as well. Raises NotErased.
    """
    number = canaries.erased_customer(customer_id)
    if number is None:
        message = "The customer has not been erased."
        raise NotErased(message)
    files = tidying.every_file()
    rows: dict[str, int] = {}
    columns: dict[str, Sequence[str]] = {}
    found: list[str] = []
    with lake.engine() as connection:
        for file in files:
            if file.suffix == ".parquet":
                told = canaries.read(connection, file, number, customer_id, words)
                found += told.found
                if told.rows:
                    rows[told.dataset] = rows.get(told.dataset, 0) + told.rows
                    columns[told.dataset] = told.columns
            else:
                found += canaries.read_raw(file, words)
    return Proof(files=len(files), rows=rows, columns=columns, found=tuple(found))
