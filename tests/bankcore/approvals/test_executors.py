"""Every kind of request that somebody can make is carried out by something that exists."""

import ast
import inspect

import pytest
from django.utils.module_loading import import_string

from bankcore.executors import EXECUTORS
from bankcore.identity.public import Role
from bankcore.roles import PERMISSIONS
from tests.architecture.source import PACKAGES, files, parsed

MADE = list(EXECUTORS)


@pytest.mark.parametrize("kind", MADE)
def test_every_executor_exists_and_is_told_the_same(kind):
    executor = import_string(EXECUTORS[kind].executor)
    assert set(inspect.signature(executor).parameters) == {"request", "actor", "now"}
    own = getattr(executor, "__wrapped__", executor)
    assert not hasattr(own, "__wrapped__"), "it runs in the approving use case"


def test_every_kind_is_asked_for_by_its_app():
    named = {
        node.value
        for path in files(*PACKAGES)
        if path.name != "executors.py"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(MADE) <= named


@pytest.mark.parametrize("kind", EXECUTORS)
def test_some_role_can_decide_on_every_kind(kind):
    assert any(
        all(role in PERMISSIONS[needed] for needed in EXECUTORS[kind].permissions) for role in Role
    )
