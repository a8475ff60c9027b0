"""The door of the warehouse: loads, and reading what was known after one."""

from reporting.warehouse.domain.datasets import BY_NAME, DATASETS, Column, Dataset
from reporting.warehouse.services import loading, reading
from reporting.warehouse.services.loading import Loaded, LoadRunning
from reporting.warehouse.services.reading import NothingLoaded, Version

load = loading.load
version = reading.version
version_of = reading.version_of
faults = reading.faults
check = reading.check
recheck = reading.recheck
opened = reading.opened

__all__ = [
    "BY_NAME",
    "DATASETS",
    "Column",
    "Dataset",
    "LoadRunning",
    "Loaded",
    "NothingLoaded",
    "Version",
    "check",
    "faults",
    "load",
    "opened",
    "recheck",
    "version",
    "version_of",
]
