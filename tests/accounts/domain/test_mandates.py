"""Who has yet to sign an order."""

from uuid import uuid4

import pytest

from accounts.domain.mandates import AccountUse, Role, Signatory, SigningRule, must_sign

ANNA, BEN, CARA, FIRM = (uuid4() for _ in range(4))


def signatory(customer_id, role) -> Signatory:
    return Signatory(customer_id=customer_id, name="Demo", is_person=customer_id != FIRM, role=role)


def use(rule: SigningRule, *signatories: Signatory) -> AccountUse:
    return AccountUse(account_id=uuid4(), currency="EUR", rule=rule, signatories=signatories)


COUPLE = (
    signatory(ANNA, Role.PRIMARY),
    signatory(BEN, Role.JOINT),
    signatory(CARA, Role.MANDATE),
)
COMPANY = (
    signatory(FIRM, Role.PRIMARY),
    signatory(ANNA, Role.MANDATE),
    signatory(BEN, Role.MANDATE),
)


@pytest.mark.parametrize(
    ("signed", "missing"),
    [([], (ANNA, BEN, CARA)), ([CARA], ()), ([ANNA], ()), ([uuid4()], (ANNA, BEN, CARA))],
)
def test_any_one_signatory_is_enough_where_the_rule_says_so(signed, missing):
    assert must_sign(use(SigningRule.ANY_ONE, *COUPLE), signed=signed) == missing


@pytest.mark.parametrize(
    ("signed", "missing"),
    [([], (ANNA, BEN)), ([CARA], (ANNA, BEN)), ([ANNA, CARA], (BEN,)), ([BEN, ANNA], ())],
)
def test_all_holders_sign_where_all_must_whoever_gave_the_order(signed, missing):
    assert must_sign(use(SigningRule.ALL_SIGN, *COUPLE), signed=signed) == missing


@pytest.mark.parametrize(("signed", "missing"), [([FIRM], (ANNA, BEN)), ([ANNA, BEN], ())])
def test_all_mandate_holders_sign_for_a_company_where_all_must(signed, missing):
    assert must_sign(use(SigningRule.ALL_SIGN, *COMPANY), signed=signed) == missing
