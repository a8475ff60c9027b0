"""A program of one customer reaches that customer's things, at every address of the API."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils.module_loading import import_string
from rest_framework.parsers import MultiPartParser

from accounts import public as accounts
from bankcore.audit.models import AuditEntry
from bankcore.ledger import public as ledger
from bankcore.owners import OWNERS
from payments import public as payments
from payments.correspondence import public as correspondence
from payments.correspondence.models import Attachment
from tests import factories
from tests.accounts.interest_days import end_day, terms
from tests.bankcore.identity.api_addresses import Endpoint, endpoints
from tests.clients import ApiClient, signed
from tests.conftest import NOW
from tests.factories import TESTER, eur, exchange, loans, people
from tests.payments.correspondence import letters
from tests.payments.files import csv_file, line
from tests.payments.services.movements import left, pay
from tests.payments.services.test_held_payments import says

pytestmark = pytest.mark.usefixtures("bank")

# What a bound client may not do at all, and what is nobody's.
FOR_WHOLE_BANK = {"POST api/v1/customers", "POST api/v1/customers/search"}
NOBODYS = {"GET api/v1/fx/rates"}
# Lists that are narrowed where the address names no customer.
NARROWED = {"GET api/v1/accounts", "GET api/v1/loans"}
# Whose these are, the program itself tells: tests/payments/webhooks/test_client_events.py.
OF_PROGRAMS = ("api/v1/webhook-endpoints", "api/v1/webhook-events")
# Of the customer that the client is bound to, and no other's: correspondence/test_api.py.
OF_CLIENTS_CUSTOMER = {"GET api/v1/messages/threads", "POST api/v1/messages/threads"}
# Where the id stands in the query or the body instead of the address: one of these.
ELSEWHERE = {
    "POST api/v1/term-deposits": ("funding_account_id", "payout_account_id"),
    "POST api/v1/loan-applications": ("customer_id",),
    "POST api/v1/early-repayments": ("quote_id",),
    "GET api/v1/standing-orders": ("account_id",),
    "POST api/v1/standing-orders": ("account_id",),
    "GET api/v1/bulk-files": ("customer_id",),
    "POST api/v1/bulk-files": ("customer_id",),
    "POST api/v1/transfers": ("debit_account_id",),
    "POST api/v1/deposits": ("account_id",),
    "POST api/v1/withdrawals": ("account_id",),
    "POST api/v1/payments": ("account_id",),
    "POST api/v1/fx/quotes": ("sell_account_id", "buy_account_id"),
    "POST api/v1/fx/orders": ("quote_id",),
    "GET api/v1/accounts": ("customer_id",),
    "GET api/v1/loans": ("customer_id",),
    # Beside an address that is the customer's own:
    "POST api/v1/loan-applications/<uuid:application_id>/contract": ("repayment_account_id",),
    "POST api/v1/loans/<uuid:loan_id>/repayments": ("from_account_id",),
    "POST api/v1/accounts/<uuid:account_id>/mandates": ("customer_id",),
    "POST api/v1/customers/<uuid:customer_id>/related-persons": ("customer_id",),
}


def of_customers() -> list[Endpoint]:
    """Return every method of every address whose objects are customers'."""
    return [each for each in endpoints() if not each.route.startswith(OF_PROGRAMS)]


