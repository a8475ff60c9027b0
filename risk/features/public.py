"""The door of features: what a payment's payer, card, device, terminal and payee did before."""

from risk.features.services import histories, windows
from risk.terms.catalogue import (
    CATALOGUE,
    LABEL_DELAY,
    NAMES,
    WORDS,
    Entity,
    FeatureSpec,
    Statistic,
    keys_of,
)
from risk.terms.facts import PaymentFacts

values = windows.values
values_of = windows.values_of
observe_many = windows.observe_many  # in the caller's use case
observe = windows.observe  # in the caller's use case
are_frauds = windows.are_frauds
learn = windows.learn  # in the caller's use case
replay = histories.replay  # features of a whole history
NEVER = histories.NEVER
fold = windows.fold  # a use case of its own

__all__ = [
    "CATALOGUE",
    "LABEL_DELAY",
    "NAMES",
    "NEVER",
    "WORDS",
    "Entity",
    "FeatureSpec",
    "PaymentFacts",
    "Statistic",
    "are_frauds",
    "fold",
    "keys_of",
    "learn",
    "observe",
    "observe_many",
    "replay",
    "values",
    "values_of",
]
