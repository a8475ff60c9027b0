"""Customers' names are compared with the lists; a confirmed one is blocked by two people."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils.module_loading import import_string

from accounts import public as accounts
from accounts.models import Customer
from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.audit.models import AuditEntry
from bankcore.identity.public import Role
from bankcore.outbox import public as outbox
from bankcore.subscriptions import SUBSCRIPTIONS
from payments import public as payments
from risk.cases.models import Alert
from risk.crime import public as crime
from risk.crime.models import NameHit, ScreenedCustomer, ScreeningRun
from risk.crime.services import screening
from risk.sanctions import public as sanctions
from risk.sanctions.models import ListEntry
from tests import factories
from tests.colleagues import logged_in, member
from tests.conftest import NOW
from tests.factories import TESTER, people
from tests.risk.crime.books import account, bring, customer, fetch

LIST = (
    '{number},"EXAMPLE, Ivan Petrovich","individual","DEMO",-0-,-0-,-0-,-0-,-0-,-0-,-0-,'
    '"DOB 09 Feb 1951."\n'
    '1002,"SAMPLE TRADING HOUSE",-0-,"DEMO",-0-,-0-,-0-,-0-,-0-,-0-,-0-,-0-\n'
)
IVAN = {"given_name": "Ivan", "family_name": "Example", "date_of_birth": date(1951, 2, 9)}
HEAD = "uid,name,other_names,born,countries,position\n"
PEPS = HEAD + "p-1,Olga Demonstration,Olga Demo;O. Demonstration,1960,AT;DE,Minister\n"


@pytest.fixture
def cora(bank):
    return member("cora", Role.COMPLIANCE)


@pytest.fixture
def carl(bank):
    return member("carl", Role.COMPLIANCE)


def load(actor, content=None, *, code="OFAC-SDN", edition="1") -> None:
    text = LIST.format(number=1001) if content is None else content
    sanctions.load_list(
        list_code=code, edition=edition, content=text.encode(), actor=actor, now=NOW
    )


def hear() -> list[str]:
    """Hand over what happened, as the relay and the workers do; returns the tasks that ran."""
    heard = []
    ours = {
        event: tuple(task for task in tasks if task.startswith("risk.crime."))
        for event, tasks in SUBSCRIPTIONS.items()
    }
    outbox.deliver(
        subscriptions=ours, send=lambda task, message: heard.append((task, message)), now=NOW
    )
    for task, message in heard:
        import_string(task)(message)
    return [task.rpartition(".")[2] for task, _ in heard]


def found() -> list[tuple[str, str, str]]:
    return [(str(e.customer_id), e.uid, e.state) for e in NameHit.objects.order_by("id")]


def test_a_customer_is_compared_when_taken_on(cora):
    load(cora)
    who = customer("Ivan Example")
    assert "screen_customer" in hear()
    assert found() == [(str(who), "1001", "OPEN")]
    hit = NameHit.objects.get()
    alert = Alert.objects.get(pk=hit.alert_id)
    assert (alert.kind, alert.case.subject) == ("SANCTIONS", f"customer:{who}")
    assert "Ivan" not in alert.reason
    assert ScreenedCustomer.objects.get(customer_id=who).names == 1


def test_a_customer_is_compared_when_the_name_changes(cora):
    load(cora)
    who = people.prospect(people.person(given_name="Anna", family_name="Nobody"))
    hear()
    assert found() == []
    accounts.set_customer_details(
        customer_id=who,
        given=people.person(**IVAN),
        actor=TESTER,
        now=NOW,
    )
    hear()
    assert found() == [(str(who), "1001", "OPEN")]


def test_a_companys_owner_is_compared_too(cora):
    load(cora)
    who = people.prospect(people.company())
    accounts.add_beneficial_owner(
        customer_id=who,
        owner=people.owner(name="Ivan Example", date_of_birth=IVAN["date_of_birth"]),
        actor=TESTER,
        now=NOW,
    )
    hear()
    assert [(e.whose, e.uid) for e in NameHit.objects.all()] == [("owner", "1001")]


def test_all_customers_are_compared_when_a_list_is_loaded(cora):
    who = customer("Ivan Example")
    house = customer("Sample Trading House", "COMPANY")
    customer("Anna Nobody")
    hear()
    load(cora)
    assert hear() == ["rescreen_customers"]
    assert {each[:2] for each in found()} == {(str(who), "1001"), (str(house), "1002")}
    run = ScreeningRun.objects.get()
    assert (run.state, run.screened, run.found) == ("DONE", 3, 2)


def test_a_run_that_was_broken_off_is_gone_on_with_where_it_stopped(cora, monkeypatch):
    monkeypatch.setattr(screening, "CHUNK", 2)
    who = [customer(name) for name in ("A Nobody", "B Nobody", "C Nobody", "Ivan Example")]
    hear()
    load(cora)
    crime.begin_screening(actor=TESTER, now=NOW)
    seen = []
    compare = screening._screen

    def broken(named, now):
        if named.customer_id == who[2] and who[2] not in seen:
            seen.append(who[2])
            raise ConnectionError
        seen.append(named.customer_id)
        return compare(named, now)

    monkeypatch.setattr(screening, "_screen", broken)
    with pytest.raises(ConnectionError):
        crime.go_on_screening(actor=TESTER, now=NOW)
    assert ScreeningRun.objects.get().screened == 2
    assert NameHit.objects.count() == 0
    assert crime.go_on_screening(actor=TESTER, now=NOW) == 2
    run = ScreeningRun.objects.get()
    assert (run.state, run.screened, run.found) == ("DONE", 4, 1)
    assert seen.count(who[0]) == 1


def test_the_end_of_the_day_compares_whom_an_import_has_brought(cora):
    load(cora)
    crime.rescreen(day=NOW.date(), next_day=NOW.date(), actor=TESTER, now=NOW)
    brought = uuid4()
    accounts.register_customers(
        kind="PERSON", names={brought: "Ivan Example"}, actor=TESTER, now=NOW
    )
    hear()
    assert found() == []
    counts = crime.rescreen(day=NOW.date(), next_day=NOW.date(), actor=TESTER, now=NOW)
    assert counts == {"customers compared": 1}
    assert found() == [(str(brought), "1001", "OPEN")]
    again = crime.rescreen(day=NOW.date(), next_day=NOW.date(), actor=TESTER, now=NOW)
    assert again == {"customers compared": 0}


def test_a_newer_list_overtakes_a_run_and_nothing_is_found_twice(cora):
    customer("Ivan Example")
    hear()
    load(cora)
    crime.begin_screening(actor=TESTER, now=NOW)
    load(cora, LIST.format(number=1003), edition="2")
    hear()
    states = list(ScreeningRun.objects.order_by("id").values_list("state", flat=True))
    assert states == ["OVERTAKEN", "DONE"]
    assert [each[1] for each in found()] == ["1003"]
    assert not crime.begin_screening(actor=TESTER, now=NOW)
    hear()
    assert Alert.objects.count() == 1


def test_a_name_that_is_cleared_is_left_out_until_the_entry_changes(cora):
    load(cora)
    who = customer("Ivan Example")
    hear()
    hit = NameHit.objects.get()
    crime.clear_name(hit_id=hit.pk, reason="Born in 1999", actor=cora, now=NOW)
    assert found() == [(str(who), "1001", "CLEARED")]
    crime.screen_customer(customer_id=who, actor=cora, now=NOW)
    assert len(found()) == 1
    changed = LIST.format(number=1001).replace("1951", "1952")
    sanctions.load_list(
        list_code="OFAC-SDN", edition="2", content=changed.encode(), actor=cora,
        now=NOW.replace(hour=23),
    )  # fmt: skip
    hear()
    assert [each[2] for each in found()] == ["CLEARED", "OPEN"]
    with pytest.raises(crime.NameDecided):
        crime.clear_name(hit_id=hit.pk, reason="Again", actor=cora, now=NOW)


def test_nobody_is_cleared_without_a_reason(cora):
    load(cora)
    customer("Ivan Example")
    hear()
    with pytest.raises(sanctions.ReasonWanted):
        crime.clear_name(hit_id=NameHit.objects.get().pk, reason=" ", actor=cora, now=NOW)
    assert NameHit.objects.get().state == "OPEN"


@pytest.fixture
def named(cora):
    """Return a customer with money and a listed name."""
    load(cora)
    owner = factories.customer("Ivan Example")
    held = account(owner)
    bring(held, 500)
    hear()
    return held


def test_two_people_block_the_accounts_of_who_is_on_a_list(named, cora, carl):
    hit = NameHit.objects.get()
    request = crime.request_block(hit_id=hit.pk, reason="Passport seen", actor=cora, now=NOW)
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(request_id=request.request_id, actor=cora, now=NOW)
    fetch(named, 1)
    approvals.approve(request_id=request.request_id, actor=carl, now=NOW)
    hit.refresh_from_db()
    assert (hit.state, hit.decided_by, hit.approval_id) == (
        "CONFIRMED",
        str(cora),
        request.request_id,
    )
    assert accounts.get_customer(customer_id=named.customer_id).status == "BLOCKED"
    with pytest.raises(payments.AccountBlocked):
        fetch(named, 1)


def test_a_prospect_who_is_on_a_list_is_confirmed_and_stays_one(cora, carl):
    load(cora)
    who = people.prospect(people.person(**IVAN))
    hear()
    request = crime.request_block(
        hit_id=NameHit.objects.get().pk, reason="Passport seen", actor=cora, now=NOW
    )
    approvals.approve(request_id=request.request_id, actor=carl, now=NOW)
    assert NameHit.objects.get().state == "CONFIRMED"
    assert accounts.get_customer(customer_id=who).status == "PROSPECT"


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.COMPLIANCE])
def test_nobody_but_compliance_decides_on_names(named, cora, role):
    hit, somebody = NameHit.objects.get(), member("eve", role)
    for deed in (crime.request_block, crime.clear_name):
        with pytest.raises(NotPermitted):
            deed(hit_id=hit.pk, reason="x", actor=somebody, now=NOW)
    with pytest.raises(NotPermitted):
        crime.confirm_exposed(hit_id=hit.pk, reason="x", actor=somebody, now=NOW)
    request = crime.request_block(hit_id=hit.pk, reason="x", actor=cora, now=NOW)
    with pytest.raises(NotPermitted):
        approvals.approve(request_id=request.request_id, actor=somebody, now=NOW)
    assert accounts.get_customer(customer_id=named.customer_id).status == "ACTIVE"


def test_exposed_persons_come_by_csv_and_block_nothing(cora):
    who = customer("Olga Demonstration")
    hear()
    load(cora, PEPS, code="PEP-AT")
    hear()
    hit = NameHit.objects.get()
    assert (hit.is_pep, hit.uid, str(hit.customer_id)) == (True, "p-1", str(who))
    entry = ListEntry.objects.get()
    assert (entry.names, entry.births, entry.countries) == (
        ["Olga Demonstration", "Olga Demo", "O. Demonstration"], [1960], ["AT", "DE"],
    )  # fmt: skip
    with pytest.raises(crime.NotOfThatList):
        crime.request_block(hit_id=hit.pk, reason="x", actor=cora, now=NOW)
    assert sanctions.screen(name="Olga Demonstration") == ()  # it holds no payment
    with pytest.raises(approvals.ReasonMissing):
        crime.confirm_exposed(hit_id=hit.pk, reason=" ", actor=cora, now=NOW)
    assert NameHit.objects.get().state == "OPEN"
    crime.confirm_exposed(hit_id=hit.pk, reason="Her passport", actor=cora, now=NOW)
    assert NameHit.objects.get().state == "CONFIRMED"
    assert AuditEntry.objects.get(action="crime.name.confirmed").reason == "Her passport"


def test_who_is_on_a_sanctions_list_is_not_confirmed_alone(named, cora):
    with pytest.raises(crime.NotOfThatList):
        crime.confirm_exposed(hit_id=NameHit.objects.get().pk, reason="x", actor=cora, now=NOW)
    assert NameHit.objects.get().state == "OPEN"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"uid,name\n1,A\n",
        HEAD.encode(),
        HEAD.encode() + b"1,A,,1960,AT\n",
        HEAD.encode() + b"1,,,1960,AT,x\n",
        HEAD.encode() + b"<b>,A,,1960,AT,x\n",
        HEAD.encode() + b"1,A,,60,AT,x\n",
        HEAD.encode() + b"1,A,,1960,Austria,x\n",
        HEAD.encode() + b"1,A\x00B,,1960,AT,x\n",
        HEAD.encode() + b"1,A,,1960,AT,x\n1,B,,1960,AT,x\n",
        HEAD.encode() + b'1,"A,,1960,AT,x\n',
        HEAD.encode() + b"1," + b"A" * 301 + b",,1960,AT,x\n",
        HEAD.encode() + b"1,A," + b";".join([b"B"] * 60) + b",1960,AT,x\n",
        LIST.format(number=1).encode(),
    ],
)
def test_a_hostile_list_of_exposed_persons_is_refused_and_nothing_is_changed(cora, content):
    load(cora, PEPS, code="PEP-AT")
    before = list(ListEntry.objects.values_list("uid", "names", "changed_at"))
    with pytest.raises(sanctions.CannotReadList) as refused:
        sanctions.load_list(list_code="PEP-AT", edition="2", content=content, actor=cora, now=NOW)
    assert refused.value.message.endswith(".")
    assert list(ListEntry.objects.values_list("uid", "names", "changed_at")) == before


def test_compliance_sees_names_on_the_customers_page_and_a_teller_does_not(named, cora):
    pk = Customer.objects.get(public_id=named.customer_id).pk
    page = logged_in("cora").get(f"/admin/accounts/customer/{pk}/change/?tab=risk").content.decode()
    assert "Names near a list: 1 open" in page
    member("tim", Role.TELLER)
    page = logged_in("tim").get(f"/admin/accounts/customer/{pk}/change/?tab=risk")
    assert page.status_code == 200
    assert "near a list" not in page.content.decode()


def test_a_request_to_block_is_seen_by_compliance_and_the_auditor_alone(named, cora):
    request = crime.request_block(
        hit_id=NameHit.objects.get().pk, reason="Passport seen", actor=cora, now=NOW
    )
    address = f"/admin/approvals/request/{request.request_id}/change/"
    seen = {}
    for role in Role:
        member(f"of-{role.name.lower()}", role)
        browser = logged_in(f"of-{role.name.lower()}")
        listed = "crime.block" in browser.get("/admin/approvals/request/").content.decode()
        shown = browser.get(address)
        seen[role] = (listed, shown.status_code == 200)
    assert {role for role, told in seen.items() if any(told)} == {Role.COMPLIANCE, Role.AUDITOR}
    assert all(all(seen[role]) for role in (Role.COMPLIANCE, Role.AUDITOR))
