"""A mail goes out once, to whom it is for, with figures and no names; a link ends it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from bankcore.access import NotPermitted
from bankcore.audit.models import AuditEntry
from bankcore.identity.models import User
from reporting.dashboards import public as dashboards
from reporting.dashboards.models import Mailing, Selection, Subscription
from reporting.dashboards.services import subscribing
from tests import factories
from tests.conftest import NOW, in_threads
from tests.reporting.dashboards.readers import ROLE, branches, reader

DAY = timedelta(days=1)
TOMORROW = NOW.replace(hour=7) + DAY


def subscriber(name="f", *roles, email="f@example.org", **more):
    return reader(name, *(roles or (ROLE.FINANCE,)), email=email, **more)


def subscribe(actor, board="bank-today", rhythm="DAILY", selection_id=None) -> int:
    return dashboards.subscribe(
        board=board, selection_id=selection_id, rhythm=rhythm, actor=actor, now=NOW
    )


def outcomes() -> list[str]:
    return list(Mailing.objects.order_by("id").values_list("outcome", flat=True))


def test_a_mail_has_figures_a_chart_a_warning_and_nobodys_name(load):
    held = factories.account(funds=100, owner=factories.customer("Demo Person 07"))
    load()
    number = subscribe(subscriber())
    assert dashboards.send_due(now=TOMORROW) == 1
    (sent,) = mail.outbox
    assert sent.to == ["f@example.org"]
    assert "Deposits: 100.00\N{NO-BREAK SPACE}EUR" in sent.body
    assert "WARNING: These figures are 22 hours old" in sent.body
    assert "read the warning" in sent.subject
    for secret in ("Demo Person 07", str(held.account_id), held.iban):
        assert secret not in sent.body + sent.subject
    ((name, content, kind),) = sent.attachments
    assert (name, kind) == ("bank-today-2026-03-02.pdf", "application/pdf")
    assert content.startswith(b"%PDF")
    leave = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert leave in sent.body
    assert sent.extra_headers["Message-ID"].startswith("<dashboard.")
    path = leave[leave.index("/dashboards/") :]
    _followed_to_its_end(path, number)


def _followed_to_its_end(path: str, number: int) -> None:
    visitor = Client(enforce_csrf_checks=True)
    assert "Send no more" in visitor.get(path).content.decode()
    assert Subscription.objects.get(pk=number).ended_at is None
    for _ in range(2):
        answer = visitor.post(path, {"List-Unsubscribe": "One-Click"})
        assert "no further mail" in answer.content.decode()
    assert Subscription.objects.get(pk=number).ended_at is not None
    ended = AuditEntry.objects.filter(action="dashboards.subscription.ended")
    assert [each.actor for each in ended] == ["system:unsubscribe-link"]
    assert dashboards.send_due(now=TOMORROW + DAY) == 0


def test_a_mail_goes_out_once_whatever_happens_while_it_is_sent(load, monkeypatch):
    load()
    subscribe(subscriber())
    assert dashboards.send_due(now=NOW) == 0  # it was asked for today
    assert dashboards.send_due(now=TOMORROW.replace(hour=5)) == 0  # too early in the morning
    send = EmailMessage.send
    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", lambda *_: (_ for _ in ()).throw(OSError("down")))
        assert dashboards.send_due(now=TOMORROW) == 0
        patched.setattr(EmailMessage, "send", lambda *_: (_ for _ in ()).throw(SystemExit(1)))
        with pytest.raises(SystemExit):  # the process is told to end in the middle
            dashboards.send_due(now=TOMORROW)
    assert outcomes() == [""]
    assert EmailMessage.send is send
    counts = in_threads(3, lambda _: dashboards.send_due(now=TOMORROW))
    assert sorted(counts) == [0, 0, 1]
    assert dashboards.send_due(now=TOMORROW + timedelta(hours=3)) == 0
    assert (len(mail.outbox), outcomes()) == (1, ["SENT"])
    assert dashboards.send_due(now=TOMORROW + DAY) == 1


def test_a_mail_is_what_its_reader_may_see_on_the_day_it_is_sent(load):
    branches(NORTH=100, SOUTH=250)
    load()
    teller = subscriber("t", ROLE.TELLER, email="t@example.org", branch="NORTH")
    chosen = dashboards.Filter(days="WEEK", branch="NORTH")
    number = dashboards.keep(name="N", chosen=chosen, shared_with="", actor=teller, now=NOW)
    subscribe(teller, selection_id=number)
    assert dashboards.send_due(now=TOMORROW) == 1
    assert "Deposits: 100.00" in mail.outbox[0].body
    assert "filter N" in mail.outbox[0].body
    User.objects.filter(pk=teller.id).update(branch_id="SOUTH")
    assert dashboards.send_due(now=TOMORROW + DAY) == 0
    assert outcomes()[-1] == "the reader is not shown it any more: branch_not_yours"
    assert Subscription.objects.get().ended_at is not None


def test_whoever_left_is_sent_nothing(load):
    load()
    finance = subscriber()
    subscribe(finance)
    User.objects.filter(pk=finance.id).update(is_active=False)
    assert dashboards.send_due(now=TOMORROW) == 0
    assert outcomes() == ["the reader is not shown it any more: not_permitted"]


def test_a_mail_that_cannot_be_sent_for_days_is_given_up(lake):
    subscribe(subscriber())
    assert dashboards.send_due(now=TOMORROW) == 0  # nothing is loaded
    assert dashboards.send_due(now=TOMORROW + 4 * DAY) == 0
    assert outcomes() == ["it could not be sent", ""]


@pytest.mark.usefixtures("bank")
def test_a_subscription_takes_an_address_a_right_and_a_dashboard_and_is_there_once():
    finance = subscriber()
    number = subscribe(finance)
    with pytest.raises(dashboards.SubscribedTwice):
        subscribe(finance)
    subscribe(finance, rhythm="WEEKLY")
    with pytest.raises(dashboards.NoMailAddress):
        subscribe(reader("n", ROLE.FINANCE))
    with pytest.raises(NotPermitted):
        subscribe(subscriber("a", ROLE.ADMINISTRATOR))
    with pytest.raises(dashboards.BoardUnknown):
        subscribe(finance, board="fortune")
    with pytest.raises(dashboards.FilterUnknown):
        subscribe(finance, selection_id=_anothers())
    with pytest.raises(dashboards.SubscriptionUnknown):
        dashboards.end_subscription(
            subscription_id=number, actor=subscriber("o", email="o@example.org"), now=NOW
        )
    assert [each.rhythm for each in dashboards.subscriptions(actor=finance)] == [
        "every day", "every Monday",
    ]  # fmt: skip
    dashboards.end_subscription(subscription_id=number, actor=finance, now=NOW)
    assert len(dashboards.subscriptions(actor=finance)) == 1


def _anothers() -> int:
    other = reader("other", ROLE.FINANCE)
    chosen = dashboards.Filter(days="DAY")
    number = dashboards.keep(name="x", chosen=chosen, shared_with="", actor=other, now=NOW)
    assert Selection.objects.get(pk=number).owner_id == int(other.id)
    return number


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("token", ["1", "abc:def", ""])
def test_a_link_that_the_bank_did_not_sign_ends_nothing(token):
    number = subscribe(subscriber())
    forged = token or subscribing.token_of(subscription_id=number)[:-1] + "x"
    for send in (Client().get, Client().post):
        assert send(f"/dashboards/unsubscribe/{forged}/").status_code == 404
    assert Subscription.objects.get().ended_at is None
