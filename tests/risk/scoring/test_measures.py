"""The measures are those of the libraries that the book uses."""

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from risk.scoring.domain import measures
from risk.scoring.domain.scores import calibrated
from risk.terms import drifting, ranking


def test_auc_and_average_precision_are_scikit_learns_with_level_scores_too():
    chance = np.random.default_rng(5)
    bad = chance.random(2_000) < 0.1
    score = np.round(chance.random(2_000) + bad * 0.5, 1)
    assert abs(ranking.auc(bad, score) - roc_auc_score(bad, score)) < 1e-12
    ours = measures.average_precision(bad, score)
    assert abs(ours - average_precision_score(bad, score)) < 1e-12


def test_a_card_that_was_found_is_not_found_again_the_next_day():
    day = np.array([1, 1, 2, 2])
    card = np.array([7, 8, 7, 9])
    bad = np.array([True, False, True, True])
    share = measures.card_precision(day=day, card=card, is_fraud=bad, score=bad * 1.0)
    assert share == (1 / 100 + 1 / 100) / 2


def test_drift_is_nothing_for_the_same_and_much_for_what_moved():
    chance = np.random.default_rng(6)
    then = drifting.reference_of(chance.normal(size=20_000))
    assert drifting.index(chance.normal(size=20_000), then) < 0.01
    assert drifting.index(chance.normal(loc=1, size=20_000), then) > drifting.MUCH


def test_drift_of_two_classes_is_the_sum_by_hand():
    then = {"edges": [1.0], "shares": [0.5, 0.5]}
    found = drifting.index(np.array([0.0, 2.0, 2.0, 2.0]), then)
    assert abs(found - (0.25 * np.log(1.5) - 0.25 * np.log(0.5))) < 1e-12


def test_a_probability_lies_on_straight_lines_between_the_points_of_the_table():
    table = {"raw": [0.2, 0.4], "probability": [0.0, 0.5]}
    found = [calibrated(raw, table) for raw in (0.1, 0.2, 0.3, 0.4, 0.9)]
    assert [round(each, 12) for each in found] == [0.0, 0.0, 0.25, 0.5, 0.5]
    assert calibrated(0.3, {}) == 0.3
