"""Who documents name, and how: recorded as it changes, so that old documents stay as they were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import connection
from django.db.models import Max

from accounts.models import Address, Customer, DocumentParty, Letter
from bankcore.crypto import subject_keys
from bankcore.crypto.repositories import rows
from bankcore.db.transactions import requires_transaction

_ROWS = 2_000

# The address for letters, or else where the customer lives or is registered.
_CHANGED = """
SELECT c.id, c.name, a.id FROM accounts_customer c
LEFT JOIN (SELECT DISTINCT ON (customer_id) customer_id, id FROM accounts_address
           WHERE valid_from <= %(day)s AND (valid_to IS NULL OR valid_to > %(day)s)
           ORDER BY customer_id, kind <> 'POSTAL', id DESC) a ON a.customer_id = c.id
LEFT JOIN (SELECT DISTINCT ON (customer_id) customer_id, name, address_id
           FROM accounts_documentparty
           WHERE customer_id IS NOT NULL ORDER BY customer_id, id DESC) known
  ON known.customer_id = c.id
WHERE (known.name, known.address_id) IS DISTINCT FROM (c.name, a.id)
ORDER BY c.id"""


@requires_transaction
def record(*, bank: str, country: str, day: date, now: datetime) -> int:
    """Record names and addresses that are new or changed since they were last; returns how many.

    `country` is the bank's, which addresses at home do not name. One at a time: numbers then come
    in the order of commits, and what a statement may see is all up to a number.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7308, 1)")
        cursor.execute(_CHANGED, {"day": day})
        changed = cursor.fetchall()
    known = DocumentParty.objects.filter(customer__isnull=True).order_by("-pk").first()
    if known is None or known.name != bank:
        DocumentParty.objects.create(name=bank, recorded_at=now)
    for at in range(0, len(changed), _ROWS):
        chunk = changed[at : at + _ROWS]
        addresses = Address.objects.in_bulk([row[2] for row in chunk if row[2] is not None])
        subject_keys.prepare([rows.subject_name(Customer, row[0]) for row in chunk if row[2]])
        parties = [
            DocumentParty(
                customer_id=customer_id,
                name=name,
                address="\n".join(lines(addresses[address_id], country)) if address_id else None,
                address_id=address_id,
                recorded_at=now,
            )
            for customer_id, name, address_id in chunk
        ]
        rows.reserve(parties)
        DocumentParty.objects.bulk_create(parties)
    return len(changed)


def lines(address: Address, country: str) -> Iterator[str]:
    """Yield the address as lines of an envelope; the country only where it is not the bank's."""
    yield address.street
    yield f"{address.postcode} {address.city}".strip()
    if address.country != country:
        yield address.country


def address_on(customer: Customer, *, day: date) -> Address | None:
    """Return the address for letters that holds on a day, or where the customer lives then."""
    held = Address.objects.filter(customer=customer, valid_from__lte=day).exclude(valid_to__lte=day)
    return held.filter(kind="POSTAL").order_by("-pk").first() or held.order_by("-pk").first()


def party(*, customer_id: int | None, last_party_id: int) -> DocumentParty:
    """Return how a customer (by row id), or the bank, was named when a statement was made."""
    found = DocumentParty.objects.filter(pk__lte=last_party_id).order_by("-pk")
    if customer_id is None:
        return found.filter(customer__isnull=True)[0]
    return found.filter(customer_id=customer_id)[0]


def newest_id() -> int:
    """Return the number of the newest name recorded; 0 before the first end of a day."""
    return DocumentParty.objects.aggregate(newest=Max("pk"))["newest"] or 0


def known_party(*, customer_id: int | None) -> DocumentParty | None:
    """Return how a customer (by row id), or the bank, was last recorded, if ever."""
    found = DocumentParty.objects.order_by("-pk")
    if customer_id is None:
        return found.filter(customer__isnull=True).first()
    return found.filter(customer_id=customer_id).first()


def erased_since(moment: datetime) -> bool:
    """Return whether a name was erased at this moment or later, on whatever document it stood."""
    # The latest is one look into the index; whether there is one since may be a look at all rows.
    latest = DocumentParty.objects.aggregate(latest=Max("erased_at"))["latest"]
    return latest is not None and latest >= moment


@requires_transaction
def erase(customer: Customer, *, name: str, at: datetime) -> dict[str, int]:
    """Put `name` in the place of an erased customer's name, and remove the letters to them."""
    named = DocumentParty.objects.filter(customer=customer)
    return {
        "document_names": named.update(name=name, address=None, erased_at=at),
        "letters": Letter.objects.filter(customer=customer).delete()[0],
    }
