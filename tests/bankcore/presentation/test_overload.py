"""One request too many is refused before anything is looked up for it."""

import pytest
from django.test import Client

from bankcore.developers.models import LoggedRequest
from bankcore.runtime import overload


@pytest.fixture
def refusing():
    with overload.refusing():
        yield


@pytest.mark.usefixtures("refusing")
def test_a_program_gets_a_problem_that_says_when_to_come_back(django_assert_num_queries, bank):
    with django_assert_num_queries(0):
        answer = Client().post("/api/v1/transfers", {}, content_type="application/json")
    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.json()["code"], answer.json()["status"]) == ("busy", 503)
    assert answer.json()["request_id"] == answer["X-Request-ID"]
    assert not LoggedRequest.objects.exists()


@pytest.mark.usefixtures("refusing", "bank")
def test_a_person_gets_a_page_that_says_nothing_was_done():
    answer = Client().get("/login/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert b"Nothing was done" in answer.content


@pytest.mark.usefixtures("refusing", "bank")
def test_who_watches_the_bank_is_answered_all_the_same():
    assert Client().get("/healthz").status_code == 200


@pytest.mark.usefixtures("bank")
def test_without_overload_all_is_as_ever():
    assert Client().get("/login/").status_code == 200
