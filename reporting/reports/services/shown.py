"""The list of runs and the catalogue as an actor may see them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.db.models import Q

from bankcore.actor import Actor
from reporting.reports.domain.definitions import Report
from reporting.reports.services import reach
from reporting.reports.services.catalogue import CATALOGUE


def families(actor: Actor) -> Iterator[tuple[str, list[Report]]]:
    """Return the reports of the catalogue that are for an actor, family by family."""
    hidden = set(reach.beyond(actor))
    ordered = sorted(CATALOGUE.values(), key=lambda each: (each.family, each.title))
    seen = [each for each in ordered if each.name not in hidden]
    for family, reports in groupby(seen, key=lambda each: each.family):
        yield family, list(reports)


def within(actor: Actor) -> Q:
    """Return what is true of the runs that an actor may open."""
    if actor.rights.branch_code is not None and not actor.rights.everything:
        return Q(pk=None)
    known = ~Q(report__in=reach.beyond(actor))
    if actor.may(reach.PERSONS):
        return known
    return known & (Q(report__in=list(CATALOGUE)) | Q(names_persons=False))
