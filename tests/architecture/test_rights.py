"""Every door to a change, or to personal data for somebody, names the permission it asks for."""

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import pytest
from django.contrib.auth.models import Permission
from django.utils.module_loading import import_string

from bankcore import executors
from bankcore.roles import CUSTOMER, PERMISSIONS
from bankcore.scopes import SCOPES

# The apps whose public doors are looked at; payments follows once its part is done.
CHECKED: Final = ("accounts",)

_STEP = "a step of the end of day, which the bank itself takes"
_WITHIN = "runs within another use case, which asks for its own permission"
_APPROVED = "carries out what was asked for with the permission; approvals asks who approves"
EXEMPT: Final[dict[str, dict[str, str]]] = {
    "accounts": {
        "remind_of_expiring_documents": _STEP,
        "list_reviews_due": _STEP,
        "post_fees": _STEP,
        "apply_overdraft_changes": _STEP,
        "mark_dormant_accounts": _STEP,
        "adjust_interest": _STEP,
        "accrue_interest": _STEP,
        "post_interest": _STEP,
        "book_accruals": _STEP,
        "mature_deposits": _STEP,
        "collect_instalments": _STEP,
        "update_arrears": _STEP,
        "accrue_loan_interest": _STEP,
        "make_statements": _STEP,
        "online.keep_spending_sums": _STEP,
        "block_customer_within": _WITHIN,
        "settle_debit": _WITHIN,
        "charge_for_event": _WITHIN,
        "settle_interest_of": _WITHIN,
        "execute_interest_terms": _APPROVED,
        "execute_interest_rate": _APPROVED,
        "execute_usage_terms": _APPROVED,
        "execute_fee_terms": _APPROVED,
        "execute_overdraft": _APPROVED,
        "execute_fee_refund": _APPROVED,
        "execute_erasure": _APPROVED,
        "execute_loan_decision": _APPROVED,
        "execute_loan_override": _APPROVED,
        "loans.execute_override": _APPROVED,
        "execute_write_off": _APPROVED,
        "execute_restructuring": _APPROVED,
        "loans.collect_instalments": _STEP,
        "loans.update_arrears": _STEP,
        "loans.accrue_loan_interest": _STEP,
        "loans.execute_decision": _APPROVED,
        "loans.execute_write_off": _APPROVED,
        "loans.execute_restructuring": _APPROVED,
    },
}


def doors(app: str) -> dict[str, Callable[..., Any]]:
    """Return every function of the app's public door that an actor calls, by name."""
    public = import_string(f"{app}.public")
    found = dict(_functions(vars(public)))
    for name, value in vars(public).items():
        if inspect.ismodule(value) and name in getattr(public, "__all__", ()):
            found |= {f"{name}.{each}": call for each, call in _functions(vars(value))}
    return found


def _functions(names: dict[str, Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, value in names.items():
        if name.startswith("_") or inspect.isclass(value) or not callable(value):
            continue
        if "actor" in inspect.signature(value).parameters:
            yield name, value


def needed(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the permissions that the function names, any of which will do."""
    inner = function.func if isinstance(function, partial) else function
    found: tuple[str, ...] = getattr(inner, "needs", ())
    return found


@pytest.mark.parametrize("app", CHECKED)
def test_every_door_names_a_permission_or_is_exempt_for_a_reason(app):
    found = doors(app)
    assert len(found) > 40
    silent = {name for name, function in found.items() if not needed(function)}
    assert silent - set(EXEMPT[app]) == set()


@pytest.mark.parametrize("app", CHECKED)
def test_no_exemption_is_kept_that_nothing_needs(app):
    found = doors(app)
    assert [name for name in EXEMPT[app] if name not in found or needed(found[name])] == []
    assert [name for name, reason in EXEMPT[app].items() if len(reason) < 20] == []


@pytest.mark.parametrize("app", CHECKED)
def test_every_permission_that_is_named_is_somebodys_on_the_page_of_roles(app):
    named = {each for function in doors(app).values() for each in needed(function)}
    assert named - set(PERMISSIONS) == set()
    unused = {each for each in PERMISSIONS if each.startswith(f"{app}.")} - named
    assert unused == set()


@pytest.mark.parametrize("app", CHECKED)
def test_every_permission_can_be_given_to_people(app, bank):
    there = set(
        Permission.objects.filter(content_type__app_label=app).values_list("codename", flat=True)
    )
    wanted = {each.partition(".")[2] for each in PERMISSIONS if each.startswith(f"{app}.")}
    assert wanted
    assert wanted - there == set()


@pytest.mark.parametrize("app", CHECKED)
def test_scopes_and_customers_have_permissions_that_some_door_asks_for(app):
    named = {each for function in doors(app).values() for each in needed(function)}
    given = CUSTOMER.union(*SCOPES.values())
    signing = {"accounts.sign_order"}  # asked for where an order is signed, not at this door
    assert {each for each in given if each.startswith(f"{app}.")} - named - signing == set()


@pytest.mark.parametrize("app", CHECKED)
def test_every_executor_at_the_door_is_that_of_one_kind_of_request(app):
    of_kinds = [name for name in _dotted() if name.startswith(f"{app}.public.")]
    at_door = [f"{app}.public.{name}" for name in doors(app) if name.startswith("execute_")]
    at_door = [name for name in at_door if EXEMPT[app].get(name.rpartition(".")[2]) == _APPROVED]
    assert sorted(of_kinds) == sorted(at_door)


def _dotted() -> list[str]:
    return [str(getattr(each, "executor", each)) for each in executors.EXECUTORS.values()]
