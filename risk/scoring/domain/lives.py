"""The states of a model, and which follows which."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class ModelState(StrEnum):
    """A candidate is kept; in SHADOW it is asked and only noted; the CHAMPION gives the points."""

    CANDIDATE = "CANDIDATE"
    SHADOW = "SHADOW"
    CHAMPION = "CHAMPION"
    RETIRED = "RETIRED"


FOLLOWS: Final[dict[ModelState, tuple[ModelState, ...]]] = {
    ModelState.CANDIDATE: (ModelState.SHADOW, ModelState.RETIRED),
    ModelState.SHADOW: (ModelState.CHAMPION, ModelState.RETIRED),
    ModelState.CHAMPION: (ModelState.RETIRED,),
    ModelState.RETIRED: (),
}
