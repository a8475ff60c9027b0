"""Scorecards are made, validated, put to use by two people, and decide with the bank's rules."""

import math
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.identity.public import Role
from risk.credit import public as credit
from risk.credit.domain import binning, published, scorecards, validation
from risk.credit.models import CreditDecisionRecord, ScorecardVersion
from risk.credit.services import benchmarking
from tests.colleagues import logged_in, member
from tests.conftest import SHARED_DATA
from tests.risk.credit.cases import made

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TEXTS = frozenset({"job"})
LENIENT = credit.Policy(approve_from=560, decline_below=530)


def card() -> scorecards.Scorecard:
    columns, bads = made(6_000)
    return scorecards.fit(columns, bads, texts=TEXTS, special=(-9.0,))


def asked(**more) -> credit.Application:
    given = {
        "reference": "loan:1", "subject": "cus-1", "amount": Decimal(10_000),
        "instalment": Decimal(300), "income": Decimal(3_000), "income_seen": Decimal(3_000),
        "expenses": Decimal(1_000),
        "characteristics": {"income": 5_900, "job": "employed", "months": 50.0}, **more,
    }  # fmt: skip
    return credit.Application(**given)


@pytest.fixture
def anna(bank):
    return member("anna", Role.RISK_ANALYST)


@pytest.fixture
def ben(bank):
    return member("ben", Role.RISK_ANALYST)


def make(actor, name="retail") -> int:
    columns, bads = made()
    return credit.make_scorecard(
        name=name, columns=columns, bads=bads, texts=TEXTS, special=(-9.0,), actor=actor, now=NOW
    )


def in_use(maker, checker) -> int:
    version = make(maker)
    request = credit.request_use(version_id=version, reason="Good", actor=maker, now=NOW)
    approvals.approve(request_id=request.request_id, actor=checker, now=NOW)
    return version


def test_bins_of_numbers_go_one_way_and_leave_special_values_apart():
    columns, bads = made()
    found = binning.bin_numbers("income", columns["income"], bads, special=())
    shares = [each.bads / each.count for each in found.bins if each.low is not None]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) > 2
    assert [each.label for each in found.bins if each.low is None] == ["missing"]
    months = binning.bin_numbers("months", columns["months"], bads, special=(-9.0,))
    assert [each.label for each in months.bins if each.low is None] == ["-9"]


@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.floats(-1e6, 1e6)), st.integers(0, 1)),
        min_size=1,
        max_size=80,
    )
)
def test_every_value_has_one_bin_and_every_case_is_in_it(cases):
    values, bads = [value for value, _ in cases], [bad for _, bad in cases]
    found = binning.bin_numbers("x", values, bads, special=(0.0,))
    places = [found.place(value) for value in values]
    for place, each in enumerate(found.bins):
        assert places.count(place) == each.count
    assert all(math.isfinite(each.woe) for each in found.bins)


@pytest.mark.filterwarnings("ignore")  # the library's own, about pandas
def test_weights_of_evidence_are_those_of_optbinning():
    from optbinning import OptimalBinning

    columns, bads = made()
    theirs = OptimalBinning(dtype="categorical").fit(
        np.array(columns["job"], dtype=object), np.array(bads)
    )
    ours = binning.bin_texts("job", columns["job"], bads)
    table = theirs.binning_table.build()
    for each in ours.bins:
        row = next(line for _, line in table.iterrows() if each.values[0] in str(line["Bin"]))
        if f"'{each.values[0]}'" in str(row["Bin"]) and len(row["Bin"]) == 1:
            assert each.woe == pytest.approx(row["WoE"], abs=0.02)


def test_a_card_ranks_cases_and_leaves_luck_out():
    found = card()
    assert {each.name for each in found.characteristics} == {"income", "job"}
    good = found.score({"income": 5_500, "job": "employed"})
    bad = found.score({"income": 900, "job": "none"})
    assert good.points > bad.points
    assert good.pd < 0.1
    assert bad.pd > 0.4
    assert set(bad.lost) == {"job", "income"}


def test_twenty_points_double_the_odds():
    found = card()
    one = found.score({"income": 5_500, "job": "employed"})
    other = found.score({"income": 900, "job": "none"})
    odds = (1 - one.pd) / one.pd / ((1 - other.pd) / other.pd)
    assert one.points - other.points == pytest.approx(20 * math.log2(odds), abs=1)
    places = [found.characteristics[n].place(v) for n, v in enumerate((5_500, "employed"))]
    assert [each.name for each in found.characteristics] == ["income", "job"]
    assert sum(found.points_of(n, p) for n, p in enumerate(places)) == pytest.approx(
        one.points, abs=2
    )


def test_a_card_survives_its_file():
    found = card()
    assert scorecards.of_json(found.as_json()) == found


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"weights": []},
        {"weights": [math.nan, 1.0]},
        {"weights": ["x", "y"]},
        {"intercept": math.inf},
        {"characteristics": [{"name": "x"}]},
        {"characteristics": "text"},
        {"characteristics": None},
    ],
)
def test_a_hostile_card_is_refused(change):
    with pytest.raises(credit.CannotUseScorecard):
        scorecards.of_json({**card().as_json(), **change})


