"""The API changes by additions alone: what the last release promised still holds."""

import copy
import json

import pytest

from bankcore.developers.domain import api_record
from bankcore.developers.services import description
from bankcore.settings.env import REPOSITORY

RELEASED = REPOSITORY / "docs" / description.RELEASED


@pytest.fixture(scope="module")
def described():
    return api_record.record_of(description.schema())


def test_clients_of_the_last_release_are_borne(described):
    released = json.loads(RELEASED.read_text())
    assert api_record.breaks(released=released, described=described) == []
    assert len(released["operations"]) > 130
    assert len(released["schemas"]) > 150


OLD = {
    "operations": {
        "POST /things": {
            "asks": {"header Key": True, "query limit": False},
            "takes": {"application/json": "ThingRequest"},
            "answers": {"201": {"application/json": "Thing"}},
        }
    },
    "schemas": {
        "Thing": {"required": ["id"], "fields": {"id": "string", "note": "string"}},
        "ThingRequest": {"required": ["id"], "fields": {"id": "string", "note": "string"}},
    },
}
POST = OLD["operations"]["POST /things"]


def changed(**paths):
    """Return the record with the value at each path (parts joined by __) set, or taken away."""
    new = copy.deepcopy(OLD)
    for path, value in paths.items():
        *parts, last = path.split("__")
        at = new
        for part in parts:
            at = at[{"post": "POST /things", "limit": "query limit"}.get(part, part)]
        last = {"post": "POST /things", "limit": "query limit", "n201": "201"}.get(last, last)
        if value is None:
            del at[last]
        else:
            at[last] = value
    return new


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (changed(operations__post=None), "POST /things is gone."),
        (changed(operations__post__asks__limit=None), "does not take query limit any more"),
        (changed(operations__post__asks__limit=True), "asks for query limit"),
        (changed(operations__post__asks__other=True), "asks for other"),
        (changed(operations__post__answers__n201=None), "answers 201 no more"),
        (
            changed(operations__post__takes={"application/json": "Other"}),
            "takes application/json: Other in place of ThingRequest",
        ),
        (changed(schemas__Thing=None), "Thing is gone."),
        (changed(schemas__Thing__fields__note=None), "Thing.note is gone."),
        (changed(schemas__Thing__fields__note="number"), "Thing.note is number"),
        (changed(schemas__Thing__required=[]), "Thing.id may be left out of the answer."),
        (changed(schemas__ThingRequest__required=["id", "note"]), "note must be sent."),
    ],
)
def test_what_a_client_would_not_bear_is_named(new, told):
    [found] = api_record.breaks(released=OLD, described=new)
    assert told in found


@pytest.mark.parametrize(
    "new",
    [
        changed(),
        changed(operations__other=POST, schemas__Other=OLD["schemas"]["Thing"]),
        changed(operations__post__asks__other=False),
        changed(schemas__Thing__fields__more="string", schemas__Thing__required=["id", "more"]),
        changed(schemas__ThingRequest__fields__more="string"),
        changed(schemas__ThingRequest__required=[]),
    ],
)
def test_what_is_added_is_borne(new):
    assert api_record.breaks(released=OLD, described=new) == []
