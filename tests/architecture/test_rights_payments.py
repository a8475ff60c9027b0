"""Whatever changes something in payments, the end of day and approvals asks who wants it."""

import inspect
from types import ModuleType

import pytest

from bankcore.access import NotPermitted
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.approvals import public as approvals
from bankcore.endofday import public as endofday
from bankcore.roles import CUSTOMER, PERMISSIONS
from bankcore.scopes import SCOPES
from payments import public as payments

_STEP = "a step of the end of day, which asks for endofday.close_day itself"
_APPROVED = "runs inside approvals.approve, which asks for approvals.decide_request"
EXEMPT = {
    "payments.process_waiting_bulk_files": _STEP,
    "payments.run_standing_orders": _STEP,
    "payments.clear_cheques": _STEP,
    "payments.count_drawers_left_open": _STEP,
    "payments.sell_foreign_results": _STEP,
    "payments.revalue_positions": _STEP,
    "approvals.expire_requests": _STEP,
    "approvals.expire_due": _STEP,
    "approvals.request": "runs inside the use case that asks, which names its own permission",
    "approvals.ask": "runs inside the use case that asks, which names its own permission",
    "approvals.execute_limit": _APPROVED,
    "endofday.execute_closing": _APPROVED,
    **{
        f"payments.{name}": _APPROVED
        for name in (
            *("execute_reversal", "execute_drawer_closing", "execute_transfer"),
            *("execute_payment", "execute_cheque_payment", "execute_cheque_clearing"),
            *("execute_fx_cover", "execute_fx_margin", "execute_fx_rate"),
        )
    },
}
DOORS = {"payments": payments, "endofday": endofday, "approvals": approvals}


def with_actor(name: str, door: ModuleType) -> dict[str, object]:
    return {
        f"{name}.{each}": function
        for each, function in vars(door).items()
        if inspect.isfunction(function) and "actor" in inspect.signature(function).parameters
    }


FOUND = {
    name: function
    for door, module in DOORS.items()
    for name, function in with_actor(door, module).items()
}
ASKING = {name: function for name, function in FOUND.items() if name not in EXEMPT}


@pytest.mark.parametrize("name", ASKING)
def test_every_change_names_the_permission_it_needs(name):
    assert getattr(ASKING[name], "needs", ()), name


@pytest.mark.parametrize("name", EXEMPT)
def test_an_exemption_is_needed(name):
    assert name in FOUND, "there is no such function any more"
    assert not hasattr(FOUND[name], "needs"), "it names a permission: strike the exemption"
    assert EXEMPT[name]


@pytest.mark.parametrize("name", ASKING)
def test_every_permission_named_is_on_the_page_of_roles(name):
    assert set(ASKING[name].needs) <= set(PERMISSIONS)


@pytest.mark.parametrize("name", ASKING)
def test_who_lacks_the_permission_is_refused_before_anything_is_done(name):
    """No database is there: what came further than the question would fail for that."""
    with pytest.raises(NotPermitted, match=ASKING[name].needs[0].replace(".", r"\.")):
        ASKING[name](**_anything(name, Actor(ActorKind.USER, "7")))


@pytest.mark.parametrize("kind", [ActorKind.USER, ActorKind.API_CLIENT])
@pytest.mark.parametrize("name", ASKING)
def test_every_other_permission_does_not_help(name, kind):
    others = frozenset(PERMISSIONS) - set(ASKING[name].needs)
    with pytest.raises(NotPermitted):
        ASKING[name](**_anything(name, Actor(kind, "7", Rights(permissions=others))))


def test_no_program_changes_the_banks_own_prices_and_books():
    held = {each for permissions in SCOPES.values() for each in permissions}
    own = {"publish_rates", "set_margins", "cover_position", "settle_clearing"}
    assert not {f"payments.{each}" for each in own} & held
    assert "endofday.close_day" not in held
    assert "approvals.decide_request" not in held


def test_no_role_orders_for_itself_and_every_customer_does():
    assert "payments.order_for_oneself" in CUSTOMER
    assert "payments.order_for_oneself" not in PERMISSIONS


def _anything(name: str, actor: Actor) -> dict[str, object]:
    wanted = inspect.signature(ASKING[name]).parameters
    return {each: actor if each == "actor" else None for each in wanted}
