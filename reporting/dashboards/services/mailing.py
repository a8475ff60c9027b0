"""Sending the mails of subscriptions: each once, with figures and no names."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from bankcore.access import NotPermitted
from bankcore.db.transactions import use_case
from bankcore.identity import public as identity
from reporting.dashboards.domain import rhythms
from reporting.dashboards.domain.figures import Figure
from reporting.dashboards.domain.selections import Filter
from reporting.dashboards.models import Mailing
from reporting.dashboards.repositories import kept
from reporting.dashboards.services import keeping, looking, pictures, showing, subscribing
from reporting.warehouse import public as warehouse

logger = logging.getLogger(__name__)
SENT: Final = "SENT"
_MESSAGE: Final = "emails/dashboard"


def send_due(*, now: datetime) -> int:
    """Plan the mails that are due and send those that wait; returns how many went out.

    Told twice, or begun again after a process died, it sends no mail a second time: a mail is
    sent in the transaction that notes it as sent. Where the process dies between the mail server's
    yes and the commit, the next try sends it with the same Message-ID.
    """
    _plan(now=now)
    sent = 0
    for number in kept.waiting():
        try:
            sent += _send(mailing_id=number, now=now)
        except (OSError, warehouse.NothingLoaded) as error:
            logger.warning("A mail waits", extra={"mailing": number, "why": type(error).__name__})
    return sent


@use_case
def _plan(*, now: datetime) -> None:
    day = rhythms.mail_day(now)
    due = [(row.pk, rhythms.due(row.rhythm, day), row.begun_at) for row in kept.subscriptions()]
    kept.plan(due=[(pk, on) for pk, on, begun in due if on > begun.date()], now=now)
    kept.give_up(
        before=day - timedelta(days=rhythms.DAYS_TRIED), outcome="it could not be sent", now=now
    )


@use_case
def _send(*, mailing_id: int, now: datetime) -> int:
    mailing = kept.lock_waiting(pk=mailing_id)
    if mailing is None:
        return 0
    outcome = _outcome(mailing, now=now)
    kept.end_mailing(pk=mailing_id, outcome=outcome, now=now)
    return int(outcome == SENT)


def _outcome(mailing: Mailing, *, now: datetime) -> str:
    subscription = mailing.subscription
    if subscription.ended_at is not None:
        return "the subscription had ended"
    address = kept.address_of(owner=subscription.owner_id)
    if not address:
        return "there is no address any more"
    chosen = keeping.as_filter(subscription.selection) if subscription.selection else Filter()
    try:
        view = looking.look(
            board=subscription.board,
            chosen=chosen,
            actor=identity.staff_actor(user_id=subscription.owner_id),
            now=now,
        )
    except (NotPermitted, looking.BoardUnknown, looking.BranchNotYours, looking.FilterWrong) as no:
        subscribing.end_within(subscription_id=subscription.pk, actor=subscribing.BY_LINK, now=now)
        return f"the reader is not shown it any more: {no.code}"
    _message(mailing, view, address).send()
    return SENT


def _message(mailing: Mailing, view: looking.BoardView, address: str) -> EmailMessage:
    subscription, bank = mailing.subscription, settings.PUBLIC_ADDRESS
    token = subscribing.token_of(subscription_id=subscription.pk)
    leave = f"{bank}/dashboards/unsubscribe/{token}/"
    selection = subscription.selection
    shown = showing.shown(view, _nowhere)
    told = {
        "bank": settings.BANK_NAME,
        "board": view.board,
        "choice": view.choice,
        "freshness": view.freshness,
        "filter": selection.name if selection else "",
        "tiles": shown.tiles,
        "page": f"{bank}/admin/dashboards/selection/board/{view.board.name}/",
        "leave": leave,
    }
    message = EmailMessage(
        subject=render_to_string(f"{_MESSAGE}/subject.txt", told).strip(),
        body=render_to_string(f"{_MESSAGE}/body.txt", told),
        to=[address],
        headers={
            "Message-ID": f"<dashboard.{mailing.pk}.{mailing.due}@{urlsplit(bank).hostname}>",
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    lines = [f"Of {view.freshness.day:%d %B %Y}.", *view.freshness.warnings]
    message.attach(
        f"{view.board.name}-{view.freshness.day}.pdf",
        pictures.pdf(view.board.title, lines, [each.chart for each in shown.charts]),
        "application/pdf",
    )
    return message


def _nowhere(_figure: Figure, _at: str | None) -> str:
    return ""
