"""The bank's own reading of the tax exchanges' schemas: which elements, in which order.

It says nothing of an authority's acceptance. The official schemas are tried as well where they are.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

_PARTY = ["ResCountryCode", "TIN", "IN", "Name", "Address", "BirthInfo"]
_REPORT = [
    *("DocSpec", "AccountNumber", "AccountClosed", "AccountHolder"),
    *("AccountBalance", "Payment"),
]
ORDER = {
    "CRS_OECD": ["MessageSpec", "CrsBody"],
    "FATCA_OECD": ["MessageSpec", "FATCA"],
    "MessageSpec": [
        *("SendingCompanyIN", "TransmittingCountry", "ReceivingCountry", "MessageType"),
        *("MessageRefId", "MessageTypeIndic", "ReportingPeriod", "Timestamp"),
    ],
    "CrsBody": ["ReportingFI", "ReportingGroup"],
    "FATCA": ["ReportingFI", "ReportingGroup"],
    "ReportingFI": [
        *("ResCountryCode", "TIN", "IN", "Name", "Address", "FilerCategory", "DocSpec"),
    ],
    "ReportingGroup": ["NilReport", "AccountReport"],
    "NilReport": ["DocSpec", "NoAccountToReport"],
    "DocSpec": ["DocTypeIndic", "DocRefId"],
    "AccountReport": _REPORT,
    "AccountHolder": ["Individual", "Organisation", "AcctHolderType"],
    "Individual": _PARTY,
    "Organisation": _PARTY,
    "Name": ["FirstName", "LastName"],
    "Address": ["CountryCode", "AddressFix", "AddressFree"],
    "AddressFix": ["Street", "PostCode", "City"],
    "BirthInfo": ["BirthDate"],
    "Payment": ["Type", "PaymentAmnt"],
}
NEEDED = {
    "MessageSpec": {"MessageRefId", "ReportingPeriod", "Timestamp", "MessageType"},
    "ReportingFI": {"Name", "Address", "DocSpec"},
    "AccountReport": {"DocSpec", "AccountNumber", "AccountHolder", "AccountBalance"},
    "Individual": {"Name", "Address"},
    "Organisation": {"Name", "Address"},
    "Address": {"CountryCode"},
    "AddressFix": {"City"},
    "DocSpec": {"DocTypeIndic", "DocRefId"},
}


def faults(content: bytes) -> list[str]:
    """Return what of a message is not as the schemas want it."""
    root = ET.fromstring(content)  # noqa: S314 - the bank has written it
    found = [fault for each in root.iter() for fault in _faults(each)]
    numbers = [each.text for each in root.iter() if local(each) == "DocRefId"]
    if len(set(numbers)) != len(numbers):
        found.append("two records have one number")
    return found


def local(element: ET.Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.split("}")[1]


def _faults(element: ET.Element) -> list[str]:
    name, names = local(element), [local(each) for each in element]
    if not names and not (element.text or "").strip():
        return [f"{name} is empty"]
    allowed = ORDER.get(name, [])
    unknown = [each for each in names if each not in allowed]
    if unknown:
        return [f"{name} has {unknown}"]
    places = [allowed.index(each) for each in names]
    wrong = [] if places == sorted(places) else [f"{name} has {names} in this order"]
    missing = NEEDED.get(name, set()) - set(names)
    return wrong + ([f"{name} lacks {sorted(missing)}"] if missing else [])
