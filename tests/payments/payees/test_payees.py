"""A customer's payees are the customer's own; a name is told only to who nearly has it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import public as accounts
from bankcore.access import NotPermitted
from bankcore.actor import Actor
from bankcore.audit.models import AuditEntry
from bankcore.db.transactions import use_case
from bankcore.settings import rules
from payments.payees import public as payees
from payments.payees.models import NameCheck, Payee
from tests import factories
from tests.conftest import NOW, in_threads
from tests.factories import TESTER, factors
from tests.payments.services import online

ELSEWHERE = online.ELSEWHERE


@pytest.fixture
def anna(bank):
    return online.customer("anna")


@pytest.fixture
def ben(bank):
    return account_of("Benjamin Otto Kurz")


def account_of(name: str) -> accounts.AccountRef:
    found = accounts.register_customer(kind="PERSON", name=name, actor=TESTER, now=NOW)
    return factories.account(owner=found)


def save(who, account=ELSEWHERE, name="Demo Landlord", note=""):
    new = payees.NewPayee(name=name, account=account, note=note)
    return payees.save_payee(new=new, actor=who.actor, now=NOW)


def check(who, name, account, *, now=NOW):
    return payees.check_name(
        name=name, account=account, request_key=uuid4(), actor=who.actor, now=now
    )


def as_app(statement: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


class TestSavedPayees:
    def test_a_payee_is_saved_renamed_and_removed(self, anna):
        saved = save(anna, note="flat")
        assert payees.payees_of(actor=anna.actor) == [saved]
        payees.rename_payee(
            payee_id=saved.payee_id, name="Landlord", note="", actor=anna.actor, now=NOW
        )
        found = payees.get_payee(payee_id=saved.payee_id, actor=anna.actor)
        assert (found.name, found.note, found.account) == ("Landlord", "", ELSEWHERE)
        payees.remove_payee(payee_id=saved.payee_id, actor=anna.actor, now=NOW)
        assert payees.payees_of(actor=anna.actor) == []
        actions = AuditEntry.objects.filter(subject=f"payee:{saved.payee_id}").order_by("id")
        assert [each.action.rpartition(".")[2] for each in actions] == [
            *("saved", "renamed", "removed"),
        ]

    def test_nobody_elses_payee_is_found_renamed_or_removed(self, anna):
        saved, other = save(anna), online.customer("other")
        mine = {"payee_id": saved.payee_id, "actor": other.actor}
        for act in (
            lambda: payees.get_payee(**mine),
            lambda: payees.rename_payee(**mine, name="x", note="", now=NOW),
            lambda: payees.remove_payee(**mine, now=NOW),
        ):
            with pytest.raises(payees.PayeeNotFound):
                act()
        assert payees.payees_of(actor=other.actor) == []
        assert payees.find_payee(account=ELSEWHERE, actor=other.actor) is None
        assert payees.payees_of(actor=anna.actor) == [saved]

    def test_staff_and_programs_have_no_payees(self, anna):
        with pytest.raises(accounts.CustomerNotFound):
            payees.payees_of(actor=TESTER)
        with pytest.raises(NotPermitted):
            payees.payees_of(actor=stranger())

    def test_an_account_is_saved_once_and_a_name_is_needed(self, anna):
        save(anna)
        for name, refusal in (("x", payees.PayeeAlreadySaved), (" ", payees.PayeeNameMissing)):
            with pytest.raises(refusal):
                save(anna, name=name)
        assert Payee.objects.count() == 1

    def test_two_clicks_at_once_save_one(self, committed_bank):
        anna = online.customer("anna")
        answers = in_threads(2, lambda _: outcome(lambda: save(anna)))
        assert sorted(type(each).__name__ for each in answers) == ["PayeeAlreadySaved", "PayeeView"]
        assert Payee.objects.count() == 1

    def test_there_is_an_end_to_how_many(self, anna, monkeypatch):
        monkeypatch.setattr("payments.payees.services.payees.MOST", 1)
        save(anna)
        with pytest.raises(payees.TooManyPayees):
            save(anna, account="DE75512108001245126199")

    def test_who_was_paid_last_comes_first(self, anna):
        first = save(anna)
        save(anna, account="DE75512108001245126199", name="Zoe")
        mark = use_case(payees.mark_paid)
        mark(account=first.account, user_id=anna.user_id, now=NOW + timedelta(days=1))
        told = payees.payees_of(actor=anna.actor)
        assert [each.name for each in told] == ["Demo Landlord", "Zoe"]
        assert told[0].last_paid_at == NOW + timedelta(days=1)

    def test_the_table_holds_no_name_and_no_account_in_clear(self, anna):
        save(anna, note="flat")
        with connection.cursor() as cursor:
            cursor.execute("SELECT payees_payee::text FROM payees_payee")
            (row,) = cursor.fetchone()
        for secret in ("Demo Landlord", ELSEWHERE, "flat"):
            assert secret.encode().hex() not in row
            assert secret not in row

    def test_postgresql_keeps_whose_a_payee_is_and_which_account(self, anna):
        save(anna)
        for column in ("customer_id", "account", "account_index", "saved_at"):
            with pytest.raises(DatabaseError):
                as_app(f"UPDATE payees_payee SET {column} = {column}")  # noqa: S608

    def test_payees_are_in_the_export_and_a_customers_checks_are_kept(self, anna):
        save(anna, note="flat")
        check(anna, "Demo Landlord", ELSEWHERE)
        customer_id = anna.customer.customer_id
        told = payees.payees_held(customer_id=customer_id)
        assert [each["name"] for each in told["payees"]] == ["Demo Landlord"]
        assert [each["answer"] for each in told["checked_names"]] == ["NOT_AVAILABLE"]
        exported = accounts.export_customer(customer_id=customer_id, actor=TESTER, now=NOW)
        assert "Demo Landlord" in str(exported["payees"])
        with pytest.raises(DatabaseError):
            use_case(payees.erase_payees)(customer_id=customer_id, now=NOW)

    def test_a_closed_customers_payees_are_erased(self, bank):
        user_id = factors.person("cleo")
        cleo = accounts.register_customer(
            kind="PERSON", name="Demo Cleo", user_id=user_id, actor=TESTER, now=NOW
        )
        actor = factors.customer_actor(user_id)
        new = payees.NewPayee(name="Demo Landlord", account=ELSEWHERE)
        payees.save_payee(new=new, actor=actor, now=NOW)
        payees.check_name(
            name="Demo Landlord", account=ELSEWHERE, request_key=uuid4(), actor=actor, now=NOW
        )
        accounts.close_customer(
            customer_id=cleo.customer_id, reason="Moved.", actor=TESTER, now=NOW
        )
        gone = use_case(payees.erase_payees)(customer_id=cleo.customer_id, now=NOW)
        assert gone == {"payees": 1, "checked_names": 1}
        assert not Payee.objects.exists()
        assert not NameCheck.objects.exists()


def stranger() -> Actor:
    from bankcore.actor import ActorKind, Rights

    return Actor(ActorKind.USER, "1", Rights(permissions=frozenset()))


def outcome(act):
    try:
        return act()
    except payees.PayeeAlreadySaved as refusal:
        return refusal


class TestCheckedNames:
    def test_the_bank_answers_about_its_own_accounts(self, anna, ben):
        for typed, answer, told in (
            ("Benjamin Otto Kurz", "MATCH", ""),
            ("Benjamin Kurz", "CLOSE_MATCH", "Benjamin Otto Kurz"),
            ("Otto Klein", "NO_MATCH", ""),
        ):
            found = check(anna, typed, ben.iban)
            assert (found.answer, found.suggested) == (answer, told)
            assert (found.typed, found.account) == (typed, ben.iban)

    def test_of_another_bank_nothing_is_known(self, anna):
        assert check(anna, "Demo Landlord", ELSEWHERE).answer == "NOT_AVAILABLE"

    def test_another_banks_answer_comes_by_the_seam(self, anna, settings):
        settings.PAYEE_CHECK_ELSEWHERE = "tests.payments.payees.test_payees.yes"
        assert check(anna, "Demo Landlord", ELSEWHERE).answer == "MATCH"

    def test_a_test_bank_answers_as_its_table_of_test_payees_says(self, anna):
        for each in payees.SANDBOX_PAYEES:
            found = check(anna, each.name, each.iban)
            assert (found.answer, each) == (each.answer, each)
            assert bool(found.suggested) is (each.answer is payees.Answer.CLOSE_MATCH)
        assert {each.answer for each in payees.SANDBOX_PAYEES} == set(payees.Answer)
        assert rules.PAYEE_CHECK_ELSEWHERE == ""  # a bank of live customers asks no sandbox

    def test_what_was_answered_is_kept_as_it_was_with_the_orders_key(self, anna, ben):
        key = uuid4()
        for name in ("Otto Klein", "Benjamin Kurz"):
            payees.check_name(
                name=name, account=ben.iban, request_key=key, actor=anna.actor, now=NOW
            )
        assert payees.name_check_of(request_key=key).suggested == "Benjamin Otto Kurz"
        for statement in (
            "UPDATE payees_namecheck SET answer = 'MATCH'",
            "DELETE FROM payees_namecheck",
        ):
            with pytest.raises(DatabaseError):
                as_app(statement)

    def test_names_cannot_be_found_out_by_asking(self, anna, ben):
        (span, most), _ = payees.LIMITS
        for number in range(most):
            assert check(anna, f"Guess {number}", ben.iban).answer == "NO_MATCH"
        limited = check(anna, "Benjamin Otto Kurz", ben.iban)
        assert (limited.answer, limited.suggested) == ("NOT_AVAILABLE", "")
        # What was asked before tells nothing new; and another customer is not held up.
        assert check(anna, "Guess 1", ben.iban).answer == "NO_MATCH"
        assert check(online.customer("other"), "Benjamin Otto Kurz", ben.iban).answer == "MATCH"
        later = NOW + span + timedelta(seconds=1)
        assert check(anna, "Benjamin Otto Kurz", ben.iban, now=later).answer == "MATCH"
        assert NameCheck.objects.filter(is_limited=True).count() == 1

    def test_asking_at_once_does_not_get_round_the_limit(self, committed_bank, monkeypatch):
        monkeypatch.setattr(
            "payments.payees.services.name_checks.LIMITS", ((timedelta(hours=1), 1),)
        )
        anna, ben = online.customer("anna"), account_of("Benjamin Otto Kurz")
        answers = in_threads(3, lambda _: check(anna, f"Guess {uuid4()}", ben.iban).answer)
        assert sorted(answers) == ["NOT_AVAILABLE", "NOT_AVAILABLE", "NO_MATCH"]


def yes(*, name: str, account: str) -> payees.Verdict:
    assert (name, account) == ("Demo Landlord", ELSEWHERE)
    return payees.Verdict(answer=payees.Answer.MATCH)
