"""The door of scoring: models that give a payment's probability of fraud."""

from risk.scoring.domain.lives import ModelState
from risk.scoring.domain.scores import Reason, Score
from risk.scoring.services import learning, registry, scoring
from risk.scoring.services.checking import CannotUseModel
from risk.scoring.services.registry import CannotTrain, ModelNotFound, ModelNotNow

score = scoring.score
score_many = scoring.score_many
warm = scoring.warm
ASKED = scoring.ASKED
train = learning.train  # use cases of their own, as all that follow but execute_promotion
measure_drift = learning.measure_drift
measure_performance = learning.measure_performance
weeks_svg = learning.weeks_svg
upload = registry.upload
begin_shadow = registry.begin_shadow
request_promotion = registry.request_promotion
execute_promotion = registry.execute_promotion
retire = registry.retire

__all__ = [
    "ASKED",
    "CannotTrain",
    "CannotUseModel",
    "ModelNotFound",
    "ModelNotNow",
    "ModelState",
    "Reason",
    "Score",
    "begin_shadow",
    "execute_promotion",
    "measure_drift",
    "measure_performance",
    "request_promotion",
    "retire",
    "score",
    "score_many",
    "train",
    "upload",
    "warm",
    "weeks_svg",
]
