"""A suspicion is reported on a case by two people, in time, and stays as it was reported."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import xmlschema
from defusedxml import ElementTree
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.db.transactions import use_case
from bankcore.identity.public import Role
from bankcore.outbox import public as outbox
from risk.cases import public as cases
from risk.crime import public as crime
from risk.crime import tasks
from risk.crime.domain import fincen
from risk.crime.models import Filing, SuspicionReport
from tests.colleagues import member
from tests.conftest import NOW
from tests.risk.crime.books import DAY, account, bring, monitor

SCHEMA = xmlschema.XMLSchema(Path(__file__).parent / "fincen.xsd")
FC2 = "{www.fincen.gov/base}"


@pytest.fixture
def cora(bank):
    return member("cora", Role.COMPLIANCE)


@pytest.fixture
def carl(bank):
    return member("carl", Role.COMPLIANCE)


@pytest.fixture
def case(cora) -> int:
    """Return a case about a structuring customer, decided to be reported."""
    held = account()
    for _ in range(3):
        bring(held, 9_000)
    monitor()
    number = cases.take_next(actor=cora, now=NOW)
    cases.decide(
        case_id=number,
        outcome=cases.Outcome.REPORT,
        reason_code="suspicion_of_laundering",
        actor=cora,
        now=NOW,
    )
    hear_of_decisions()
    return number


def hear_of_decisions() -> None:
    """Let crime hear of what was decided, as the worker does."""
    wanted = {"risk.case_decided": ("risk.crime.tasks.begin_suspicion",)}
    heard = []
    outbox.deliver(subscriptions=wanted, send=lambda _task, message: heard.append(message), now=NOW)
    for message in heard:
        tasks.begin_suspicion(message)
        tasks.begin_suspicion(message)


def draft(report: SuspicionReport, **changes) -> crime.Draft:
    return crime.Draft(
        **{
            "narrative": "The customer brought 9,000 dollars three times on one day.",
            "subjects": crime.subjects_of_suspicion(report),
            "activities": ["below_cash_report"],
            "first_day": DAY,
            "last_day": DAY,
            "dollars": 27_000,
            **changes,
        }
    )


def written(cora) -> SuspicionReport:
    report = SuspicionReport.objects.get()
    crime.write_suspicion(report_id=report.pk, draft=draft(report), actor=cora, now=NOW)
    report.refresh_from_db()
    return report


def asked(cora, report) -> approvals.RequestView:
    return crime.request_suspicion(report_id=report.pk, reason="Ready", actor=cora, now=NOW)


def test_a_case_that_is_decided_so_has_a_report_due_in_thirty_days(case):
    report = SuspicionReport.objects.get()
    assert (report.case_id, report.state) == (case, "DUE")
    assert report.due_on == DAY + timedelta(days=30)


def test_a_case_that_is_dismissed_has_none(cora):
    use_case(cases.raise_alert)(
        kind=cases.CaseKind.LAUNDERING, subject="x", reference="x", priority=1, reason="Demo",
        source="test", now=NOW,
    )  # fmt: skip
    number = cases.take_next(actor=cora, now=NOW)
    cases.decide(
        case_id=number, outcome=cases.Outcome.DISMISS, reason_code="explained", actor=cora, now=NOW
    )
    hear_of_decisions()
    assert not SuspicionReport.objects.exists()


def test_one_person_writes_and_another_files(case, cora, carl):
    report = written(cora)
    request = asked(cora, report)
    for own in (cora,):
        with pytest.raises((approvals.OwnRequest, approvals.PartyToRequest)):
            approvals.approve(request_id=request.request_id, actor=own, now=NOW)
    assert not Filing.objects.exists()
    approvals.approve(request_id=request.request_id, actor=carl, now=NOW)
    report.refresh_from_db()
    assert (report.state, report.drafted_by, report.approved_by) == ("FILED", str(cora), str(carl))
    content = crime.download_filing(filing_id=report.filing_id, actor=cora, now=NOW)
    SCHEMA.validate(content.decode())
    tree = ElementTree.fromstring(content)
    found = {each.tag.removeprefix(FC2): each.text for each in tree.iter()}
    assert found["FormTypeCode"] == "SARX"
    assert found["ActivityNarrativeText"] == draft(report).narrative
    assert found["SuspiciousActivitySubtypeID"] == "114"
    assert found["TotalSuspiciousAmountText"] == "27000"
    assert [each.text for each in tree.iter(f"{FC2}ActivityPartyTypeCode")][-1] == "33"
    crime.acknowledge_filing(
        filing_id=report.filing_id, tracking_id="31000000000001", actor=cora, now=NOW
    )
    report.refresh_from_db()
    assert report.state == "ACKNOWLEDGED"


def test_who_wrote_the_report_does_not_file_it_though_another_asks(case, cora, carl):
    request = asked(carl, written(cora))
    with pytest.raises(approvals.PartyToRequest):
        approvals.approve(request_id=request.request_id, actor=cora, now=NOW)


def test_what_is_written_anew_after_it_was_asked_for_is_not_filed(case, cora, carl):
    report = written(cora)
    request = asked(cora, report)
    written(cora)
    with pytest.raises(crime.SuspicionChanged):
        approvals.approve(request_id=request.request_id, actor=carl, now=NOW)
    assert not Filing.objects.exists()


def test_a_report_that_is_not_written_is_not_asked_for(case, cora):
    with pytest.raises(crime.SuspicionInvalid):
        asked(cora, SuspicionReport.objects.get())


def test_a_report_that_is_filed_is_not_written_anew(case, cora, carl):
    report = written(cora)
    approvals.approve(request_id=asked(cora, report).request_id, actor=carl, now=NOW)
    with pytest.raises(crime.SuspicionFiled):
        written(cora)
    report.refresh_from_db()
    assert report.version == 1


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("narrative", {"narrative": "  "}),
        ("narrative", {"narrative": "x" * 20_001}),
        ("activities", {"activities": []}),
        ("activities", {"activities": ["gambling"]}),
        ("last_day", {"last_day": DAY - timedelta(days=1)}),
        ("last_day", {"last_day": DAY + timedelta(days=900)}),
        ("dollars", {"dollars": -1}),
        ("subjects", {"subjects": []}),
        ("subjects", {"subjects": [uuid4()]}),
    ],
)
def test_a_report_that_is_not_in_order_is_refused_and_nothing_is_kept(case, cora, field, wrong):
    report = SuspicionReport.objects.get()
    with pytest.raises(crime.SuspicionInvalid) as refused:
        crime.write_suspicion(
            report_id=report.pk, draft=draft(report, **wrong), actor=cora, now=NOW
        )
    assert refused.value.field == field
    report.refresh_from_db()
    assert (report.version, report.narrative) == (0, None)


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.COMPLIANCE])
def test_nobody_but_compliance_writes_or_asks(case, cora, role):
    somebody = member("eve", role)
    report = SuspicionReport.objects.get()
    with pytest.raises(NotPermitted):
        crime.write_suspicion(report_id=report.pk, draft=draft(report), actor=somebody, now=NOW)
    with pytest.raises(NotPermitted):
        crime.begin_suspicion(case_id=case, actor=somebody, now=NOW)
    request = asked(cora, written(cora))
    with pytest.raises(NotPermitted):
        approvals.approve(request_id=request.request_id, actor=somebody, now=NOW)


def test_there_is_no_report_on_a_case_that_is_not_there(cora):
    with pytest.raises(crime.SuspicionNotFound):
        crime.begin_suspicion(case_id=999_999, actor=cora, now=NOW)


def test_a_report_that_is_late_is_told_of(case):
    for day, told in ((26, "NOT"), (27, "SOON"), (29, "SOON"), (30, "LATE")):
        monitor(DAY + timedelta(days=day))
        assert SuspicionReport.objects.get().reminded == told


def refused(row, **changes) -> bool:
    for name, value in changes.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save(update_fields=list(changes))
    except DatabaseError:
        row.refresh_from_db()
        return True
    return False


def test_postgresql_holds_that_two_people_file_and_that_nothing_changes_after(case, cora, carl):
    report = written(cora)
    approvals.approve(request_id=asked(cora, report).request_id, actor=carl, now=NOW)
    report.refresh_from_db()
    assert refused(report, approved_by=str(cora))
    assert refused(report, dollars=1)
    assert refused(report, state="DUE", filing=None, approval_id=None, approved_by="")
    filing = report.filing
    assert refused(filing, made_by="user:1")
    with pytest.raises(DatabaseError), transaction.atomic():
        SuspicionReport.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Filing.objects.all().delete()


@given(st.text(max_size=9_000), st.text(max_size=200))
def test_whatever_people_write_makes_a_file_that_can_be_read(narrative, name):
    party = fincen.Party(is_entity=False, last_name=f"x{name}", first_name=name, city=name)
    report = fincen.Suspicion(
        first_day=DAY, last_day=DAY, dollars=0, kinds=((1, 114),), narrative=f"x{narrative}",
        subjects=(party,),
    )  # fmt: skip
    written = fincen.suspicion_batch(filer=FILER, report=report, filed_on=DAY)
    SCHEMA.validate(written.decode())
    tree = ElementTree.fromstring(written)
    parts = [each.text for each in tree.iter(f"{FC2}ActivityNarrativeText")]
    assert "".join(parts).replace(" ", "") == fincen.text(f"x{narrative}", 20_000).replace(" ", "")


FILER = fincen.Filer(
    name="Demo Bank", tax_number="000000000", control_code="PBSATEST", regulator="9",
    institution_type="2", contact="Compliance", phone="0", street="A 1", city="B", state="",
    postcode="1", country="DE",
)  # fmt: skip


def test_a_long_narrative_goes_in_parts_between_words():
    report = fincen.Suspicion(
        first_day=DAY, last_day=DAY, dollars=5, kinds=((8, 822),),
        narrative=" ".join(["transfer"] * 1_500),
        subjects=(fincen.Party(is_entity=True, last_name="Demo Company"),),
    )  # fmt: skip
    written = fincen.suspicion_batch(filer=FILER, report=report, filed_on=DAY)
    SCHEMA.validate(written.decode())
    parts = [
        each.text for each in ElementTree.fromstring(written).iter(f"{FC2}ActivityNarrativeText")
    ]
    assert len(parts) == 4
    assert " ".join(parts) == report.narrative
