"""Which forms stand beside a customer, who may send them, and what they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import HttpRequest

from accounts import public as accounts
from accounts.domain.customer_states import TRANSITIONS
from accounts.models import Customer
from accounts.presentation.admin import customer_forms as forms
from accounts.presentation.admin import customer_paper_forms as papers
from accounts.presentation.admin.customer_fields import CustomerForm
from bankcore.actor import Actor
from bankcore.presentation.staff import actor_of


@dataclass(frozen=True, slots=True)
class Action:
    """A form beside the customer: what it is called, who may send it and what it does."""

    title: str
    form: type[CustomerForm]
    permission: str
    use_case: Callable[..., object]


def _ask_for_erasure(*, customer_id: UUID, reason: str, actor: Actor, now: datetime) -> object:
    order = accounts.ErasureOrder(customer_id=customer_id)
    return accounts.ask_for_erasure(order=order, reason=reason, actor=actor, now=now)


ACTIONS: Final = {
    "status": Action(
        "Change the status",
        forms.StatusForm,
        "change_customer_status",
        accounts.change_customer_status,
    ),
    "kyc": Action(
        "Record a KYC check", forms.KycCheckForm, "record_kyc", accounts.record_kyc_check
    ),
    "risk": Action("Rate the risk", forms.RiskForm, "record_kyc", accounts.assess_risk),
    "address": Action(
        "Set an address", papers.AddressForm, "onboard_customer", accounts.set_address
    ),
    "contact": Action(
        "Add a contact", papers.ContactForm, "onboard_customer", accounts.add_contact
    ),
    "tax": Action(
        "Set a tax residence",
        papers.TaxResidenceForm,
        "onboard_customer",
        accounts.set_tax_residence,
    ),
    "certification": Action(
        "Record a self-certification",
        papers.SelfCertificationForm,
        "onboard_customer",
        accounts.record_self_certification,
    ),
    "owner": Action(
        "Add an owner", papers.OwnerForm, "onboard_customer", accounts.add_beneficial_owner
    ),
    "related": Action(
        "Add a related person",
        papers.RelatedPersonForm,
        "onboard_customer",
        accounts.add_related_person,
    ),
    "upload": Action(
        "Keep a document", forms.DocumentForm, "onboard_customer", accounts.upload_document
    ),
    "erase": Action("Erase personal data", forms.ErasureForm, "erase_customer", _ask_for_erasure),
}
# What the button of a change of status says.
_VERBS: Final = {
    accounts.CustomerStatus.PROSPECT: "Send back",
    accounts.CustomerStatus.PENDING_KYC: "Submit for KYC",
    accounts.CustomerStatus.ACTIVE: "Approve",
    accounts.CustomerStatus.DORMANT: "Make dormant",
    accounts.CustomerStatus.BLOCKED: "Block",
    accounts.CustomerStatus.DECEASED: "Mark deceased",
    accounts.CustomerStatus.CLOSED: "Close",
}
# What remains of a closed customer's buttons.
_WHEN_CLOSED: Final = {"erase"}


def buttons(request: HttpRequest, customer: Customer) -> list[tuple[str, str]]:
    """Return the address and text of each button that this member of staff may press."""
    status = accounts.CustomerStatus(customer.status)
    shown = []
    for name, action in ACTIONS.items():
        if not actor_of(request).may(f"accounts.{action.permission}"):
            continue
        if name == "status":
            shown += [
                (f"../status/?to={to}", _verb(status, to))
                for to in _VERBS
                if to in TRANSITIONS[status]
            ]
        elif _fits(name, customer):
            shown.append((f"../{name}/", action.title))
    return shown


def _fits(name: str, customer: Customer) -> bool:
    if customer.status == accounts.CustomerStatus.CLOSED:
        return name in _WHEN_CLOSED
    return name != "owner" or customer.kind == Customer.Kind.COMPANY


def _verb(status: accounts.CustomerStatus, to: accounts.CustomerStatus) -> str:
    is_return = to is accounts.CustomerStatus.ACTIVE and status is not to.PENDING_KYC
    return "Reactivate" if is_return else _VERBS[to]
