"""A model file is taken apart before anything loads it: what is wrong is said, and not loaded."""

import re

import numpy as np
import pytest

from risk.scoring.domain import fitting
from risk.scoring.domain.files import NotAModel, read


@pytest.fixture(scope="module")
def text() -> str:
    chance = np.random.default_rng(3)
    values = chance.normal(size=(600, 3))
    bad = values[:, 0] + chance.normal(size=600) > 1.5
    model = fitting.fit(
        values=values, is_fraud=bad, names=("amount", "hour", "payer_count_1d"), trees=4
    )
    return model.model_to_string()


def change(text: str, name: str, to) -> str:
    """Return the file with the first line of this name in a tree changed."""
    head, tree, rest = text.partition("Tree=0")
    changed = re.sub(
        rf"(?m)^{name}=(.*)$", lambda found: f"{name}={to(found.group(1))}", rest, count=1
    )
    assert changed != rest
    return head + tree + changed


def first(value: str):
    return lambda line: " ".join([value, *line.split()[1:]])


def test_a_proper_file_is_read(text):
    found = read(text)
    assert (found.names, found.trees) == (("amount", "hour", "payer_count_1d"), 4)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda _: "pickle", "no LightGBM text model"),
        (lambda text: text[:600], "no LightGBM text model"),
        (lambda text: text.replace("\n\n", "\n\x00\n", 1), "not text"),
        (lambda text: text + " " * 20_000_001, "larger than 20 MB"),
        (lambda text: text.replace("version=v4", "version=v3"), "version v4"),
        (lambda text: text.replace("binary sigmoid:1", "regression"), "objective"),
        (lambda text: text.replace("feature_names=amount", "feature_names=colour"), "colour"),
        (lambda text: text.replace("names=amount hour", "names=amount amount"), "twice"),
        (lambda text: text.replace("max_feature_idx=2", "max_feature_idx=9"), "number of features"),
        (lambda text: re.sub(r"tree_sizes=\d+ ", "tree_sizes=", text), "number of trees"),
        (lambda text: text.replace("Tree=1", "Tree=3"), "A tree is missing"),
        (lambda text: change(text, "leaf_value", first("nan")), "finite"),
        (lambda text: change(text, "threshold", first("inf")), "finite"),
        (
            lambda text: change(text, "leaf_value", lambda line: " ".join(line.split()[1:])),
            "leaf_value",
        ),
        (lambda text: change(text, "leaf_value", lambda _: ""), "has no leaf_value"),
        (lambda text: change(text, "split_feature", first("7")), "asks for no feature"),
        (lambda text: change(text, "split_feature", first("-1")), "asks for no feature"),
        (lambda text: change(text, "left_child", first("0")), "back to itself"),
        (lambda text: change(text, "right_child", first("-900")), "what is not there"),
        (lambda text: change(text, "num_cat", lambda _: "1"), "plain tree"),
        (lambda text: change(text, "num_leaves", lambda _: "100000000"), "proper size"),
        (lambda text: change(text, "decision_type", first("1")), "splits unusually"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(text, spoil, why):
    with pytest.raises(NotAModel, match=why):
        read(spoil(text))
