"""Reading a model file before anything else does: LightGBM's text format, nothing taken on trust.

Only plain decision trees are let in. Their links are followed here, because a tree that leads
back to itself, or to a column that is not there, would hang or break the program that predicts.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from risk.terms.catalogue import WORDS

MOST_BYTES: Final = 20_000_000
MOST_TREES: Final = 2_000
MOST_LEAVES: Final = 1_024
_HEAD: Final = {"num_class": "1", "num_tree_per_iteration": "1", "objective": "binary sigmoid:1"}
_TREE: Final = re.compile(r"Tree=(\d+)")
_NUMBERS: Final = (
    "split_gain",
    "threshold",
    "leaf_value",
    "leaf_weight",
    "leaf_count",
    "internal_value",
    "internal_weight",
    "internal_count",
)


class NotAModel(ValueError):
    """The text is no model that can be used; the message is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """What a file says of itself."""

    names: tuple[str, ...]
    trees: int


def read(text: str) -> ModelFile:
    """Return what the file holds; raises NotAModel."""
    _require(len(text.encode()) <= MOST_BYTES, "The file is larger than 20 MB.")
    _require("\x00" not in text, "The file is not text.")
    body, ended, _ = text.partition("\nend of trees")
    _require(text.startswith("tree\n") and bool(ended), "The file is no LightGBM text model.")
    head, *blocks = re.split(r"\n(?=Tree=)", body)
    said = _fields(head)
    for name, wanted in _HEAD.items():
        _require(said.get(name) == wanted, f"The model's {name} is not {wanted}.")
    _require(said.get("version") == "v4", "The file is not of version v4.")
    names = tuple(said.get("feature_names", "").split())
    _names(names, said)
    _require(0 < len(blocks) <= MOST_TREES, f"The model has no tree, or more than {MOST_TREES:,}.")
    sizes = said.get("tree_sizes", "").split()
    _require(len(sizes) == len(blocks), "The number of trees is not as the file says.")
    for number, block in enumerate(blocks):
        found = _TREE.match(block)
        _require(bool(found) and found.group(1) == str(number), "A tree is missing.")  # type: ignore[union-attr]
        _tree(_fields(block), len(names), number)
    return ModelFile(names=names, trees=len(blocks))


def _fields(block: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in block.splitlines() if "=" in line)
    return {name: value for name, _, value in pairs}


def _names(names: tuple[str, ...], said: dict[str, str]) -> None:
    unknown = sorted(set(names) - set(WORDS))
    _require(bool(names), "The model names no features.")
    _require(not unknown, f"The model asks for {', '.join(unknown[:3])}, which no payment has.")
    _require(len(set(names)) == len(names), "The model names a feature twice.")
    _require(
        said.get("max_feature_idx") == str(len(names) - 1),
        "The number of features is not as the file says.",
    )


def _tree(tree: dict[str, str], features: int, number: int) -> None:
    where = f"Tree {number}"
    plain = tree.get("num_cat") == "0" and tree.get("is_linear", "0") == "0"
    _require(plain, f"{where} is not a plain tree of numbers.")
    leaves = _whole(tree, "num_leaves", where)
    _require(len(leaves) == 1 and 1 <= leaves[0] <= MOST_LEAVES, f"{where} has no proper size.")
    for name in _NUMBERS:
        values = tree.get(name, "").split()
        wanted = leaves[0] - (0 if name.startswith("leaf") else 1)
        _require(len(values) in (0, wanted), f"{where} has not as many {name} as it should.")
        _require(all(map(_is_finite, values)), f"{where} has a {name} that is no finite number.")
    _require(len(tree.get("leaf_value", "").split()) == leaves[0], f"{where} has no leaf_value.")
    nodes = leaves[0] - 1
    needed = ("threshold", "split_feature", "decision_type")
    if nodes:
        full = all(len(tree.get(name, "").split()) == nodes for name in needed)
        _require(full, f"{where} has a split that is not whole.")
    columns = _whole(tree, "split_feature", where)
    _require(all(0 <= each < features for each in columns), f"{where} asks for no feature.")
    kinds = _whole(tree, "decision_type", where)
    _require(all(each in (0, 2, 4, 6, 8, 10) for each in kinds), f"{where} splits unusually.")
    _links(_whole(tree, "left_child", where), _whole(tree, "right_child", where), nodes, where)


def _links(left: list[int], right: list[int], nodes: int, where: str) -> None:
    """Each node and leaf is led to once, and only from a node before it: so no way is endless."""
    _require(len(left) == len(right) == nodes, f"{where} has a split without two ways.")
    for place, child in [*enumerate(left), *enumerate(right)]:
        _require(child < 0 or child > place, f"{where} leads back to itself.")
    reached = sorted([*left, *right])
    wanted = [*range(-nodes - 1, 0), *range(1, nodes)] if nodes else []
    _require(reached == wanted, f"{where} leads to what is not there.")


def _whole(tree: dict[str, str], name: str, where: str) -> list[int]:
    try:
        return [int(each) for each in tree.get(name, "").split()]
    except ValueError:
        message = f"{where} has a {name} that is no whole number."
        raise NotAModel(message) from None


def _is_finite(value: str) -> bool:
    try:
        return math.isfinite(float(value))
    except ValueError:
        return False


def _require(holds: bool, message: str) -> None:  # noqa: FBT001 - reads as a statement
    if not holds:
        raise NotAModel(message)
