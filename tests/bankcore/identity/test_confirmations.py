"""A second factor belongs to one person, one amount, one payee, once and for five minutes."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.identity import public as identity
from bankcore.identity.models import Confirmation
from bankcore.money import Money
from tests.conftest import NOW
from tests.factories import eur
from tests.factories import factors as own

pytestmark = pytest.mark.usefixtures("bank")
KEY = UUID(int=7)
RENT = identity.Consent(
    action="payments.payment",
    amounts=(eur("12.50"),),
    payee="Demo Landlord, DE75512108001245126199",
    about=("from:1",),
)


@pytest.fixture
def user_id() -> int:
    return own.person()


@pytest.fixture
def actor(user_id):
    return own.customer_actor(user_id)


def ask(actor, consent=RENT, now=NOW):
    return identity.ask_confirmation(consent=consent, actor=actor, now=now)


def give(asked, actor, code, now=NOW):
    return identity.confirm_by_code(
        confirmation_id=asked.confirmation_id, code=code, actor=actor, now=now
    )


@use_case
def use(asked, actor, *, consent=RENT, key=KEY, now=NOW, replayed=False):
    proof = identity.check_confirmation(
        confirmation_id=asked and asked.confirmation_id,
        consent=consent,
        request_key=key,
        actor=actor,
        now=now,
    )
    identity.use_confirmation(
        proof=proof,
        request_key=key,
        used_for="transaction:1",
        replayed=replayed,
        actor=actor,
        now=now,
    )
    return proof


def row(asked) -> Confirmation:
    return Confirmation.objects.get(public_id=asked.confirmation_id)


def confirmed(actor, user_id, consent=RENT):
    own.forgive(user_id)
    asked = ask(actor, consent)
    give(asked, actor, own.code(user_id))
    return asked


def test_what_is_asked_is_confirmed_by_code_and_used_with_its_evidence(actor, user_id):
    asked = ask(actor)
    assert (asked.amounts, asked.state, asked.tries_left) == ("12.50 EUR", "OPEN", 5)
    assert (asked.has_code, asked.has_passkey) == (True, False)
    assert asked.expires_at == NOW + timedelta(minutes=5)
    assert give(asked, actor, own.code(user_id)).state == "CONFIRMED"
    proof = use(asked, actor)
    kept = row(asked)
    assert (kept.state, kept.used_for, kept.request_key) == ("USED", "transaction:1", KEY)
    assert (proof.method, proof.digest) == ("CODE", bytes(kept.digest))
    [told] = audit.about(subjects=[f"confirmation:{asked.confirmation_id}"])
    assert told.action == "identity.confirmation.confirmed"
    assert told.detail["payee"] == RENT.payee


@pytest.mark.parametrize(
    "change",
    [
        {"action": "payments.transfer"},
        {"amounts": (eur("12.51"),)},
        {"amounts": (Money.of("12.50", "USD"),)},
        {"amounts": (eur("12.50"), eur("0.01"))},
        {"payee": "Demo Landlord, DE75512108001245126198"},
        {"about": ("from:2",)},
        {"about": ()},
    ],
)
def test_a_change_of_anything_makes_the_confirmation_worthless(actor, user_id, change):
    asked = confirmed(actor, user_id)
    with pytest.raises(identity.ConfirmationDoesNotMatch):
        use(asked, actor, consent=replace(RENT, **change))
    assert row(asked).state == "CONFIRMED"
    use(asked, actor)


def test_fields_that_run_into_each_other_are_told_apart():
    def digest(**changes):
        consent = replace(RENT, **changes)
        return consent.digest(user_id=1, nonce=b"n", expires_at=NOW)

    assert digest(payee="ab", about=("c",)) != digest(payee="a", about=("bc",))
    assert digest(about=("a", "b")) != digest(about=("ab",))
    assert digest(amounts=(eur(1), Money.of(2, "USD"))) == digest(
        amounts=(Money.of(2, "USD"), eur(1))
    )


def test_another_person_cannot_use_or_see_or_confirm_it(actor, user_id):
    asked = confirmed(actor, user_id)
    other_id = own.person("other")
    other = own.customer_actor(other_id)
    for act in (
        lambda: use(asked, other),
        lambda: identity.get_confirmation(confirmation_id=asked.confirmation_id, actor=other),
        lambda: give(asked, other, own.code(other_id)),
    ):
        with pytest.raises(identity.ConfirmationNotFound):
            act()


def test_the_digest_is_of_the_person_too(user_id):
    digests = {RENT.digest(user_id=each, nonce=b"n", expires_at=NOW) for each in (1, 2)}
    assert len(digests) == 2


def test_without_a_confirmation_or_before_it_is_given_nothing_is_done(actor):
    for given in (None, ask(actor)):
        with pytest.raises(identity.ConfirmationRequired):
            use(given, actor)


def test_a_confirmation_is_used_once(actor, user_id):
    asked = confirmed(actor, user_id)
    use(asked, actor)
    with pytest.raises(identity.ConfirmationUsed):
        use(asked, actor, key=uuid4())


def test_the_same_request_again_is_let_through_only_where_it_does_nothing(actor, user_id):
    asked = confirmed(actor, user_id)
    use(asked, actor)
    assert use(asked, actor, replayed=True).replayed
    with pytest.raises(identity.ConfirmationUsed):
        use(asked, actor, replayed=False)


def test_after_five_minutes_it_is_neither_confirmed_nor_used(actor, user_id):
    later = NOW + timedelta(minutes=5)
    open_one, given = ask(actor), confirmed(actor, user_id)
    own.forgive(user_id)
    with pytest.raises(identity.ConfirmationExpired):
        give(open_one, actor, own.code(user_id), now=later)
    with pytest.raises(identity.ConfirmationExpired):
        use(given, actor, now=later)
    assert identity.expire_old_confirmations(now=later - timedelta(seconds=1)) == 0
    assert identity.expire_old_confirmations(now=later) == 2
    with pytest.raises(identity.ConfirmationExpired):
        use(given, actor, now=NOW)


def test_a_code_works_once(actor, user_id):
    first, second = ask(actor), ask(actor)
    code = own.code(user_id)
    give(first, actor, code)
    with pytest.raises(identity.ProofWrong):
        give(second, actor, code)
    assert (row(second).state, row(second).tries) == ("OPEN", 1)


def test_a_form_sent_twice_confirms_once_and_is_no_wrong_try(actor, user_id):
    asked = ask(actor)
    code = own.code(user_id)
    assert [give(asked, actor, code).state for _ in range(2)] == ["CONFIRMED", "CONFIRMED"]
    assert row(asked).tries == 0


def wrong(asked, actor, user_id):
    own.forgive(user_id)
    with pytest.raises(identity.ProofWrong) as refused:
        give(asked, actor, "not a code")
    return refused.value


def test_the_fifth_wrong_code_ends_it_and_no_other_order_is_tried_for_15_minutes(actor, user_id):
    asked, other = ask(actor), ask(actor)
    assert "4 tries left" in str(wrong(asked, actor, user_id))
    for _ in range(3):
        last = wrong(asked, actor, user_id)
    assert "1 try left" in str(last)
    wrong(asked, actor, user_id)
    assert row(asked).state == "REFUSED"
    own.forgive(user_id)
    with pytest.raises(identity.ConfirmationRefused):
        give(asked, actor, own.code(user_id))
    for act in (lambda: give(other, actor, own.code(user_id)), lambda: ask(actor)):
        with pytest.raises(identity.TooManyWrongCodes):
            act()
    assert row(other).state == "OPEN"
    again = ask(actor, now=NOW + timedelta(minutes=15))
    give(again, actor, own.code(user_id), now=NOW + timedelta(minutes=15))
    told = audit.about(subjects=[f"confirmation:{asked.confirmation_id}"])
    assert [each.action for each in told] == ["identity.confirmation.refused"] * 5


def test_wrong_codes_are_counted_across_orders_and_a_right_one_forgives(actor, user_id):
    for _ in range(4):
        wrong(ask(actor), actor, user_id)
    confirmed(actor, user_id)
    later = NOW + timedelta(seconds=1)
    for _ in range(4):
        own.forgive(user_id)
        with pytest.raises(identity.ProofWrong):
            give(ask(actor, now=later), actor, "x", now=later)
    ask(actor, now=later)


def test_a_right_code_forgives_no_guesses_that_come_after_it(actor, user_id):
    guessed = [ask(actor) for _ in range(6)]
    later = NOW + timedelta(seconds=1)
    confirmed(actor, user_id)
    for number, asked in enumerate(guessed):
        own.forgive(user_id)
        expected = identity.ProofWrong if number < 5 else identity.TooManyWrongCodes
        with pytest.raises(expected):
            give(asked, actor, "x", now=later)


def test_who_has_no_factor_is_told_to_add_one():
    nobody = own.customer_actor(own.person("bare", app=False))
    with pytest.raises(identity.NoSecondFactor) as refused:
        ask(nobody)
    assert "Security" in refused.value.cure
    assert not Confirmation.objects.exists()


def test_the_back_office_shows_confirmations_and_changes_none(admin_client, actor, user_id):
    use(confirmed(actor, user_id), actor)
    page = admin_client.get("/admin/identity/confirmation/").content.decode()
    assert "transaction:1" in page
    kept = Confirmation.objects.get()
    path = f"/admin/identity/confirmation/{kept.pk}/change/"
    assert "12.50 EUR" in admin_client.get(path).content.decode()
    assert admin_client.post(path, {"state": "OPEN"}).status_code == 403
    assert admin_client.get("/admin/identity/confirmation/add/").status_code == 403


class TestAPasskey:
    """What it signs is the digest of the order."""

    @pytest.fixture
    def user_id(self):
        return own.person("key", app=False)

    @pytest.fixture
    def passkey(self, user_id):
        return own.Passkey(user_id).enrol()

    def options(self, asked, actor) -> str:
        return identity.passkey_options_of_confirmation(
            confirmation_id=asked.confirmation_id, actor=actor
        )

    def give(self, asked, actor, assertion):
        return identity.confirm_by_passkey(
            confirmation_id=asked.confirmation_id, assertion=assertion, actor=actor, now=NOW
        )

    def test_a_passkey_confirms_what_it_signed(self, actor, passkey):
        asked = ask(actor)
        assert (asked.has_code, asked.has_passkey) == (False, True)
        self.give(asked, actor, passkey.sign(self.options(asked, actor)))
        assert use(asked, actor).method == "PASSKEY"

    def test_the_challenge_is_the_digest_of_the_fields(self, actor, passkey):
        import json

        from webauthn import base64url_to_bytes

        asked = ask(actor)
        told = json.loads(self.options(asked, actor))
        kept = row(asked)
        digest = RENT.digest(
            user_id=kept.user_id, nonce=bytes(kept.nonce), expires_at=kept.expires_at
        )
        assert base64url_to_bytes(told["challenge"]) == digest == bytes(kept.digest)
        assert told["userVerification"] == "required"

    def test_a_signature_for_one_order_confirms_no_other(self, actor, passkey):
        small, large = ask(actor), ask(actor, replace(RENT, amounts=(eur(999),)))
        signature = passkey.sign(self.options(small, actor))
        with pytest.raises(identity.ProofWrong):
            self.give(large, actor, signature)
        assert row(large).tries == 1

    @pytest.mark.parametrize(
        "twist", ["unverified", "elsewhere", "stranger", "old counter", "noise", "empty"]
    )
    def test_a_signature_that_is_not_right_is_refused(self, actor, user_id, passkey, twist):
        asked = ask(actor)
        options, origin = self.options(asked, actor), None
        if twist == "unverified":
            passkey.verifies_person = False
        if twist == "elsewhere":
            origin = "https://bank.example.net"
        if twist == "stranger":
            passkey = own.Passkey(own.person("thief", app=False), b"thief").enrol()
        if twist == "old counter":
            self.give(first := ask(actor), actor, passkey.sign(self.options(first, actor)))
            passkey.count = 0
        signature = {"noise": "{", "empty": "{}"}.get(twist) or passkey.sign(options, origin=origin)
        with pytest.raises(identity.ProofWrong):
            self.give(asked, actor, signature)
        assert row(asked).state == "OPEN"


class TestTheDatabase:
    """Keeps a confirmation as it was, whoever writes."""

    def refused(self, statement: str) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def refused_change(self, change: str) -> None:
        self.refused("UPDATE identity_confirmation SET " + change)  # noqa: S608 - our own words

    @pytest.mark.parametrize(
        "change",
        [
            *("amounts = '1.00 EUR'", "payee = 'x'", "action = 'x'", "digest = nonce"),
            *("nonce = digest", "expires_at = asked_at + interval '1 minute'", "tries = -1"),
            "state = 'CONFIRMED'",
            "state = 'USED', used_at = asked_at, used_for = 'x', request_key = public_id",
            "state = 'REFUSED', wrong_at = asked_at, tries = 4",
            "tries = 5, wrong_at = asked_at",
            "tries = 1",
            "state = 'CONFIRMED', method = 'CODE', confirmed_at = expires_at, seal = digest",
            "user_id = user_id + 1",
        ],
    )
    def test_an_open_one_is_not_changed_into_what_it_is_not(self, actor, change):
        asked = ask(actor)
        self.refused_change(change)
        assert row(asked).state == "OPEN"

    @pytest.mark.parametrize(
        "change",
        [
            "state = 'CONFIRMED', used_at = NULL, used_for = '', request_key = NULL",
            "tries = 1, wrong_at = asked_at",
        ],
    )
    def test_a_used_one_stays_used(self, actor, user_id, change):
        use(confirmed(actor, user_id), actor)
        self.refused_change(change)

    def test_how_it_was_confirmed_stays(self, actor, user_id):
        confirmed(actor, user_id)
        self.refused("UPDATE identity_confirmation SET method = 'PASSKEY'")

    def test_none_is_removed(self, actor):
        ask(actor)
        self.refused("DELETE FROM identity_confirmation")
        self.refused("TRUNCATE identity_confirmation CASCADE")

    def test_one_lives_five_minutes_at_most(self, actor):
        ask(actor)
        self.refused(
            """INSERT INTO identity_confirmation (public_id, user_id, action, amounts, payee, nonce,
               digest, state, tries, method, asked_at, expires_at, used_for)
               SELECT gen_random_uuid(), user_id, action, amounts, payee, digest, nonce, state, 0,
               '', asked_at, asked_at + interval '5 minutes 1 second', ''
               FROM identity_confirmation"""
        )

    def test_a_row_that_only_says_it_was_confirmed_is_worth_nothing(self, actor):
        asked = ask(actor)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE identity_confirmation SET state = 'CONFIRMED', method = 'CODE',"
                " confirmed_at = asked_at, seal = digest"
            )
        with pytest.raises(identity.ConfirmationDoesNotMatch, match="seal"):
            use(asked, actor)
