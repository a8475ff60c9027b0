"""Reports in the back office: made by a form, read as a page, followed down to the booking."""

from decimal import Decimal

import pytest
from django.urls import reverse

from bankcore.audit.models import AuditEntry
from bankcore.identity.public import Role
from reporting.reports.domain.definitions import Parameter, ParameterKind
from reporting.reports.domain.documents import Chart, Drawing
from reporting.reports.models import Run, Schedule
from tests import factories
from tests.colleagues import colleague_approves
from tests.conftest import OPENING_DAY
from tests.factories.loans import close_day
from tests.reporting.reports.kit import NEXT_DAY, made, short
from tests.security.visitors import staff

CHART = Chart(
    title="Over days", drawing=Drawing.LINES, labels=("a", "b"),
    series=(("s", (Decimal(1), Decimal(2))),),
)  # fmt: skip


def at(name: str, *arguments) -> str:
    return reverse(f"admin:reports_{name}", args=arguments)


def text(answer) -> str:
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
    return answer.content.decode()


def make_by_form(browser, name, **more):
    page = at("run_make", name)
    key = browser.get(page).context["form"]["request_key"].value()
    told = {"request_key": key, "day": OPENING_DAY.isoformat(), **more}
    return browser.post(page, told, follow=True)


def test_from_the_catalogue_to_a_figure_its_rows_and_the_booking(load):
    factories.account(funds=100)
    close_day(NEXT_DAY)
    load()
    browser = staff(Role.FINANCE)
    assert at("run_make", "trial_balance") in text(browser.get(at("run_catalogue")))
    page = text(make_by_form(browser, "trial_balance"))
    run = Run.objects.get()
    assert "figures agree to the cent" in page
    assert "100.00" in page
    assert "SHA-256" in page
    link = next(
        each.split('"')[0]
        for each in page.split('href="')
        if "/rows/" in each and ">100.00<" in each[:200]
    )
    rows = text(browser.get(link))
    assert "dim_account" in rows
    entries_link = next(each.split('"')[0] for each in rows.split('href="') if "/entries/" in each)
    entries = text(browser.get(entries_link))
    assert "fact_entry" in entries
    booking = next(
        each.split('"')[0] for each in entries.split('href="') if "/transaction/" in each
    )
    shown = text(browser.get(booking))
    assert "100.00\N{NO-BREAK SPACE}EUR" in shown
    assert "-100.00\N{NO-BREAK SPACE}EUR" in shown
    for kind, begins in (("pdf", b"%PDF-1"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbfReport")):
        answer = browser.get(at("run_file", run.pk, kind))
        assert answer.content.startswith(begins)
        assert "no-store" in answer["Cache-Control"]
        assert f"trial_balance-2026-03-02-load-{run.load_id}" in answer["Content-Disposition"]
    again = text(browser.post(at("run_again", run.pk), follow=True))
    assert "Every file is the same, byte by byte" in again
    other = Run.objects.latest("id")
    assert "Both say the same." in text(browser.get(at("run_compare", run.pk, other.pk)))
    listed = text(browser.get(at("run_changelist") + "?report__exact=trial_balance"))
    assert listed.count("field-title") >= 2 or listed.count("Trial balance") >= 2
    read = AuditEntry.objects.filter(action="reports.run.read", subject=f"reports.run:{run.pk}")
    assert {each.detail["page"] for each in read} >= {"change_view", "rows", "file"}


def test_a_refusal_is_a_sentence_beside_the_form_and_a_second_click_makes_no_second_run(
    loaded, add
):
    add(
        "choosing",
        lambda _: short("one", charts=(CHART,)),
        parameters=(Parameter(name="top", title="Most", kind=ParameterKind.TEXT, choices=("5",)),),
    )
    browser = staff(Role.RISK_ANALYST)
    early = make_by_form(browser, "trial_balance", day=NEXT_DAY.isoformat())
    assert "is not closed" in text(early)
    assert not Run.objects.exists()
    page = text(make_by_form(browser, "choosing", choice_top="5"))
    run = Run.objects.get()
    assert run.parameters == {"top": "5"}
    assert "Nothing of this report is held against the ledger" in page
    drawn = browser.get(at("run_chart", run.pk, 0))
    assert drawn["Content-Type"] == "image/svg+xml"
    assert browser.get(at("run_chart", run.pk, 1)).status_code == 404
    key = run.key.removeprefix("form:")
    told = {"request_key": key, "day": OPENING_DAY.isoformat(), "choice_top": "5"}
    browser.post(at("run_make", "choosing"), told)
    assert Run.objects.count() == 1


def test_a_report_is_released_on_its_page_by_two_and_only_then_handed_out(loaded, add):
    add("quarterly", lambda _: short("one"), released=True)
    run = made("quarterly")
    browser = staff(Role.FINANCE, username="asking")
    assert "has not been released" in text(
        browser.get(at("run_file", run.run_id, "pdf"), follow=True)
    )
    assert browser.get(at("run_draft", run.run_id)).content.startswith(b"%PDF-1")
    asked = browser.post(
        at("run_release", run.run_id),
        {"request_key": "00000000-0000-0000-0000-000000000001", "reason": "For the authority"},
        follow=True,
    )
    assert "waits for a second person" in text(asked)
    assert "For the authority" in text(browser.get(at("run_change", run.run_id)))
    colleague_approves()
    assert browser.get(at("run_file", run.run_id, "pdf")).content.startswith(b"%PDF-1")
    assert "released" in text(browser.get(at("run_change", run.run_id)))


def test_runs_that_are_not_for_somebody_are_not_there_for_them(loaded, add):
    add("people", lambda _: short("Demo Person 01"), names_persons=True)
    add("things", lambda _: short("Demo Shop"))
    people, things = made("people", key="p"), made("things", key="t")
    finance, compliance = staff(Role.FINANCE), staff(Role.COMPLIANCE, username="compliance")
    assert "Demo Person 01" in text(compliance.get(at("run_change", people.run_id)))
    for page in (
        at("run_change", people.run_id),
        at("run_file", people.run_id, "csv"),
        at("run_draft", people.run_id),
        at("run_chart", people.run_id, 0),
        at("run_rows", people.run_id, 0, 0, 0),
        at("run_entries", people.run_id, 1),
        at("run_transaction", people.run_id, 1),
        at("run_compare", things.run_id, people.run_id),
        at("run_again", people.run_id),
    ):
        answer = finance.get(page)
        assert answer.status_code in {302, 403, 404}, page
        assert "/reports/run/" not in answer.headers.get("Location", ""), page
    listed = text(finance.get(at("run_changelist")))
    assert "Things" in listed
    assert ">People<" not in listed
    assert ">People<" not in text(finance.get(at("run_catalogue")))


def test_a_report_is_scheduled_and_stopped_on_its_pages(loaded):
    browser = staff(Role.FINANCE)
    page = at("schedule_of", "trial_balance")
    told = {"request_key": "00000000-0000-0000-0000-000000000001", "rhythm": "MONTHLY"}
    assert "trial_balance" in text(browser.post(page, told, follow=True))
    assert "made by itself already" in text(browser.post(page, told))
    number = Schedule.objects.get().pk
    stopped = browser.post(at("schedule_stop", number), told, follow=True)
    assert "made by itself no more" in text(stopped)
    assert Schedule.objects.get().stopped_by


def test_a_failed_run_and_one_without_files_have_pages_that_say_so(loaded, add):
    add("broken", lambda _: 1 / 0)
    browser = staff(Role.FINANCE)
    assert "could not be made: ZeroDivisionError" in text(make_by_form(browser, "broken"))
    page = text(browser.get(at("run_change", Run.objects.get().pk)))
    assert "division by zero" in page
    assert "kept no longer" in page


@pytest.mark.parametrize("role", [Role.TELLER, Role.OPERATIONS, Role.ADMINISTRATOR])
def test_reports_are_not_for_those_who_have_nothing_to_do_with_figures(loaded, role):
    run = made()
    browser = staff(role)
    for page in (at("run_catalogue"), at("run_change", run.run_id), at("run_changelist")):
        assert browser.get(page).status_code == 403
