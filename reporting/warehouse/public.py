"""The door of the warehouse: loads, and reading what was known after one.

`embedded(which)` and `on_spark(session, which)` open a version's datasets as tables of Ibis;
`queries` are the reference questions, the same on both.
"""

from reporting.warehouse.domain import queries
from reporting.warehouse.domain.datasets import BY_NAME, DATASETS
from reporting.warehouse.domain.outside_rows import FileRefused
from reporting.warehouse.domain.shapes import Column, Dataset
from reporting.warehouse.domain.sources import SOURCES, Source
from reporting.warehouse.services import loading, proving, reading, receiving, tidying
from reporting.warehouse.services.loading import Loaded, LoadRunning
from reporting.warehouse.services.proving import NotErased, Proof
from reporting.warehouse.services.reading import NothingLoaded, Version, VersionGone
from reporting.warehouse.services.receiving import FileTakenBefore, Received, UnknownSource
from reporting.warehouse.services.tidying import Tidied

load = loading.load
receive = receiving.receive
needless = tidying.needless
tidy = tidying.tidy
prove_erased = proving.prove_erased
version = reading.version
version_of = reading.version_of
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
    "NotErased",
    "NothingLoaded",
    "Proof",
    "Received",
    "Source",
    "Tidied",
    "UnknownSource",
    "Version",
    "VersionGone",
    "check",
    "embedded",
    "faults",
    "load",
    "needless",
    "on_spark",
    "opened",
    "prove_erased",
    "queries",
    "receive",
    "recheck",
    "tidy",
    "version",
    "version_of",
]
