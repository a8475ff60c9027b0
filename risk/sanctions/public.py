"""The door of sanctions: lists, and the names that are near theirs."""

from risk.sanctions.domain.names import ListedKind
from risk.sanctions.domain.register import Listed, Match
from risk.sanctions.domain.sdn import CannotReadList
from risk.sanctions.services import entries, lists, measuring, screening
from risk.sanctions.services.lists import ListCutOff, ListKnown, Loaded
from risk.sanctions.services.measuring import Accuracy, measure_pairs
from risk.sanctions.services.screening import EntryUnknown, ReasonWanted

load_list = lists.load_list  # a use case of its own
clear_match = screening.clear_match  # a use case of its own
clear_within = screening.clear_within  # in the caller's use case
newest_edition = lists.newest_edition
entry = entries.entry
screen = screening.screen
screen_exposed = screening.screen_exposed
EDITION = screening.EDITION
measure_speed = measuring.measure_speed

__all__ = [
    "EDITION",
    "Accuracy",
    "CannotReadList",
    "EntryUnknown",
    "ListCutOff",
    "ListKnown",
    "Listed",
    "ListedKind",
    "Loaded",
    "Match",
    "ReasonWanted",
    "clear_match",
    "clear_within",
    "entry",
    "load_list",
    "measure_pairs",
    "measure_speed",
    "newest_edition",
    "screen",
    "screen_exposed",
]
