"""Staff present again what networks rejected, and pay merchants out with a colleague."""

import pytest

from accounts.public import NotInBranch
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.approvals.models import Request
from bankcore.audit.models import AuditEntry
from bankcore.identity.public import Role
from payments.settlement import public as settlement
from payments.settlement.models import ClearingFile, ClearingRecord, MerchantBalance, Payout
from tests.colleagues import decide, logged_in, member, superuser
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER
from tests.payments.settlement.shop import shop, sold

pytestmark = pytest.mark.usefixtures("bank")
HOME = "/admin/settlement"


def browser(name: str, role: Role = Role.OPERATIONS):
    member(name, role)
    return logged_in(name)


def send(client, address: str, **fields: str) -> str:
    key = client.get(address).context["form"]["request_key"].value()
    return client.post(address, {"request_key": str(key), **fields}, follow=True).content.decode()


@pytest.fixture
def file() -> ClearingFile:
    """Return a file of three sales, of which the network has rejected two."""
    demo = shop()
    made = ClearingFile.objects.create(
        network="visa", business_date=OPENING_DAY, seq=1, name="visa-clearing-demo.dat",
        state="ACKNOWLEDGED", records=3, total_minor=30_000, sha256="a" * 64, claimed_at=NOW,
    )  # fmt: skip
    for number, (state, error) in enumerate(
        [("TAKEN", ""), ("REJECTED", "0001"), ("REJECTED", "0004")], start=1
    ):
        ClearingRecord.objects.create(
            file=made, number=number, operation=sold(demo), kind="PRESENTMENT",
            arn=f"{number:023d}", amount_minor=10_000, currency="EUR", state=state, error=error,
        )  # fmt: skip
    return made


@pytest.fixture
def balance() -> MerchantBalance:
    """Return what is available to a shop: a hundred euros."""
    demo = shop()
    sold(demo, 10_000, fee=0)
    settlement.settle_merchants(day=OPENING_DAY, actor=TESTER, now=NOW)
    return MerchantBalance.objects.get(merchant=demo.merchant)


def states() -> list[str]:
    return list(ClearingRecord.objects.order_by("number").values_list("state", flat=True))


def test_a_rejected_record_is_presented_again_with_a_reason(file):
    row = ClearingRecord.objects.get(error="0001")
    clerk, page = browser("anna"), f"{HOME}/clearingrecord/{row.pk}"
    shown = clerk.get(f"{page}/change/").content.decode()
    assert f"{page}/refile/" in shown
    assert "0001: no such authorisation" in shown
    assert "This field is required" in send(clerk, f"{page}/refile/", reason="")
    assert states() == ["TAKEN", "REJECTED", "REJECTED"]
    assert f"{row.arn} goes into the next file" in send(clerk, f"{page}/refile/", reason="Mended")
    assert states() == ["TAKEN", "REFILED", "REJECTED"]
    assert AuditEntry.objects.get(action="settlement.record.refiled").reason == "Mended"
    assert f"{page}/refile/" not in clerk.get(f"{page}/change/").content.decode()
    assert "was not rejected" in send(clerk, f"{page}/refile/", reason="Again")


def test_all_that_was_rejected_of_a_file_is_presented_again_at_once(file):
    clerk, page = browser("anna"), f"{HOME}/clearingfile/{file.pk}"
    assert f"{page}/refile/" in clerk.get(f"{page}/change/").content.decode()
    assert "next file: 2" in send(clerk, f"{page}/refile/", reason="Mended")
    assert states() == ["TAKEN", "REFILED", "REFILED"]
    assert f"{page}/refile/" not in clerk.get(f"{page}/change/").content.decode()
    assert "No record of the file is rejected" in send(clerk, f"{page}/refile/", reason="Again")
    assert AuditEntry.objects.filter(action="settlement.file.refiled").count() == 1


def test_no_branch_presents_a_whole_file_again(file):
    rights = Rights(permissions=frozenset({"gateway.handle_conflict"}), branch_code="NORTH")
    with pytest.raises(NotInBranch):
        settlement.refile_all(
            file_id=file.pk, reason="x", actor=Actor(ActorKind.USER, "1", rights), now=NOW
        )
    assert states() == ["TAKEN", "REJECTED", "REJECTED"]


def test_a_payout_is_asked_for_by_one_and_approved_by_another(balance):
    clerk, page = browser("anna"), f"{HOME}/merchantbalance/{balance.pk}"
    assert f"{page}/payout/" in clerk.get(f"{page}/change/").content.decode()
    said = send(clerk, f"{page}/payout/", amount="60", reason="Asked by the shop")
    assert "waits for a second person" in said
    request = Request.objects.get()
    assert (request.amount_minor, Payout.objects.count()) == (6_000, 0)
    superuser("checker")
    assert decide(logged_in("checker")).state == "EXECUTED"
    made = Payout.objects.get()
    balance.refresh_from_db()
    assert (made.amount_minor, made.state, balance.available_minor) == (6_000, "PENDING", 4_000)
    cancel = f"{HOME}/payout/{made.pk}/cancel/"
    assert "This field is required." in send(clerk, cancel)
    assert Payout.objects.get().state == "PENDING"
    assert "available to the merchant again" in send(clerk, cancel, reason="Wrong account")
    assert AuditEntry.objects.filter(reason="Wrong account").exists()
    balance.refresh_from_db()
    assert balance.available_minor == 10_000


@pytest.mark.parametrize("amount", ["0", "-5", "1.001", "much"])
def test_a_payout_of_nothing_is_not_asked_for(balance, amount):
    page = f"{HOME}/merchantbalance/{balance.pk}/payout/"
    assert "errors" in send(browser("anna"), page, amount=amount, reason="x")
    assert Request.objects.count() == 0


def test_who_only_looks_presents_nothing_again_and_pays_nobody(file, balance):
    auditor = browser("otto", Role.AUDITOR)
    for page in (
        f"clearingfile/{file.pk}/refile/",
        f"clearingrecord/{ClearingRecord.objects.last().pk}/refile/",
        f"merchantbalance/{balance.pk}/payout/",
    ):
        assert auditor.get(f"{HOME}/{page}").status_code == 403
        assert auditor.post(f"{HOME}/{page}", {"reason": "x"}).status_code == 403
    assert states() == ["TAKEN", "REJECTED", "REJECTED"]
