"""The credit score a bank starts with: none, so that staff decide.

Another is put in its place by the setting LOAN_SCORING: the dotted name of a function that takes
an ApplicationView and returns a whole number, or None.
"""

from accounts.domain.loans.views import ApplicationView


def no_score(application: ApplicationView) -> int | None:
    """Return no score."""
    del application
    return None
