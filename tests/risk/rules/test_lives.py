"""A rule goes from draft over history and shadow to work, and only two people let it decide."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.identity.public import Role
from risk import public as risk
from risk.features import public as features
from risk.models import ScreeningDecision
from risk.rules import public as rules
from risk.rules.models import BackTest, ListEntry, RuleList, RuleVersion
from tests.colleagues import member

pytestmark = pytest.mark.usefixtures("bank")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def anna():
    return member("anna", Role.RISK_ANALYST)


@pytest.fixture
def ben():
    return member("ben", Role.RISK_ANALYST)


def draft(actor, condition="amount > 500", outcome=rules.Verdict.REVIEW, **more) -> int:
    rule = rules.RuleDraft(
        code=more.pop("code", "large_amount"),
        title="Large amounts",
        condition=condition,
        outcome=outcome,
        reason="The amount is large.",
        **more,
    )
    return rules.draft(rule=rule, actor=actor, now=NOW)


def try_on(version: int, actor) -> rules.TrialReport:
    day = NOW.date()
    return rules.try_on(version_id=version, first_day=day, last_day=day, actor=actor, now=NOW)


def live(version: int, maker, checker) -> None:
    rules.begin_shadow(version_id=version, actor=maker, now=NOW)
    try_on(version, maker)
    asked = rules.request_live(version_id=version, reason="Seen", actor=maker, now=NOW)
    approvals.approve(request_id=asked.request_id, actor=checker, now=NOW)


def screen(amount: str, reference: str = "p1", **more) -> risk.Decision:
    facts = risk.PaymentFacts(
        reference=reference, channel="web", amount=Decimal(amount), currency="EUR", **more
    )
    return risk.screen_payment(facts=facts, now=NOW, flags=False)


def state(version: int) -> str:
    return RuleVersion.objects.get(pk=version).state


def test_a_rule_in_shadow_is_noted_and_decides_nothing(anna):
    version = draft(anna)
    assert screen("900").outcome is rules.Verdict.APPROVE
    rules.begin_shadow(version_id=version, actor=anna, now=NOW)
    assert screen("900").outcome is rules.Verdict.APPROVE
    kept = ScreeningDecision.objects.latest("id")
    assert [each["rule"] for each in kept.shadow] == ["large_amount"]
    assert kept.findings == []


def test_a_live_rule_decides_and_the_version_before_it_is_retired(anna, ben):
    first = draft(anna)
    live(first, anna, ben)
    assert screen("900").outcome is rules.Verdict.REVIEW
    second = draft(anna, "amount > 5000")
    live(second, anna, ben)
    assert screen("900").outcome is rules.Verdict.APPROVE
    assert (state(first), state(second)) == ("RETIRED", "LIVE")


def test_a_rule_with_a_slip_is_taken_out_by_one_person_at_once(anna, ben):
    version = draft(anna, "amount > 0", rules.Verdict.DECLINE)
    live(version, anna, ben)
    assert screen("1").outcome is rules.Verdict.DECLINE
    rules.retire(version_id=version, actor=ben, now=NOW)
    assert screen("1").outcome is rules.Verdict.APPROVE


def test_a_version_that_is_taken_out_goes_nowhere_from_there(anna):
    version = draft(anna)
    rules.begin_shadow(version_id=version, actor=anna, now=NOW)
    with pytest.raises(rules.NotNow):
        rules.begin_shadow(version_id=version, actor=anna, now=NOW)
    rules.retire(version_id=version, actor=anna, now=NOW)
    for again in (rules.begin_shadow, rules.retire):
        with pytest.raises(rules.NotNow):
            again(version_id=version, actor=anna, now=NOW)
    assert state(version) == "RETIRED"


def test_points_of_rules_add_up_for_the_rules_that_look_at_them(anna, ben):
    live(draft(anna, "amount > 10", rules.Verdict.APPROVE, code="some", points=40), anna, ben)
    live(draft(anna, "amount > 20", rules.Verdict.APPROVE, code="more", points=40), anna, ben)
    live(draft(anna, "points >= 80", rules.Verdict.CHALLENGE, code="a_total"), anna, ben)
    assert (screen("15").outcome, screen("15").score) == (rules.Verdict.APPROVE, 40)
    assert (screen("25").outcome, screen("25").score) == (rules.Verdict.CHALLENGE, 80)


def test_what_was_never_tried_does_not_go_live(anna):
    version = draft(anna)
    rules.begin_shadow(version_id=version, actor=anna, now=NOW)
    with pytest.raises(rules.NeverTried):
        rules.request_live(version_id=version, reason="Quick", actor=anna, now=NOW)
    assert state(version) == "SHADOW"


def test_nobody_lets_a_rule_decide_alone_and_its_author_has_no_say(anna, ben):
    version = draft(anna)
    rules.begin_shadow(version_id=version, actor=anna, now=NOW)
    try_on(version, anna)
    asked = rules.request_live(version_id=version, reason="Seen", actor=ben, now=NOW)
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(request_id=asked.request_id, actor=ben, now=NOW)
    with pytest.raises(approvals.PartyToRequest):
        approvals.approve(request_id=asked.request_id, actor=anna, now=NOW)
    assert state(version) == "SHADOW"


def test_who_may_not_write_rules_writes_none():
    teller = member("tess", Role.TELLER)
    with pytest.raises(NotPermitted):
        draft(teller)
    assert RuleVersion.objects.filter(rule__code="large_amount").count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "Large amount!"), ("points", 1_001), ("most_per_hour", 0)],
)
def test_a_draft_that_is_wrong_is_refused_and_nothing_is_kept(anna, field, value):
    with pytest.raises(rules.CannotDraft) as refusal:
        draft(anna, **{field: value})
    assert refusal.value.field == field
    assert RuleVersion.objects.count() == 1


def test_a_rule_looks_at_lists_that_there_are(anna):
    with pytest.raises(rules.CannotDraft, match="no list mules"):
        draft(anna, 'listed("mules", payee)')


def test_what_a_version_says_never_changes_and_goes_no_way_back(anna, ben):
    version = draft(anna)
    live(version, anna, ben)
    for change in (
        {"condition": "amount > 1"},
        {"points": 5},
        {"state": "DRAFT"},
        {"state": "SHADOW"},
    ):
        refused = pytest.raises(DatabaseError, match=r"never changes|does not go|denied")
        with refused, transaction.atomic():
            RuleVersion.objects.filter(pk=version).update(**change)


def test_postgresql_lets_no_version_live_without_an_approval(anna):
    version = draft(anna)
    rules.begin_shadow(version_id=version, actor=anna, now=NOW)
    with pytest.raises(DatabaseError, match="two people"), transaction.atomic():
        RuleVersion.objects.filter(pk=version).update(state="LIVE")


def test_a_trial_counts_what_it_catches_and_what_it_disturbs_for_nothing(anna):
    for number, amount in enumerate(("900", "700", "600", "100", "50")):
        screen(amount, f"p{number}", payer="x")
    for reference in ("p0", "p3"):
        features.learn(reference=reference, is_fraud=True, known_at=NOW)
    report = try_on(draft(anna), anna)
    assert (report.payments, report.frauds, report.hits) == (5, 2, 3)
    assert (report.caught, report.false_alarms, report.already_stopped) == (1, 2, 0)
    assert report.examples == ["p0", "p1", "p2"]
    kept = BackTest.objects.get()
    assert (kept.payments, kept.caught, kept.examples) == (5, 1, ["p0", "p1", "p2"])


def test_a_trial_sees_the_features_as_they_were_then(anna):
    for number in range(4):
        screen("10", f"p{number}", payer="x")
    assert try_on(draft(anna, "payer_count_10m >= 2"), anna).examples == ["p2", "p3"]


def test_a_trial_ends_after_it_begins(anna):
    version = draft(anna)
    day = NOW.date()
    with pytest.raises(rules.WrongDays):
        rules.try_on(
            version_id=version,
            first_day=day,
            last_day=day - timedelta(days=1),
            actor=anna,
            now=NOW,
        )
    assert not BackTest.objects.exists()


def make_list(actor, lines="acc-1\nacc-2\n\nacc-1\n", until=None) -> int:
    rules.make_list(
        name="mules", purpose="Accounts that passed stolen money on", actor=actor, now=NOW
    )
    return rules.add_to_list(
        name="mules", lines=lines, note="case 7", until=until, actor=actor, now=NOW
    )


def test_a_list_takes_each_line_once_and_a_rule_finds_it(anna, ben):
    assert make_list(anna) == 2
    live(draft(anna, 'listed("mules", payee)'), anna, ben)
    assert screen("1", payee="acc-2").outcome is rules.Verdict.REVIEW
    assert screen("1", payee="acc-3").outcome is rules.Verdict.APPROVE
    entry = ListEntry.objects.get(value="acc-2")
    rules.take_off_list(entry_id=entry.pk, actor=anna, now=NOW)
    assert screen("1", payee="acc-2").outcome is rules.Verdict.APPROVE
    with pytest.raises(rules.EntryNotFound):
        rules.take_off_list(entry_id=entry.pk, actor=anna, now=NOW)


@pytest.mark.parametrize(("name", "purpose"), [("", "Mules"), ("mules", " "), ("known", "Again")])
def test_a_list_has_a_name_of_its_own_and_says_what_it_is_for(anna, name, purpose):
    rules.make_list(name="known", purpose="Good customers", actor=anna, now=NOW)
    with pytest.raises(rules.CannotList):
        rules.make_list(name=name, purpose=purpose, actor=anna, now=NOW)
    assert list(RuleList.objects.values_list("name", "purpose")) == [("known", "Good customers")]


@pytest.mark.parametrize("lines", ["", "\n\n", "x" * 121, "good\nbad\x00line"])
def test_a_hostile_file_changes_no_list(anna, lines):
    with pytest.raises(rules.CannotList):
        make_list(anna, lines)
    assert not ListEntry.objects.exists()


def test_a_snoozed_rule_leaves_the_payer_alone_until_its_time(anna, ben):
    live(draft(anna), anna, ben)
    rules.snooze(
        code="large_amount",
        payer="cus-1",
        until=NOW + timedelta(days=1),
        reason="Buys a house.",
        actor=anna,
        now=NOW,
    )
    assert screen("900", payer="cus-1").outcome is rules.Verdict.APPROVE
    assert screen("900", payer="cus-2").outcome is rules.Verdict.REVIEW


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "nothing"),
        ("payer", " "),
        ("reason", ""),
        ("until", NOW),
        ("until", NOW + timedelta(days=91)),
    ],
)
def test_a_snooze_without_end_or_reason_is_refused(anna, field, value):
    given = {
        "code": "amount_threshold",
        "payer": "cus-1",
        "until": NOW + timedelta(days=1),
        "reason": "Known",
        field: value,
    }
    with pytest.raises(rules.CannotSnooze) as refusal:
        rules.snooze(**given, actor=anna, now=NOW)
    assert refusal.value.field == field
