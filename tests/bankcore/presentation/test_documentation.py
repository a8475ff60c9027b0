"""The API's description, the back office, and what every answer carries."""

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.test import Client

from bankcore.identity import public as identity
from tests import factories

pytestmark = pytest.mark.usefixtures("bank")


def test_the_schema_is_openapi_3_1_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", tmp_path / "openapi.yaml")
    assert (tmp_path / "openapi.yaml").read_text().startswith("openapi: 3.1")


def test_the_documentation_needs_no_other_host(client):
    page = client.get("/api/v1/docs/").content.decode()
    assert "swagger-ui" in page
    assert "//cdn" not in page
    assert "https://" not in page
    assert client.get("/api/v1/schema/").status_code == 200


def test_every_answer_carries_the_callers_request_id(client):
    assert client.get("/login/", headers={"X-Request-ID": "abc-1"})["X-Request-ID"] == "abc-1"
    made = client.get("/login/", headers={"X-Request-ID": "bad id\n"})["X-Request-ID"]
    assert len(made) == 32


def test_every_back_office_page_opens(client):
    identity.ensure_user(username="boss", password="a-long-demo-password", is_admin=True)
    client.login(username="boss", password="a-long-demo-password")
    factories.account(funds=5)
    pages = [
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for model in admin.site._registry
    ]
    assert len(pages) > 12
    for page in ["/admin/", *pages]:
        assert client.get(page, follow=True).status_code == 200, page


@pytest.mark.parametrize(
    "page", ["ledger/account/add/", "accounts/customer/add/", "audit/auditentry/add/"]
)
def test_not_even_a_superuser_adds_to_the_books_by_form(client, page):
    identity.ensure_user(username="boss", password="a-long-demo-password", is_admin=True)
    client.login(username="boss", password="a-long-demo-password")
    assert client.get(f"/admin/{page}").status_code == 403


def test_a_customer_does_not_enter_the_back_office(client):
    identity.ensure_user(username="demo", password="a-long-demo-password")
    client.login(username="demo", password="a-long-demo-password")
    assert client.get("/admin/")["Location"].startswith("/admin/login/")


def test_a_fault_of_ours_is_a_problem_without_its_secrets(monkeypatch):
    from accounts.services import accounts
    from tests.clients import ApiClient

    def broken(**_):
        message = "secret detail"
        raise RuntimeError(message)

    monkeypatch.setattr(accounts, "get", broken)
    monkeypatch.setattr("accounts.public.get_account", broken)
    api = ApiClient()
    api._http = Client(raise_request_exception=False)
    answer = api.get("/api/v1/accounts/00000000-0000-0000-0000-000000000001")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert b"secret detail" not in answer.content
