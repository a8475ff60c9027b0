"""Failed log-ins as django-axes counts them, with two limits."""

from __future__ import annotations

from typing import Any, Final

from axes.handlers.database import AxesDatabaseHandler
from django.db.models import Sum
from django.http import HttpRequest

# So many failures from one address lock a name there; so many from anywhere lock it everywhere.
# The second is larger, or whoever knows a name could keep its owner out with five requests.
FROM_ONE_ADDRESS: Final = 5
FROM_ANYWHERE: Final = 20


class LockoutHandler(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """Axes' own, except that failures from anywhere weigh a quarter."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return how many failures count against the limit of one address."""
        here, anywhere = (
            attempts.aggregate(count=Sum("failures_since_start"))["count"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(here, anywhere * FROM_ONE_ADDRESS // FROM_ANYWHERE)
