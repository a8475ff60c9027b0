"""Reviews, retention and what an active customer must have."""

from datetime import date

import pytest

from accounts.domain import kyc
from accounts.domain.kyc import Check, KycKind, KycResult, Readiness, RiskRating
from bankcore.file_types import media_type
from tests.factories.people import JPEG, PDF, PNG

DAY = date(2026, 3, 2)
READY = {
    "is_company": False,
    "has_details": True,
    "has_address": True,
    "has_tax_residence": True,
    "has_self_certification": True,
    "has_owner_or_exemption": False,
    "lacks_us_tin": False,
    "rating": RiskRating.LOW,
    "checks": tuple(
        Check(kind=kind, result=KycResult.PASSED, valid_until=None)
        for kind in (KycKind.IDENTITY, KycKind.SCREENING)
    ),
}


@pytest.mark.parametrize(
    ("rating", "months", "day"),
    [("LOW", 60, date(2031, 3, 2)), ("MEDIUM", 36, date(2029, 3, 2)),
     ("HIGH", 12, date(2027, 3, 2))],
)  # fmt: skip
def test_the_riskier_the_sooner_the_review(rating, months, day):
    assert kyc.REVIEW_MONTHS[RiskRating(rating)] == months
    assert kyc.next_review(day=DAY, rating=RiskRating(rating)) == day


def test_a_file_is_kept_for_whole_years_after_the_day_of_closing():
    assert kyc.erasable_from(closed_on=DAY, years=10) == date(2036, 3, 3)
    assert kyc.erasable_from(closed_on=date(2024, 2, 29), years=5) == date(2029, 3, 1)


def test_nothing_is_missing_where_all_is_there():
    assert kyc.missing(Readiness(**READY), day=DAY) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"has_details": False}, "details"), ({"has_address": False}, "address"),
     ({"has_tax_residence": False}, "tax residence"), ({"rating": None}, "risk rating"),
     ({"has_self_certification": False}, "self-certification"), ({"checks": ()}, "identity check"),
     ({"lacks_us_tin": True}, "US tax number"),
     ({"is_company": True}, "beneficial owner"), ({"rating": RiskRating.HIGH}, "source of funds")],
)  # fmt: skip
def test_whatever_is_missing_is_named(changes, words):
    assert any(words in each for each in kyc.missing(Readiness(**{**READY, **changes}), day=DAY))


def test_a_check_holds_until_its_last_day():
    check = Check(kind=KycKind.IDENTITY, result=KycResult.PASSED, valid_until=DAY)
    assert check.holds(DAY)
    assert not check.holds(date(2026, 3, 3))


def test_a_file_is_what_its_bytes_are():
    assert [media_type(each) for each in (PDF, PNG, JPEG)] == [
        "application/pdf", "image/png", "image/jpeg",
    ]  # fmt: skip
    for other in (b"", b"PK\x03\x04", b"<html>", b"MZ" + PDF, PDF[:-9], PNG[:-12], JPEG[:-2]):
        assert media_type(other) is None
