"""The data warehouse: where its files lie, and what one engine may take of the machine."""

from bankcore.settings.env import read

_ENVIRONMENT = read()

LAKE_FOLDER = _ENVIRONMENT.lake_folder
LAKE_MEMORY = _ENVIRONMENT.lake_memory
LAKE_THREADS = _ENVIRONMENT.lake_threads
LAKE_RETENTION_DAYS = _ENVIRONMENT.lake_retention_days
