"""Test payees: what is answered about names of account holders at the other banks of a test bank.

The one table: the sandbox answers by it, the page for integrators shows it, and a test asks about
every line of it. The IBANs are the examples of the IBAN registry (SWIFT, ISO 13616), nobody's
accounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from payments.payees.domain.names import Answer, Holder

_PERSON: Final = "NL91ABNA0417164300"
_COMPANY: Final = "FR1420041010050500013M02606"

HOLDERS: Final = {
    _PERSON: Holder(name="Demo Maria Landlord", is_person=True),
    _COMPANY: Holder(name="Demo Trading GmbH", is_person=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxPayee:
    """A name typed for an account, and the answer; of any other account none is available."""

    iban: str
    name: str
    answer: Answer
    meaning: str


PAYEES: Final = (
    SandboxPayee(
        iban=_PERSON, name="Demo Maria Landlord", answer=Answer.MATCH, meaning="the holder's name"
    ),
    SandboxPayee(
        iban=_PERSON,
        name="Demo Landlord",
        answer=Answer.CLOSE_MATCH,
        meaning="a name is left out: the holder's name is told",
    ),
    SandboxPayee(
        iban=_PERSON, name="Other Person", answer=Answer.NO_MATCH, meaning="somebody else"
    ),
    SandboxPayee(
        iban=_COMPANY,
        name="Demo Trading",
        answer=Answer.MATCH,
        meaning="a company, its legal form left out",
    ),
    SandboxPayee(
        iban=_COMPANY,
        name="Demo Trding GmbH",
        answer=Answer.CLOSE_MATCH,
        meaning="a slip of the keyboard: the company's name is told",
    ),
    SandboxPayee(
        iban=_COMPANY,
        name="Demo Trading AG",
        answer=Answer.CLOSE_MATCH,
        meaning="another legal form: the company's name is told",
    ),
    SandboxPayee(
        iban=_COMPANY, name="Sample Baking GmbH", answer=Answer.NO_MATCH, meaning="another company"
    ),
    SandboxPayee(
        iban="AT611904300234573201",
        name="Demo Person",
        answer=Answer.NOT_AVAILABLE,
        meaning="not possible: the other bank does not answer",
    ),
)
