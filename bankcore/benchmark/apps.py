"""The benchmark."""

from django.apps import AppConfig


class BenchmarkConfig(AppConfig):
    """The benchmark."""

    name = "bankcore.benchmark"
    label = "benchmark"
