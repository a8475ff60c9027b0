"""Where customers are taxed, and what they declared under FATCA and CRS."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from accounts.domain import identifiers
from accounts.domain.customer_file import SelfCertification, TaxResidence
from accounts.domain.identifiers import InvalidCustomerData
from accounts.models import TaxResidence as ResidenceRow
from accounts.models import TaxSelfCertification
from accounts.repositories import customer_papers as papers
from accounts.services.customer_access import locked_for_change, record
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.crypto import blind_index
from bankcore.db.transactions import use_case

PURPOSE = "accounts.tin"


@needs("accounts.onboard_customer")
@use_case
def set_tax_residence(
    *, customer_id: UUID, residence: TaxResidence, actor: Actor, now: datetime
) -> None:
    """Let the customer be taxed in this country, under this number or with a reason for none.

    Another number in the same country takes the place of the one of before. Raises
    CustomerNotFound, CustomerClosed and InvalidCustomerData.
    """
    customer = locked_for_change(customer_id)
    tin = identifiers.text(residence.tin, field="tin", longest=40, empty=True)
    reason = identifiers.text(
        residence.no_tin_reason, field="no_tin_reason", longest=200, empty=True
    )
    if bool(tin) == bool(reason):
        message = "Give either the tax number or why there is none."
        raise InvalidCustomerData(message, field="tin")
    country = identifiers.country(residence.country)
    before = papers.current_tax_residence(customer, country)
    if before is not None:
        if before.valid_from > residence.valid_from:
            message = "The customer has a tax residence in this country that begins later."
            raise InvalidCustomerData(message, field="valid_from")
        papers.end(before, day=residence.valid_from)
    papers.add(
        ResidenceRow(
            customer=customer,
            country=country,
            tin=tin or None,
            tin_index=blind_index.index_of(tin, purpose=PURPOSE) if tin else None,
            no_tin_reason=reason,
            valid_from=residence.valid_from,
        )
    )
    record(customer, "tax_residence_set", actor=actor, at=now, country=country)


@needs("accounts.onboard_customer")
@use_case
def record_self_certification(
    *, customer_id: UUID, certification: SelfCertification, actor: Actor, now: datetime
) -> None:
    """Keep what the customer declared, beside what was declared before.

    Raises CustomerNotFound, CustomerClosed and InvalidCustomerData for one signed in the future.
    """
    customer = locked_for_change(customer_id)
    if certification.signed_on > now.date():
        message = "A declaration cannot have been signed in the future."
        raise InvalidCustomerData(message, field="signed_on")
    papers.add(
        TaxSelfCertification(
            customer=customer,
            signed_on=certification.signed_on,
            us_person=certification.us_person,
            crs_status=certification.crs_status,
            recorded_by=str(actor),
            recorded_at=now,
        )
    )
    record(customer, "self_certified", actor=actor, at=now)
