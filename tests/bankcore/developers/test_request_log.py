"""What programs asked, found by its id, with secrets masked; and sent again for test programs."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, connection
from django.test import Client

from bankcore.crypto import key_ring
from bankcore.developers.domain import masking
from bankcore.developers.models import LoggedRequest
from bankcore.developers.services import replaying, request_log
from bankcore.identity import public as identity
from bankcore.identity.domain.roles import Role
from bankcore.identity.models import AccessToken, ApiClient
from payments import public as payments
from tests import factories
from tests.clients import ApiClient as Program
from tests.conftest import NOW
from tests.payments.gateway.presentation.merchants import Shop
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")
LIST = "/admin/developers/loggedrequest/"
REFUSED = {"amount": "5000.00", "currency": "EUR", "narrative": "Rent"}


def transfer(program, **more):
    payer, payee = factories.account(funds=10), factories.account()
    ends = {
        "debit_account_id": str(payer.account_id),
        "credit_account_id": str(payee.account_id),
    }
    return program.post("/api/v1/transfers", {**REFUSED, **ends, **more})


def replay(row):
    browser = staff(Role.ADMINISTRATOR)
    page = f"{LIST}{row.pk}/replay/"
    browser.post(page, {"request_key": "0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11"})
    answer = browser.get(f"{LIST}{row.pk}/change/")
    return [str(each) for each in get_messages(answer.wsgi_request)] + [answer.content.decode()]


def test_a_request_is_found_by_its_id_with_what_was_asked_and_answered():
    answer = transfer(Program())
    row = LoggedRequest.objects.get(request_id=answer["X-Request-ID"])
    assert (row.method, row.path, row.status) == ("POST", "/api/v1/transfers", 409)
    assert (row.client_id, row.code, row.is_whole) == ("tester", "insufficient_funds", True)
    assert json.loads(row.body)["narrative"] == "Rent"
    assert json.loads(row.answer)["code"] == "insufficient_funds"
    browser = staff(Role.ADMINISTRATOR)
    page = browser.get(LIST, {"q": answer["X-Request-ID"]}).content.decode()
    assert "1 API request" in page
    shown = browser.get(f"{LIST}{row.pk}/change/").content.decode()
    assert "insufficient_funds" in shown
    assert "Send it again" in shown


def test_a_clients_page_leads_to_its_requests():
    Program()
    page = staff(Role.ADMINISTRATOR).get(
        f"/admin/identity/apiclient/{ApiClient.objects.get().pk}/change/"
    )
    assert f'href="{LIST}?q=tester"' in page.content.decode()


def test_whoever_shows_no_key_leaves_no_line():
    Client().get("/api/v1/accounts")
    Client().get("/api/v1/accounts", headers={"Authorization": "Bearer bk_test_wrong"})
    assert LoggedRequest.objects.count() == 0


def test_of_a_live_program_no_content_is_kept(settings):
    settings.API_MODE = "live"
    program = Program("live", kind=identity.ClientKind.LIVE)
    transfer(program)
    program.get("/api/v1/accounts", iban="DE02120300000000202051")
    assert set(LoggedRequest.objects.values_list("status", flat=True)) == {409, 200}
    assert LoggedRequest.objects.filter(content__isnull=True, is_whole=False).count() == 2
    row = LoggedRequest.objects.latest("pk")
    assert (row.query, row.body, row.answer, row.idempotency_key) == ("", "", "", "")


def test_the_database_itself_keeps_no_content_of_a_live_program():
    transfer(Program())
    row = LoggedRequest.objects.get()
    assert row.content
    row.pk, row.is_test, row.is_whole = None, False, False
    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


def test_a_card_number_is_not_kept_and_the_request_is_not_sent_again():
    shop = Shop()
    Client().post(
        "/v1/payment_methods",
        {"type": "card", "card[number]": "4242424242424242", "card[cvc]": "123"},
        headers={"Authorization": f"Bearer {shop.key}", "Idempotency-Key": "a"},
    )
    row = LoggedRequest.objects.get()
    assert "4242424242424242" not in row.body + row.answer
    assert not replaying.is_replayable(row)


@pytest.mark.parametrize(
    ("media_type", "body", "kept"),
    [
        ("application/json", '{"amount": 5.00}', ('{"amount": 5.00}', True)),
        ("application/json", '{"card": {"cvc": "123"}}', ('{"card": {"cvc": "***"}}', False)),
        ("application/json", '{"a": ["4242 4242 4242 4242"]}', ('{"a": ["***4242"]}', False)),
        ("application/json", '{"a": 4242424242424242}', ('{"a": "***4242"}', False)),
        ("application/json", '{"a": "4242424242424241"}', ('{"a": "4242424242424241"}', True)),
        ("application/json", '{"client_secret": "x"}', ('{"client_secret": "***"}', False)),
        ("application/json", "{", ("", False)),
        ("application/json", "[" * 5_000 + "]" * 5_000, ("", False)),
        ("application/x-www-form-urlencoded", "a%5Bb%5D=c", ("a%5Bb%5D=c", True)),
        ("application/x-www-form-urlencoded", "card[cvc]=123&a=b", ("card[cvc]=***&a=b", False)),
        ("multipart/form-data", "anything", ("", False)),
        ("", "", ("", True)),
    ],
)
def test_secrets_and_card_numbers_are_masked_and_nothing_else(media_type, body, kept):
    assert masking.masked(body, media_type=media_type) == kept


def test_what_is_kept_of_a_request_is_sealed():
    transfer(Program())
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM developers_loggedrequest AS t")
        [(stored,)] = cursor.fetchall()
    assert "tester" in stored
    assert "Rent" not in stored
    assert b"Rent".hex() not in stored


def test_a_line_is_sealed_also_where_the_data_keys_must_be_read_anew():
    program = Program()
    key_ring.forget()
    answer = transfer(program)
    row = LoggedRequest.objects.get(request_id=answer["X-Request-ID"])
    assert json.loads(row.body)["narrative"] == "Rent"


def test_a_body_that_is_long_is_not_kept():
    transfer(Program(), narrative="x" * 5_000)
    row = LoggedRequest.objects.get()
    assert (row.body, row.is_whole) == ("", False)


def test_a_read_is_sent_again_as_its_program_with_a_token_that_ends_with_it():
    program = Program(scopes=["accounts:read"])
    account = factories.account(funds=5)
    program.get(f"/api/v1/accounts/{account.account_id}")
    row = LoggedRequest.objects.get()
    told = replay(row)
    again = LoggedRequest.objects.latest("pk")
    assert f"Answered 200 as request {again.request_id}" in told[-1]
    assert (again.client_id, again.path) == ("tester", row.path)
    assert again.request_id.startswith("replay-")
    assert AccessToken.objects.get().revoked_at is not None


def test_a_refused_post_is_sent_again_under_another_key_and_may_go_well_now():
    answer = transfer(Program(), amount="12.00")
    row = LoggedRequest.objects.get(request_id=answer["X-Request-ID"])
    payer = json.loads(row.body)["debit_account_id"]
    payments.deposit(
        order=payments.CashOrder(account_id=UUID(payer), amount=factories.eur(10)),
        request=factories.request_key(),
        actor=factories.TESTER,
        now=NOW,
    )
    assert "Answered 201" in replay(row)[-1]
    again = LoggedRequest.objects.latest("pk")
    assert (again.status, again.idempotency_key != row.idempotency_key) == (201, True)


def test_a_post_after_which_nothing_was_decided_keeps_its_key():
    transfer(Program())
    row = LoggedRequest.objects.get()
    row.status = 503
    sent = []
    replaying.requests.get, kept = lambda **_: row, replaying.requests.get
    try:
        replaying.replay(
            pk=row.pk,
            send=lambda outgoing: sent.append(outgoing) or (201, ""),
            actor=factories.TESTER,
            now=NOW,
        )
    finally:
        replaying.requests.get = kept
    assert sent[0].idempotency_key == row.idempotency_key


@pytest.mark.parametrize(
    "change",
    [{"is_test": False}, {"is_whole": False}, {"status": 201}, {"method": "DELETE"}],
)
def test_what_went_well_or_is_not_whole_or_is_live_is_not_sent_again(change):
    transfer(Program())
    row = LoggedRequest.objects.get()
    for name, value in change.items():
        setattr(row, name, value)
    assert not replaying.is_replayable(row)


def test_a_blocked_client_and_one_that_signs_are_not_spoken_for():
    transfer(Program())
    row = LoggedRequest.objects.get()
    for change in ({"is_active": False}, {"is_active": True, "signed_only": True}):
        ApiClient.objects.update(**change)
        with pytest.raises(replaying.RequestNotReplayable):
            replaying.replay(pk=row.pk, send=lambda _: (200, ""), actor=factories.TESTER, now=NOW)
    assert AccessToken.objects.count() == 0


def test_an_auditor_looks_and_sends_nothing_again():
    transfer(Program())
    row = LoggedRequest.objects.get()
    browser = staff(Role.AUDITOR)
    assert "Send it again" not in browser.get(f"{LIST}{row.pk}/change/").content.decode()
    assert browser.post(f"{LIST}{row.pk}/replay/").status_code == 403


def test_who_works_at_payments_does_not_look():
    assert staff(Role.OPERATIONS).get(LIST).status_code == 403


def test_the_log_keeps_a_week_and_so_many_rows(monkeypatch):
    program = Program()
    for _ in range(4):
        program.get("/api/v1/accounts")
    LoggedRequest.objects.filter(pk=LoggedRequest.objects.earliest("pk").pk).delete()
    newest = LoggedRequest.objects.latest("pk")
    monkeypatch.setattr(request_log, "MOST_ROWS", 2)
    assert request_log.forget(now=newest.at) == 1
    assert request_log.forget(now=newest.at + timedelta(days=6)) == 0
    assert request_log.forget(now=newest.at + timedelta(days=8)) == 2


def test_the_table_costs_no_waiting_for_the_disk_and_no_row_is_changed():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relpersistence FROM pg_class WHERE relname = 'developers_loggedrequest'"
        )
        assert cursor.fetchone() == ("u",)


@pytest.mark.parametrize("failure", [IntegrityError, RecursionError, RuntimeError])
def test_a_line_that_cannot_be_written_costs_the_program_nothing(monkeypatch, failure):
    def broken(**_):
        message = "no room"
        raise failure(message)

    monkeypatch.setattr(request_log, "record", broken)
    assert Program().get("/api/v1/accounts").status_code == 200