class Household:
    """A customer with one thing of every kind."""

    def __init__(self) -> None:
        loan = loans.lent(funds=500)
        owner = loan.customer
        dollars = factories.account(currency="USD", owner=owner)
        account = loan.account
        ids = {"customer_id": owner.customer_id, "account_id": account.account_id}
        for name in OWNERS:
            if name.endswith("_account_id"):
                ids[name] = account.account_id
        ids["buy_account_id"] = dollars.account_id
        ids["loan_id"] = loan.loan_id
        application = accounts.loans.apply(request=loans.request(owner), actor=TESTER, now=NOW)
        ids["application_id"] = application.application_id
        deposit = accounts.open_deposit(
            order=accounts.DepositOrder(
                funding_account_id=account.account_id,
                amount=eur(100),
                term=accounts.Term(6, None),
                instruction=accounts.MaturityInstruction.PAY_OUT,
                payout_account_id=None,
                penalty=accounts.Penalty(accounts.BreakRule.FORFEIT_DAYS, days=90),
            ),
            request=factories.request_key(),
            actor=TESTER,
            now=NOW,
        )
        ids["deposit_id"] = deposit.deposit_id
        letter = accounts.confirm_balances(
            customer_id=owner.customer_id,
            day=date(2026, 3, 1),
            basis=accounts.BalanceBasis.BOOKING,
            actor=TESTER,
            now=NOW,
        )
        ids["letter_id"] = letter.letter_id
        ids["document_id"] = people.upload(owner.customer_id).document_id
        ids["thread_id"] = correspondence.write_to_customer(
            customer_id=owner.customer_id,
            letter=letters.letter(files=[letters.upload()]),
            actor=TESTER,
            now=NOW,
        )
        ids["attachment_id"] = Attachment.objects.latest("pk").public_id
        self.ids: dict[str, UUID | int | str] = {**ids, "number": 1, "name": "pdf"}
        self.quotes = self._pay(account, dollars, loan)
        self.account = account

    def _pay(self, account, dollars, loan) -> list[UUID]:
        moved = payments.deposit(
            order=payments.CashOrder(account_id=account.account_id, amount=eur(50)),
            request=factories.request_key(),
            actor=TESTER,
            now=NOW,
        )
        self.ids["transaction_id"] = moved.transaction_id
        with pytest.MonkeyPatch.context() as patched:
            says(patched, "REVIEW", above="5")
            with pytest.raises(payments.PaymentHeld) as waiting:
                pay(account, eur(6))
        self.ids["held_payment_id"] = waiting.value.held.held_id
        api = ApiClient()
        given = api.post(
            "/api/v1/standing-orders",
            {
                "account_id": str(account.account_id),
                "creditor_iban": "DE89370400440532013000",
                "creditor_name": "Demo Landlord",
                "amount": "12.50",
                "currency": "EUR",
                "start": "2026-03-10",
                "unit": "MONTH",
                "day_of_month": 31,
            },
        )
        self.ids["order_id"] = given.json()["id"]
        self.ids["file_id"] = payments.submit_bulk_file(
            data=csv_file([line(account, factories.account(), "1.00")]),
            name="wages.csv",
            customer_id=account.customer_id,
            actor=TESTER,
            now=NOW,
        ).file_id
        dealt = exchange.quote(account, dollars, 10)
        owed = api.post(
            f"/api/v1/loans/{loan.loan_id}/early-quotes",
            {"for_day": ledger.business_date().isoformat()},
        ).json()
        return [dealt.quote_id, UUID(owed["quote_id"])]


@pytest.fixture
def households() -> tuple[Household, Household]:
    terms((0, "0.0365"), product="TERM_DEPOSIT", posting_period=accounts.PostingPeriod.AT_MATURITY)
    end_day()
    exchange.publish(ledger.business_date())
    return Household(), Household()


def bound(household: Household) -> ApiClient:
    return ApiClient("bound", customer_id=household.ids["customer_id"])


def names_in(route: str) -> list[str]:
    return [name for name in re.findall(r"<\w+:(\w+)>", route) if OWNERS[name]]


def path_of(route: str, ids: dict) -> str:
    return "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(ids[found[1]]), route)


def send(client: ApiClient, endpoint: Endpoint, path: str, given: dict):
    if endpoint.method == "GET":
        return client.get(path, **given)
    if MultiPartParser in getattr(endpoint.view, "parser_classes", ()):
        return client.upload(path, {"file": SimpleUploadedFile("a", b"a"), **given})
    return client.request(endpoint.method, path, {k: str(v) for k, v in given.items()})


def attempts(endpoint: Endpoint, own: Household, other: Household):
    """Return (path, fields) of each way to name one thing of the other's at this address."""
    for name in names_in(endpoint.route):
        yield path_of(endpoint.route, own.ids | {name: other.ids[name]}), {}
    for name in ELSEWHERE.get(str(endpoint), ()):
        values = other.quotes if name == "quote_id" else [other.ids[name]]
        for value in values:
            yield path_of(endpoint.route, own.ids), {name: value}
    if "quote_id" in endpoint.route:
        for value in other.quotes:
            yield path_of(endpoint.route, own.ids | {"quote_id": value}), {}


def test_what_is_another_customers_is_not_there_at_any_address(households):
    own, other = households
    for each in households:
        each.ids["quote_id"] = each.quotes[0]
    client = bound(own)
    for endpoint in of_customers():
        tried = list(attempts(endpoint, own, other))
        if str(endpoint) in FOR_WHOLE_BANK:
            answer = send(client, endpoint, path_of(endpoint.route, own.ids), {})
            assert (answer.status_code, answer.json()["code"]) == (403, "bound_to_customer")
            continue
        assert tried or str(endpoint) in NOBODYS | OF_CLIENTS_CUSTOMER, f"{endpoint} is in no table"
        for path, given in tried:
            before = AuditEntry.objects.filter(action="security.object.denied").count()
            answer = send(client, endpoint, path, given)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), (
                endpoint,
                given,
            )
            after = AuditEntry.objects.filter(action="security.object.denied").count()
            assert after == before + 1, (endpoint, given)


