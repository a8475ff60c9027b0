"""A name that was found and the entry it is near, field beside field."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from accounts import public as accounts
from risk.sanctions import public as sanctions


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One field of ours and of the list's. `agrees` is None where either says nothing."""

    field: str
    ours: str
    theirs: str
    agrees: bool | None


def beside(*, customer_id: UUID, whose: str, entry_id: int) -> list[Beside]:
    """Return what the bank and the list know of two names that are near each other.

    A company may have several owners: all of them stand beside the entry. Nothing, where customer
    or entry is no longer there.
    """
    named = accounts.names_of_customer(customer_id=customer_id)
    entry = sanctions.entry(entry_id=entry_id)
    if named is None or entry is None:
        return []
    ours = [each for each in named.names if each.whose == whose]
    is_person = entry.kind is sanctions.ListedKind.PERSON
    names = {each.name.casefold() for each in ours}
    years = {each.born.year for each in ours if each.born}
    countries = {country for each in ours for country in each.countries}
    return [
        Beside(
            field="Name",
            ours="; ".join(each.name for each in ours),
            theirs="; ".join(entry.names),
            agrees=bool(names & {each.casefold() for each in entry.names}),
        ),
        Beside(
            field="Kind",
            ours="; ".join(sorted({"person" if each.is_person else "company" for each in ours})),
            theirs=entry.kind.lower(),
            agrees=any(each.is_person == is_person for each in ours),
        ),
        Beside(
            field="Born",
            ours="; ".join(each.born.isoformat() for each in ours if each.born),
            theirs="; ".join(map(str, sorted(entry.births))),
            agrees=bool(years & entry.births) if years and entry.births else None,
        ),
        Beside(
            field="Countries",
            ours=", ".join(sorted(countries)),
            theirs=", ".join(sorted(entry.countries)),
            agrees=bool(countries & entry.countries) if countries and entry.countries else None,
        ),
    ]
