"""The door of the warehouse: loads, and reading what was known after one.

`embedded(which)` and `on_spark(session, which)` open a version's datasets as tables of Ibis;
`queries` are the reference questions, the same on both.
"""

from reporting.warehouse.domain import queries
from reporting.warehouse.domain.datasets import BY_NAME, DATASETS
from reporting.warehouse.domain.outside_rows import FileRefused
from reporting.warehouse.domain.shapes import Column, Dataset
from reporting.warehouse.domain.sources import SOURCES, Source
from reporting.warehouse.services import loading, reading, receiving
from reporting.warehouse.services.loading import Loaded, LoadRunning
from reporting.warehouse.services.reading import NothingLoaded, Version
from reporting.warehouse.services.receiving import FileTakenBefore, Received, UnknownSource

load = loading.load
receive = receiving.receive
version = reading.version
faults = reading.faults
check = reading.check
recheck = reading.recheck
opened = reading.opened
embedded = reading.embedded
on_spark = reading.on_spark

__all__ = [
    "BY_NAME",
    "DATASETS",
    "SOURCES",
    "Column",
    "Dataset",
    "FileRefused",
    "FileTakenBefore",
    "LoadRunning",
    "Loaded",
    "NothingLoaded",
    "Received",
    "Source",
    "UnknownSource",
    "Version",
    "check",
    "embedded",
    "faults",
    "load",
    "on_spark",
    "opened",
    "queries",
    "receive",
    "recheck",
    "version",
]