def test_what_is_the_customers_own_is_there_at_every_address(households):
    own, _ = households
    client = bound(own)
    for endpoint in of_customers():
        if str(endpoint) in FOR_WHOLE_BANK:
            continue
        ids = own.ids | {"quote_id": own.quotes[0]}
        given = {name: ids[name] for name in ELSEWHERE.get(str(endpoint), ())}
        send(client, endpoint, path_of(endpoint.route, ids), given)
    denied = AuditEntry.objects.filter(action="security.object.denied")
    assert [entry.detail for entry in denied] == []


def test_every_kind_of_thing_is_known_to_be_the_customers(households):
    own, _ = households
    looked_up = [(name, value) for name, value in own.ids.items() if OWNERS[name]]
    for name, value in [*looked_up, *(("quote_id", quote) for quote in own.quotes)]:
        object_id = value if isinstance(value, int) else UUID(str(value))
        found = [import_string(each)(object_id=object_id) for each in OWNERS[name]]
        assert frozenset().union(*found) == {own.ids["customer_id"]}, name


def test_what_is_not_there_is_nobodys(households):
    for name, finders in OWNERS.items():
        missing = 999_999_999 if name == "transaction_id" else uuid4()
        for each in finders:
            expected = {missing} if name == "customer_id" else set()
            assert import_string(each)(object_id=missing) == expected, name


def test_lists_are_narrowed(households):
    own, _ = households
    client = bound(own)
    listed = client.get("/api/v1/accounts", limit=100).json()["items"]
    assert {each["customer_id"] for each in listed} == {str(own.ids["customer_id"])}
    owed = client.get("/api/v1/loans").json()["items"]
    assert [each["loan_id"] for each in owed] == [str(own.ids["loan_id"])]
    assert len(ApiClient().get("/api/v1/loans").json()["items"]) == 2
    assert {key for key in ELSEWHERE if key in NARROWED} == NARROWED


def test_a_bound_client_pays_anybody_from_its_own_account_only(households):
    own, other = households
    client = bound(own)
    order = {
        "debit_account_id": str(own.account.account_id),
        "credit_account_id": str(other.account.account_id),
        "amount": "1.00",
        "currency": "EUR",
    }
    assert client.post("/api/v1/transfers", order).status_code == 201
    turned = order | {
        "debit_account_id": order["credit_account_id"],
        "credit_account_id": order["debit_account_id"],
    }
    before = left(other.account)
    assert client.post("/api/v1/transfers", turned).status_code == 404
    assert left(other.account) == before


def test_a_signed_payment_is_from_the_customers_own_account_only(households):
    from django.test import Client as Http

    from bankcore import clock

    own, other = households
    bound(own)
    for household, status in ((other, 404), (own, 200)):
        before = left(household.account)
        text = (
            f'{{"account_id": "{household.account.account_id}", "amount": "1.00",'
            f' "currency": "EUR", "client_id": "bound", "nonce": "{uuid4()}",'
            f' "timestamp": {int(clock.now().timestamp())}}}'
        )
        answer = Http().post("/process_payment", signed(text), "application/json")
        assert answer.status_code == status, answer.content
        assert left(household.account) == before - eur(1 if status == 200 else 0)


def test_every_id_that_a_request_may_hold_is_in_the_table(tmp_path: Path):
    call_command("spectacular", "--file", tmp_path / "openapi.yaml")
    schema = yaml.safe_load((tmp_path / "openapi.yaml").read_text())
    found: set[str] = set()
    for operations in schema["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path" or parameter["schema"].get("format") == "uuid":
                    found.add(parameter["name"])
            for body in operation.get("requestBody", {}).get("content", {}).values():
                found |= _ids(body["schema"], schema["components"]["schemas"])
    assert len(found) > 15
    assert found <= set(OWNERS)
    assert set(OWNERS) <= found


def _ids(node, known: dict) -> set[str]:
    if isinstance(node, list):
        return set().union(*(_ids(each, known) for each in node))
    if not isinstance(node, dict):
        return set()
    if "$ref" in node:
        return _ids(known[node["$ref"].rpartition("/")[2]], known)
    found = {
        name
        for name, field in node.get("properties", {}).items()
        if field.get("format") == "uuid" or name.endswith("_id")
    } - {"client_id", "end_to_end_id"}
    return found.union(*(_ids(each, known) for each in node.values()))
