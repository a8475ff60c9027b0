"""A file of losses comes in by two people, whole or not at all."""

import pytest

from bankcore.approvals import public as approvals
from bankcore.approvals.models import Request
from risk.operational import public as operational
from risk.operational.domain.loss_files import COLUMNS
from risk.operational.models import Incident, IncidentNote, LossAmount, LossFile
from risk.operational.repositories import incidents
from tests.conftest import NOW
from tests.risk.operational.register import DAY, agree, anna

pytestmark = pytest.mark.usefixtures("bank")
LINES = (
    "L-1,A wrong payee,EXECUTION,PAYMENT,2025-01-02,2025-01-03,2025-01-31,25000.50,500,Haste",
    "L-2,A fire,DAMAGE,RETAIL,2024-05-05,2024-05-05,2024-06-30,100000,,A cable",
)


def ask(*lines: str, reason: str = "As audited"):
    data = "\n".join([",".join(COLUMNS), *lines]).encode()
    return operational.request_import(data=data, reason=reason, actor=anna(), now=NOW)


def test_losses_are_on_the_register_once_a_second_person_agrees():
    asked = ask(*LINES)
    assert asked.payload == {"file": LossFile.objects.get().pk, "losses": 2, "gross": 125_000_50}
    assert not Incident.objects.exists()
    agree(asked)
    first = Incident.objects.get(reference="L-1")
    assert (first.state, str(first.booked_on), first.file_id) == (
        "OPEN",
        "2025-01-31",
        LossFile.objects.get().pk,
    )
    assert incidents.cost_of(incident_id=first.pk) == (25_000_50, 500_00)
    assert sorted(incidents.net_losses(first=DAY.replace(year=2016), last=DAY)) == [
        24_500_50, 100_000_00,
    ]  # fmt: skip
    assert IncidentNote.objects.filter(what="imported").count() == 2


def test_nobody_lets_their_own_file_in():
    with pytest.raises(approvals.OwnRequest):
        agree(ask(*LINES), anna())
    assert not Incident.objects.exists()


def test_a_file_that_is_wrong_in_its_last_line_changes_nothing():
    with pytest.raises(operational.LossFileMalformed, match="Line 3"):
        ask(LINES[0], LINES[1].replace("100000", "-1"))
    with pytest.raises(approvals.ReasonMissing):
        ask(*LINES, reason=" ")
    assert not LossFile.objects.exists()
    assert not Request.objects.exists()


def test_a_loss_that_the_register_has_is_refused_when_asked_and_when_agreed():
    asked, other = ask(*LINES), ask(LINES[1])
    agree(asked)
    with pytest.raises(operational.LossKnown, match="L-1 and 1 more"):
        ask(*LINES)
    with pytest.raises(operational.LossKnown, match="L-2 and 0 more"):
        agree(other)
    assert Incident.objects.count() == 2
    assert LossAmount.objects.count() == 3