def test_figures_are_those_of_scikit_learn():
    from sklearn.metrics import brier_score_loss, roc_auc_score

    columns, bads = made()
    found = card()
    pds = [
        found.score({name: values[n] for name, values in columns.items()}).pd
        for n in range(len(bads))
    ]
    figures = validation.validate(pds, bads)
    assert figures.auc == pytest.approx(roc_auc_score(bads, pds), abs=1e-9)
    assert figures.brier == pytest.approx(brier_score_loss(bads, pds), abs=1e-9)
    assert sum(each.count for each in figures.groups) == len(bads)
    assert validation.stability(pds, pds) == pytest.approx(0)
    assert validation.stability(pds, [each + 0.2 for each in pds]) > 0.25


def test_nobody_puts_a_card_to_use_alone(anna, ben):
    version = make(anna)
    request = credit.request_use(version_id=version, reason="Good", actor=anna, now=NOW)
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(request_id=request.request_id, actor=anna, now=NOW)
    assert ScorecardVersion.objects.get().state == "CANDIDATE"
    approvals.approve(request_id=request.request_id, actor=ben, now=NOW)
    assert ScorecardVersion.objects.get().state == "IN_USE"
    with pytest.raises(credit.ScorecardNotCandidate):
        credit.request_use(version_id=version, reason="Again", actor=anna, now=NOW)


def test_a_newer_card_takes_the_place_of_the_one_in_use(anna, ben):
    first, second = in_use(anna, ben), in_use(ben, anna)
    states = dict(ScorecardVersion.objects.values_list("pk", "state"))
    assert states == {first: "RETIRED", second: "IN_USE"}


def test_who_may_not_make_cards_makes_none(bank):
    with pytest.raises(NotPermitted):
        make(member("tess", Role.TELLER))
    assert not ScorecardVersion.objects.exists()


def test_too_few_cases_make_no_card(anna):
    columns, bads = made(40)
    with pytest.raises(credit.TooFewCases):
        credit.make_scorecard(
            name="retail", columns=columns, bads=bads, texts=TEXTS, special=(), actor=anna, now=NOW
        )
    assert not ScorecardVersion.objects.exists()


@pytest.mark.parametrize(
    ("more", "outcome", "reason"),
    [
        ({}, "APPROVE", None),
        ({"age": 17}, "DECLINE", "under_age"),
        ({"is_bankrupt": True}, "DECLINE", "bankrupt"),
        ({"days_past_due": 31}, "DECLINE", "in_arrears"),
        ({"exposure": Decimal(65_001)}, "DECLINE", "exposure"),
        ({"instalment": Decimal("1200.01")}, "DECLINE", "service"),
        ({"expenses": Decimal(2_201)}, "DECLINE", "left_to_live"),
        ({"income": None}, "REFER", "income_unknown"),
        ({"characteristics": {"income": 900, "job": "none"}}, "DECLINE", "score_low"),
    ],
)
def test_the_banks_rules_and_the_score_decide_together(anna, ben, more, outcome, reason):
    in_use(anna, ben)
    with transaction.atomic():
        decided = credit.decide(application=asked(**more), policy=LENIENT, now=NOW)
    assert decided.outcome == outcome
    assert decided.reasons == (() if reason is None else (reason,))
    assert all(each in credit.REASONS for each in decided.reasons)
    kept = CreditDecisionRecord.objects.get()
    assert (kept.outcome, kept.scorecard) == (outcome, "retail 1")


def test_without_a_card_a_person_decides(bank):
    with transaction.atomic():
        decided = credit.decide(application=asked(), now=NOW)
    assert (decided.outcome, decided.reasons) == ("REFER", ("no_scorecard",))


def test_decisions_and_cards_stay_as_they_were(anna, ben):
    in_use(anna, ben)
    with transaction.atomic():
        credit.decide(application=asked(), now=NOW)
    for change in (
        lambda: CreditDecisionRecord.objects.update(outcome="DECLINE"),
        lambda: ScorecardVersion.objects.update(card={}),
        lambda: ScorecardVersion.objects.update(state="RETIRED", figures={}),
    ):
        refused = pytest.raises(DatabaseError, match=r"stays as it is|denied")
        with refused, transaction.atomic():
            change()


def test_the_report_is_a_pdf_with_a_plot(anna, ben):
    version = in_use(anna, ben)
    browser = logged_in("anna")
    pdf = browser.get(f"/admin/credit/scorecardversion/{version}/report/pdf/")
    assert pdf.content.startswith(b"%PDF")
    svg = browser.get(f"/admin/credit/scorecardversion/{version}/report/svg/")
    assert b"<svg" in svg.content
    assert browser.get(f"/admin/credit/scorecardversion/{version}/change/").status_code == 200


def test_published_cases_are_told_apart_as_well_as_published():
    if not (SHARED_DATA / "german").exists():
        pytest.skip("the shared data with published credit cases is not there")
    german = published.SETS[0]
    found = benchmarking.compare(german.read(SHARED_DATA))
    assert found.scorecard >= german.aim
    assert found.boosted - found.scorecard <= 0.02


def test_a_decision_is_not_overridden_to_what_it_is_and_what_does_not_wait_is_not_taken(anna, ben):
    in_use(anna, ben)
    with transaction.atomic():
        credit.decide(application=asked(), policy=LENIENT, now=NOW)
        credit.check_override(reference="loan:1", to=credit.CreditOutcome.DECLINE)
        with pytest.raises(credit.NothingToOverride):
            credit.check_override(reference="loan:1", to=credit.CreditOutcome.APPROVE)
    with pytest.raises(credit.ReferralNotFound):
        credit.take_referral(referral_id=404, actor=anna, now=NOW)
