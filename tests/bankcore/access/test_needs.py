"""A use case asks its caller for a permission before it does anything."""

import pytest

from bankcore.access import NotPermitted, needs, require
from bankcore.actor import Actor, ActorKind, Rights


def holder(*permissions: str) -> Actor:
    return Actor(ActorKind.USER, "7", Rights(permissions=frozenset(permissions)))


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def close_account(done):
    @needs("accounts.close_account", "accounts.close_any")
    def close(*, name: str, actor: Actor) -> str:
        done.append(name)
        return name

    return close


def test_who_has_the_permission_is_let_in(close_account, done):
    assert close_account(name="a", actor=holder("accounts.close_account")) == "a"
    assert done == ["a"]


def test_any_of_the_permissions_named_is_enough(close_account):
    assert close_account(name="a", actor=holder("accounts.close_any")) == "a"


def test_the_bank_itself_is_let_in(close_account):
    assert close_account(name="a", actor=Actor.system("end-of-day")) == "a"


@pytest.mark.parametrize("actor", [holder(), holder("accounts.open_account")])
def test_others_are_told_which_permission_is_missing_and_nothing_is_done(
    close_account, done, actor
):
    with pytest.raises(NotPermitted, match=r"accounts\.close_account"):
        close_account(name="a", actor=actor)
    assert not done


def test_a_person_without_rights_given_has_none():
    with pytest.raises(NotPermitted):
        require(Actor(ActorKind.USER, "7"), "accounts.close_account")


def test_an_actor_is_who_it_is_whatever_it_may_do():
    assert holder("accounts.close_account") == holder()
