"""The catalogue knows every event once, and refuses what is not in it."""

import sys
from types import ModuleType

import pytest

from bankcore.outbox.domain.catalogue import Catalogue
from bankcore.outbox.domain.schemas import NotDeclared, WrongDeclaration
from tests.bankcore.outbox.declaring import declare, said


@pytest.fixture
def catalogue_of(monkeypatch):
    """Make a catalogue of these classes, declared in a module of their own."""

    def make(*events: type) -> Catalogue:
        module = ModuleType("declared_for_a_test")
        module.__dict__.update({f"Event{number}": each for number, each in enumerate(events)})
        monkeypatch.setitem(sys.modules, module.__name__, module)
        return Catalogue([module.__name__])

    return make


def test_an_event_is_declared_once(catalogue_of):
    with pytest.raises(WrongDeclaration, match=r"test\.declared 1 is declared twice"):
        catalogue_of(declare({}), declare({"field": said(int)}))


def test_versions_of_an_event_stand_beside_one_another(catalogue_of):
    second, first = declare({}, version=2), declare({"field": said(int)})
    catalogue = catalogue_of(second, first)
    assert list(catalogue) == [first.declaration, second.declaration]
    assert catalogue.names() == {"test.declared"}
    assert catalogue.newest("test.declared") is second.declaration
    assert catalogue.require(first(field=1), subject="thing:1") is first.declaration


def test_an_event_is_about_one_sort_of_thing_in_every_version(catalogue_of):
    with pytest.raises(WrongDeclaration, match="one sort of thing"):
        catalogue_of(declare({}), declare({}, version=2, subject="other:1"))


def test_what_is_in_no_module_of_the_catalogue_is_not_declared(catalogue_of):
    known, unknown = declare({}), declare({}, name="test.unknown")
    with pytest.raises(NotDeclared, match="Declared is no declared event"):
        catalogue_of(known).require(unknown(), subject="thing:1")


def test_what_is_made_of_an_event_is_not_that_event(catalogue_of):
    known = declare({})

    class Another(known):
        pass

    catalogue = catalogue_of(known, Another)
    assert len(list(catalogue)) == 1
    with pytest.raises(NotDeclared, match="Another is no declared event"):
        catalogue.require(Another(), subject="thing:1")


@pytest.mark.parametrize("subject", ["thing", "things:1", "other:1", "", "1"])
def test_an_event_is_about_what_it_was_declared_to_be_about(catalogue_of, subject):
    known = declare({})
    with pytest.raises(NotDeclared, match="is about a thing"):
        catalogue_of(known).require(known(), subject=subject)
