"""How many requests a caller may send: token buckets in Redis, one round trip a request."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rest_framework.exceptions import Throttled

_LOG = logging.getLogger(__name__)
_TIMEOUT_SECONDS: Final = 0.25
# After Redis failed it is left alone so long: a server that hangs slows one request, not all.
_PAUSE_SECONDS: Final = 5.0
_MINUTE: Final = 60

# A bucket holds `burst` tokens and gains `rate` a minute; a request takes one. Redis runs a script
# as a whole and by its own clock, so that however many processes ask, no token is taken twice.
_SCRIPT: Final = """
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(kept[1]) or burst
local before = tonumber(kept[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - before) * rate / 60000)
local granted = 0
if tokens >= 1 then
  tokens = tokens - 1
  granted = 1
end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil(burst * 60000 / rate) + 1000)
return {granted, math.floor(tokens), math.ceil((burst - tokens) * 60 / rate),
        math.max(0, math.ceil((1 - tokens) * 60 / rate))}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What is left of a bucket: requests at once, seconds until it is full, seconds to wait."""

    policy: str
    burst: int
    rate_per_minute: int
    granted: bool
    left: int
    full_in: int
    wait: int

    @property
    def headers(self) -> dict[str, str]:
        """The fields RateLimit-Policy and RateLimit of draft-ietf-httpapi-ratelimit-headers-10."""
        window = math.ceil(self.burst * _MINUTE / self.rate_per_minute)
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.burst};w={window}',
            "RateLimit": f'"{self.policy}";r={self.left};t={self.full_in}',
        }


class LimitsUnknown(Exception):
    """Redis does not answer: nobody knows how much was asked."""


def count(
    request: HttpRequest, *, policy: str, name: str, rate_per_minute: int, burst: int
) -> None:
    """Count a request against the bucket `name`; raises Throttled where it is empty.

    Where Redis does not answer the request passes: money is not to stand still for that. Who must
    not pass then uses `take`.
    """
    try:
        allowance = take(policy=policy, name=name, rate_per_minute=rate_per_minute, burst=burst)
    except LimitsUnknown:
        return
    show(request, allowance)


def count_address(request: HttpRequest, address: str) -> None:
    """Count a request that shows no good key against its address; raises Throttled."""
    count(request, policy="address", name=f"address:{address}", **address_limits())


def address_limits() -> dict[str, int]:
    """Return what an address without a key may send."""
    return {
        "rate_per_minute": settings.ADDRESS_RATE_PER_MINUTE,
        "burst": settings.ADDRESS_BURST,
    }


def show(request: HttpRequest, allowance: Allowance | None) -> None:
    """Keep what the answer's header fields will say; raises Throttled where nothing is granted."""
    request.rate_limit = allowance  # type: ignore[attr-defined]
    if allowance is not None and not allowance.granted:
        raise Throttled(wait=allowance.wait)


def take(*, policy: str, name: str, rate_per_minute: int, burst: int) -> Allowance | None:
    """Take one token; returns None where this bank limits nobody. Raises LimitsUnknown."""
    if not settings.RATE_LIMITS_URL:
        return None
    granted, left, full_in, wait = _ask(
        settings.RATE_LIMITS_URL, f"bankcore:limit:{name}", rate_per_minute, burst
    )
    return Allowance(
        policy=policy,
        burst=burst,
        rate_per_minute=rate_per_minute,
        granted=bool(granted),
        left=left,
        full_in=full_in,
        wait=max(1, wait),
    )


class _Pause:
    """Until when Redis is left alone."""

    until = 0.0


def _ask(url: str, key: str, rate: int, burst: int) -> list[int]:
    if time.monotonic() < _Pause.until:
        raise LimitsUnknown
    try:
        return cast("list[int]", _script(url)(keys=[key], args=[rate, burst]))
    except RedisError as error:
        _Pause.until = time.monotonic() + _PAUSE_SECONDS
        _LOG.warning("requests are not limited: Redis does not answer (%s)", type(error).__name__)
        raise LimitsUnknown from error


@cache
def _script(url: str) -> Callable[..., Any]:
    client = Redis.from_url(
        url,
        socket_timeout=_TIMEOUT_SECONDS,
        socket_connect_timeout=_TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    return client.register_script(_SCRIPT)


class RateLimitMiddleware:
    """Tell callers what is left to them, in every answer to a request that was counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with RateLimit-Policy and RateLimit."""
        response = self._get_response(request)
        allowance: Allowance | None = getattr(request, "rate_limit", None)
        if allowance is not None:
            for name, value in allowance.headers.items():
                response[name] = value
        return response
