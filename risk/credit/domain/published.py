"""Published sets of credit cases, as their files are, and figures to compare with."""

from __future__ import annotations

import csv
import gzip
import lzma
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSet:
    """Columns by name, 1 for each bad case, and what the columns hold."""

    columns: Mapping[str, Sequence[Any]]
    bads: Sequence[int]
    texts: frozenset[str]
    special: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A set, and areas under the curve that others reach on it in ten folds.

    `binned` is weight of evidence by optbinning with logistic regression, `boosted` LightGBM.
    """

    name: str
    read: Callable[[Path], CaseSet]
    aim: float
    binned: float
    boosted: float


def german(folder: Path) -> CaseSet:
    """Return Statlog's German credit: 1,000 cases of 20 attributes, 300 of them bad."""
    rows = [line.split() for line in (folder / "german" / "german.data").read_text().splitlines()]
    columns: dict[str, Sequence[Any]] = {}
    texts = set()
    for number in range(20):
        values = [row[number] for row in rows]
        name = f"attribute {number + 1}"
        if values[0].isdecimal():
            columns[name] = [float(each) for each in values]
        else:
            columns[name] = values
            texts.add(name)
    bads = [int(row[20] == "2") for row in rows]
    return CaseSet(columns=columns, bads=bads, texts=frozenset(texts))


def heloc(folder: Path) -> CaseSet:
    """Return FICO's HELOC without the rows of all -9: -7, -8 and -9 say why a value is missing."""
    with lzma.open(folder / "heloc" / "heloc_dataset_v1.csv.xz", "rt") as file:
        rows = list(csv.DictReader(file))
    target = "RiskPerformance"
    names = [name for name in rows[0] if name != target]
    rows = [row for row in rows if any(float(row[name]) != -9 for name in names)]
    return CaseSet(
        columns={name: [float(row[name]) for row in rows] for name in names},
        bads=[int(row[target] == "Bad") for row in rows],
        texts=frozenset(),
        special=(-7.0, -8.0, -9.0),
    )


def taiwan(folder: Path) -> CaseSet:
    """Return UCI's default of credit card clients: 30,000 cases, 22 % of them bad."""
    with gzip.open(folder / "uci_default" / "creditcard_default.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    target = "has_default"
    texts = frozenset({"sex", "education", "marriage"})
    return CaseSet(
        columns={
            name: [row[name] if name in texts else float(row[name]) for row in rows]
            for name in rows[0]
            if name != target
        },
        bads=[int(row[target]) for row in rows],
        texts=texts,
    )


SETS: Final = (
    Published(name="German", read=german, aim=0.79, binned=0.797, boosted=0.802),
    Published(name="HELOC", read=heloc, aim=0.80, binned=0.805, boosted=0.809),
    Published(name="UCI default", read=taiwan, aim=0.765, binned=0.767, boosted=0.785),
)
