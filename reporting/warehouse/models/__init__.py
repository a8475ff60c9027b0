"""The warehouse's history: loads, their files, what checks found, and files from outside."""

from reporting.warehouse.models.load import CheckResult, LakeFile, Load, Tidying
from reporting.warehouse.models.received import OutsideFile, QuarantinedRow

__all__ = ["CheckResult", "LakeFile", "Load", "OutsideFile", "QuarantinedRow", "Tidying"]
