"""The database shows a customer's request that customer's personal data, and no other's."""

import threading
from contextlib import suppress

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
    connections,
    transaction,
)
from django.http import HttpResponse
from django.test import RequestFactory

from accounts import public as accounts
from accounts.models import Address, ContactPoint, Customer, DocumentContent, PersonDetails
from accounts.presentation.web.row_scope import RowScopeMiddleware
from bankcore.db import row_scope
from bankcore.identity import public as identity
from tests.clients import ApiClient
from tests.conftest import in_threads
from tests.factories import people

GUARDED = {
    "accounts_address",
    "accounts_beneficialowner",
    "accounts_categoryrule",
    "accounts_companydetails",
    "accounts_contactpoint",
    "accounts_customerdocument",
    "accounts_customerstatuschange",
    "accounts_documentcontent",
    "accounts_documentreminder",
    "accounts_entrycategory",
    "accounts_kyccheck",
    "accounts_letter",
    "accounts_persondetails",
    "accounts_relatedperson",
    "accounts_riskassessment",
    "accounts_taxresidence",
    "accounts_taxselfcertification",
    "payees_namecheck",
    "payees_payee",
    "correspondence_attachment",
    "correspondence_attachmentcontent",
    "correspondence_customernote",
    "correspondence_dispute",
    "correspondence_message",
    "correspondence_notice",
    "correspondence_noticechoices",
    "correspondence_thread",
}


def two_customers() -> tuple[Customer, Customer]:
    """Make two customers with papers, the first with a log-in."""
    made = []
    for _ in range(2):
        customer_id = people.active()
        people.upload(customer_id)
        made.append(Customer.objects.get(public_id=customer_id))
    return made[0], made[1]


def with_login(customer: Customer):
    identity.ensure_user(username="demo-scope", password="a-long-password")
    customer.user_id = user().pk
    customer.save(update_fields=["user"])
    return customer


def user():
    from bankcore.identity.models import User

    return User.objects.get(username="demo-scope")


def served(handler, *, path="/profile/", who=None):
    """Let the middleware serve one request with `handler`."""
    request = RequestFactory().get(path)
    request.user = user() if who is None else who
    return RowScopeMiddleware(handler)(request)


def everybody() -> bool:
    """Return whether this connection sees the personal data of both customers."""
    return PersonDetails.objects.count() == 2


@pytest.mark.usefixtures("bank")
class TestWithinARequest:
    def test_only_ones_own_rows_are_there(self):
        mine, other = two_customers()
        with row_scope.only(mine.pk):
            for model in (PersonDetails, Address, ContactPoint):
                owners = set(model.objects.values_list("customer_id", flat=True))
                assert owners == {mine.pk}, model
            assert DocumentContent.objects.count() == 1
            assert not ContactPoint.objects.filter(customer=other).exists()
        assert everybody()

    def test_anothers_rows_are_neither_changed_nor_added(self):
        mine, other = two_customers()
        with row_scope.only(mine.pk):
            assert Address.objects.filter(customer=other).update(country="AT") == 0
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                ContactPoint.objects.filter(customer=mine).update(customer=other)

    def test_staff_programs_and_the_banks_processes_see_all(self):
        two_customers()
        seen = []
        for path, who in (("/admin/x/", None), ("/api/v1/x", None), ("/login/", AnonymousUser())):
            if who is None:
                identity.ensure_user(username="demo-scope", password="a-long-password")
            served(lambda _: seen.append(everybody()) or HttpResponse(), path=path, who=who)
        assert seen == [True, True, True]

    def test_a_program_bound_to_a_customer_is_bound_in_the_database_too(self):
        mine, _ = two_customers()
        with accounts.only_rows_of(customer_id=mine.public_id):
            assert PersonDetails.objects.get().customer_id == mine.pk

    def test_a_program_is_bound_when_it_has_shown_who_it_is_and_free_again_afterwards(self):
        mine, _ = two_customers()
        seen = []

        def answer(request):
            seen.append(PersonDetails.objects.count())
            request.bind_customer(mine.public_id)
            seen.append(PersonDetails.objects.count())
            return HttpResponse()

        served(answer, path="/api/v1/x", who=AnonymousUser())
        assert seen == [2, 1]
        assert everybody()

    def test_the_api_binds_a_client_that_is_one_customers(self, monkeypatch):
        mine, other = two_customers()
        bound = []
        real = row_scope.only
        monkeypatch.setattr(row_scope, "only", lambda pk: bound.append(pk) or real(pk))
        client = ApiClient("bound-scope", customer_id=mine.public_id)
        assert client.get(f"/api/v1/customers/{mine.public_id}").status_code == 200
        assert client.get(f"/api/v1/customers/{other.public_id}").status_code in {403, 404}
        ApiClient("free-scope").get(f"/api/v1/customers/{other.public_id}")
        assert bound == [mine.pk, mine.pk]
        assert everybody()

    def test_every_table_of_personal_data_has_its_policy(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
                " WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
            )
            assert {name for (name,) in cursor.fetchall()} == GUARDED

    def test_the_hot_path_asks_no_policy(self):
        from accounts.repositories import interest_accruals

        statements = [
            text
            for text in vars(interest_accruals).values()
            if isinstance(text, str) and "INSERT INTO" in text
        ]
        assert statements
        assert not [name for name in GUARDED for text in statements if name in text]


class TestTheNextRequest:
    """The setting is gone from the connection, however the request before it ended."""

    @pytest.fixture(autouse=True)
    def customer(self, committed_bank):
        mine, _ = two_customers()
        return with_login(mine)

    def test_has_nothing_left_of_it(self):
        seen = []
        served(lambda _: seen.append(PersonDetails.objects.count()) or HttpResponse())
        assert seen == [1]
        assert everybody()

    def test_nor_after_an_exception(self):
        def fails(_):
            raise RuntimeError

        with pytest.raises(RuntimeError):
            served(fails)
        assert everybody()

    def test_nor_after_a_transaction_that_was_rolled_back(self):
        def rolls_back(_):
            with transaction.atomic():
                PersonDetails.objects.update(nationality="AT")
                transaction.set_rollback(True)
            return HttpResponse()

        served(rolls_back)
        assert everybody()

    def test_nor_where_a_transaction_was_left_in_error(self):
        def leaves(_):
            connection.set_autocommit(False)
            with pytest.raises(DatabaseError):
                connection.cursor().execute("SELECT 1/0")
            return HttpResponse()

        served(leaves)
        assert everybody()

    def test_nor_where_the_connection_died(self):
        def dies(_):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (process,) = cursor.fetchone()
            # Whoever may: the role itself, or the log-in that has become it.
            for alias in ("owner", "default"):
                with suppress(ProgrammingError, OperationalError):
                    connections[alias].cursor().execute(
                        "SELECT pg_terminate_backend(%s, 5000)", [process]
                    )
            with pytest.raises((OperationalError, InterfaceError)):
                connection.cursor().execute("SELECT 1")
            return HttpResponse()

        served(dies)
        assert everybody()

    def test_nor_in_another_thread_at_the_same_time(self, customer):
        """One thread is within a customer's request while others are not."""
        inside, done = threading.Event(), threading.Event()

        def work(number: int):
            if number == 0:
                with row_scope.only(customer.pk):
                    inside.set()
                    done.wait(20)
                    return PersonDetails.objects.count()
            inside.wait(20)
            found = PersonDetails.objects.count()
            done.set()
            return found

        assert in_threads(3, work) == [1, 2, 2]
