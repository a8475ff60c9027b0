"""Staff keep operational risk on pages of the back office, each by their role."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bankcore.identity.public import Role
from risk.operational.domain.loss_files import COLUMNS
from risk.operational.models import Action, BankProcess, Incident, LossFile, Risk, Threshold
from tests.colleagues import decide, logged_in, member
from tests.risk.operational.register import DAY, NEXT_DAY, end_day
from tests.risk.operational.test_import import LINES

pytestmark = pytest.mark.usefixtures("bank")
KEY = {"request_key": "00000000-0000-4000-8000-000000000001"}
PAGES = (
    *("incident", "lossfile", "threshold", "reading", "capitalday", "overdue"),
    *("risk", "bankprocess", "action"),
)


def browser(name: str, role: Role):
    member(name, role)
    return logged_in(name)


def sent(client, page: str, **told) -> str:
    answer = client.post(f"/admin/operational/{page}/", KEY | told, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.RISK_ANALYST, 200), (Role.FINANCE, 200), (Role.OPERATIONS, 200),
        (Role.COMPLIANCE, 200), (Role.AUDITOR, 200), (Role.TELLER, 403),
        (Role.ADMINISTRATOR, 403),
    ],
)  # fmt: skip
def test_who_may_look_looks_at_every_page(role, status):
    client = browser("eve", role)
    for page in PAGES:
        assert client.get(f"/admin/operational/{page}/").status_code == status, page


def test_an_incident_goes_its_way_on_pages():
    olga, anna = browser("olga", Role.OPERATIONS), browser("anna", Role.RISK_ANALYST)
    finn = browser("finn", Role.FINANCE)
    report = {
        "title": "A cable was cut", "event_type": "DAMAGE", "business_line": "RETAIL",
        "cause": "Works in the street", "occurred_on": DAY, "discovered_on": NEXT_DAY,
        "estimate": "120.50",
    }  # fmt: skip
    assert "cannot be the discovered on" in sent(olga, "incident/report", **report)
    assert "is on the register" in sent(olga, "incident/report", **report | {"discovered_on": DAY})
    number = Incident.objects.get().pk
    shown = olga.get(f"/admin/operational/incident/{number}/change/").content.decode()
    assert "120.50 EUR" in shown
    assert f"{number}/investigate/" not in shown
    assert olga.post(f"/admin/operational/incident/{number}/close/", KEY).status_code == 403
    page = f"incident/{number}"
    assert "findings are kept" in sent(anna, f"{page}/investigate", findings="No second cable")
    amount = {"kind": "GROSS", "amount": "99.99", "booked_on": DAY, "reason": "As invoiced"}
    assert "no such transaction" in sent(anna, f"{page}/amount", **amount, txn_id="404")
    assert "waits for a second person" in sent(anna, f"{page}/amount", **amount)
    assert decide(finn).state == "EXECUTED"
    assert "waits for a second person" in sent(anna, f"{page}/close", reason="Done")
    assert decide(finn).state == "EXECUTED"
    shown = anna.get(f"/admin/operational/incident/{number}/change/").content.decode()
    assert "99.99 EUR" in shown
    assert "CLOSED" in shown
    assert f"{number}/close/" not in shown


def test_a_file_of_losses_is_taken_in_and_a_hostile_one_changes_nothing():
    anna, finn = browser("anna", Role.RISK_ANALYST), browser("finn", Role.FINANCE)

    def give(data: bytes) -> str:
        file = SimpleUploadedFile("losses.csv", data)
        return sent(anna, "incident/import", file=file, reason="As audited")

    head = ",".join(COLUMNS)
    for hostile in (b"\x00\x01", b"=cmd|x", f"{head}\n{LINES[0]},=1+1".encode()):
        assert "Nothing of it was taken." in give(hostile)
    assert not LossFile.objects.exists()
    assert "waits for a second person" in give("\n".join([head, *LINES]).encode())
    assert decide(finn).state == "EXECUTED"
    assert Incident.objects.count() == 2
    file = LossFile.objects.get().pk
    assert (
        "125000.50 EUR" in anna.get(f"/admin/operational/lossfile/{file}/change/").content.decode()
    )


def test_a_risk_is_recorded_controlled_assessed_and_on_the_heat_map():
    anna = browser("anna", Role.RISK_ANALYST)
    told = {"title": "A fire", "description": "In the vault", "owner": "Demo Owner"}
    kinds = {"event_type": "DAMAGE", "business_line": "RETAIL"}
    assert "is on the register" in sent(anna, "risk/record", **told, **kinds)
    page = f"risk/{Risk.objects.get().pk}"
    control = {"kind": "DETECTIVE", "title": "Alarm", "owner": "Demo Owner"}
    assert "control is on" in sent(anna, f"{page}/control", **control)
    marks = {
        "inherent_likelihood": 3, "inherent_impact": 5, "residual_likelihood": 3,
        "residual_impact": 6, "rationale": "Seen", "review_on": NEXT_DAY,
    }  # fmt: skip
    assert "from 1 to what there was" in sent(anna, f"{page}/assess", **marks)
    assert "assessment is kept" in sent(anna, f"{page}/assess", **marks | {"residual_impact": 4})
    listed = anna.get("/admin/operational/risk/").content.decode()
    assert 'src="/admin/operational/risk/pictures/residual.svg"' in listed
    for which in ("inherent", "residual"):
        drawn = anna.get(f"/admin/operational/risk/pictures/{which}.svg")
        assert drawn["Content-Type"] == "image/svg+xml"
        assert "<script" not in drawn.content.decode()
        assert f"Risks, {which}" in drawn.content.decode()
    assert anna.get("/admin/operational/risk/pictures/other.svg").status_code == 404
    tina = browser("tina", Role.TELLER)
    assert tina.get("/admin/operational/risk/pictures/residual.svg").status_code == 403


def test_a_process_is_planned_and_tested_and_an_action_given_and_ended():
    olga = browser("olga", Role.OPERATIONS)
    plan = {
        "name": "Payments", "owner": "Demo Owner", "plan": "The other site",
        "recovery_minutes": 60, "data_minutes": 0, "test_every_days": 0,
    }  # fmt: skip
    assert "cannot be the test every days" in sent(olga, "bankprocess/record", **plan)
    assert "on the plan" in sent(olga, "bankprocess/record", **plan | {"test_every_days": 90})
    process = BankProcess.objects.get()
    test = {"tested_on": DAY, "recovery_minutes": 70, "data_minutes": 0, "findings": "Slow"}
    shown = sent(olga, f"bankprocess/{process.pk}/test", **test)
    assert "The test is noted." in shown
    number = process.tests.get().pk
    action = {"title": "Make it quick", "owner": "Demo Owner", "due_on": DAY, "about": "test"}
    assert "cannot be the name" in sent(olga, "action/give", **action, name="404")
    assert "on the list" in sent(olga, "action/give", **action, name=str(number))
    pk = Action.objects.get().pk
    assert "The action has ended." in sent(
        olga, f"action/{pk}/end", state="DONE", outcome="A second line"
    )
    assert f"{pk}/end/" not in olga.get(f"/admin/operational/action/{pk}/change/").content.decode()


def test_thresholds_are_asked_for_and_indicators_have_a_trend():
    anna, ben = browser("anna", Role.RISK_ANALYST), browser("ben", Role.RISK_ANALYST)
    told = {
        "indicator": "LATE_DAY_END", "amber": "30", "red": "20", "effective_from": DAY,
        "reason": "Agreed",
    }  # fmt: skip
    assert "Red is not below amber." in sent(anna, "threshold/ask", **told)
    assert "waits for a second person" in sent(anna, "threshold/ask", **told | {"red": "60"})
    assert decide(ben).state == "EXECUTED"
    assert Threshold.objects.get().red == 60
    end_day()
    picture = "/admin/operational/reading/pictures/late-day-end.svg"
    assert "No trend yet" in anna.get(picture).content.decode()
    end_day(NEXT_DAY.replace(day=4))
    drawn = anna.get(picture).content.decode()
    assert str(DAY) in drawn
    assert drawn.count("<polyline") == 3  # values, amber, red
    listed = anna.get("/admin/operational/reading/").content.decode()
    assert "minutes from midnight" in listed
    capital = anna.get("/admin/operational/capitalday/").content.decode()
    assert "0.00 EUR" in capital
