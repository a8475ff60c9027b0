"""The bank's settings, with the trial's migrations."""

from bankcore.settings.development import *  # noqa: F403 - as every settings module of the bank
from bankcore.settings.development import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bankcore.chaos.expanding"]
