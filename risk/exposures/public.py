"""The door of exposures: how much the bank lends to whom, limits, and what secures it."""

from risk.exposures.domain.kinds import RULES, SETTABLE, CollateralKind, LimitKind
from risk.exposures.services import checks, collateral, days, limits, securing, telling
from risk.exposures.services.checks import CreditLimitExceeded
from risk.exposures.services.collateral import (
    CollateralInvalid,
    CollateralNotHeld,
    NewCollateral,
    StillNeeded,
)
from risk.exposures.services.limits import CreditLimitInvalid, GroupInvalid, LimitOrder
from risk.exposures.services.worth import ExposureNotKnown

check = checks.check  # in the caller's use case; settings.LOAN_LIMITS names it
measure_exposures = days.measure  # a step of the end of day
request_limit = limits.request_limit
execute_limit = limits.execute_limit  # in the use case of who approves
make_group = limits.make_group
connect = limits.connect
request_parting = limits.request_parting
execute_parting = limits.execute_parting  # in the use case of who approves
record_sector = limits.record_sector
record_collateral = collateral.record
revalue_collateral = collateral.revalue
pledge_collateral = collateral.pledge
request_release = collateral.request_release
execute_release = collateral.execute_release  # in the use case of who approves
figures_of = telling.figures_of
worth_of_loans = securing.worth_of_loans  # settings.LOAN_COLLATERAL names it

__all__ = [
    "RULES",
    "SETTABLE",
    "CollateralInvalid",
    "CollateralKind",
    "CollateralNotHeld",
    "CreditLimitExceeded",
    "CreditLimitInvalid",
    "ExposureNotKnown",
    "GroupInvalid",
    "LimitKind",
    "LimitOrder",
    "NewCollateral",
    "StillNeeded",
    "check",
    "connect",
    "execute_limit",
    "execute_parting",
    "execute_release",
    "figures_of",
    "make_group",
    "measure_exposures",
    "pledge_collateral",
    "record_collateral",
    "record_sector",
    "request_limit",
    "request_parting",
    "request_release",
    "revalue_collateral",
    "worth_of_loans",
]
