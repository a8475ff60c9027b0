"""The door of monitoring."""

from bankcore.monitoring.domain.readiness import Readiness, Status
from bankcore.monitoring.services.gauges import Gauge
from bankcore.monitoring.services.gauges import read as read_gauges
from bankcore.monitoring.services.log_readers import watch as watch_log_readers
from bankcore.monitoring.services.readiness import check as check_readiness

__all__ = [
    "Gauge",
    "Readiness",
    "Status",
    "check_readiness",
    "read_gauges",
    "watch_log_readers",
]
