"""What monitoring systems and load balancers ask."""

from __future__ import annotations

import os
from collections.abc import Iterable
from hmac import compare_digest
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from bankcore import clock
from bankcore.monitoring import public as monitoring
from bankcore.presentation.problems import not_found


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer: the process runs. Whether it can do its work is asked at /readyz."""
    del request
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Tell whether the bank can serve: 200 where it can, if not in every part, and 503."""
    del request
    found = monitoring.check_readiness()
    usable = found.status is not monitoring.Status.UNAVAILABLE
    return JsonResponse(
        {"status": found.status, "parts": dict(found.parts)}, status=200 if usable else 503
    )


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Tell Prometheus what was counted, and how much waits; to others there is no such page."""
    if not _may_read(request):
        return not_found(request)
    registry = CollectorRegistry()
    registry.register(_Gauges())
    return HttpResponse(_counted() + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _counted() -> bytes:
    """Return what this process counted, or all web processes where they count in files."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # registers itself
    return generate_latest(registry)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        shown = request.headers.get("Authorization", "")
        return compare_digest(shown.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    # Behind a proxy on the same machine everybody comes from it: then a token must be set.
    proxied = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not proxied and ip_address(request.META["REMOTE_ADDR"]).is_loopback


class _Gauges:
    """The figures of the moment, as Prometheus's library asks for them."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Ask the books."""
        for gauge in monitoring.read_gauges(now=clock.now()):
            labels = [gauge.label] if gauge.label else []
            family = GaugeMetricFamily(f"bankcore_{gauge.name}", gauge.tells, labels=labels)
            for value, number in gauge.values.items():
                family.add_metric([value] if gauge.label else [], number)
            yield family
