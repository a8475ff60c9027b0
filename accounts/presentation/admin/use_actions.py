"""What staff do to the rows that they choose, each for a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import public as accounts
from accounts.models import Account, AccountState, FeeCharge, FeeWaiver, Holder, Mandate
from accounts.presentation.admin.staff_forms import account_with
from bankcore import clock
from bankcore.approvals import public as approvals
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.presentation.staff import actor_of


class ReasonForm(ActionForm):
    """An action is taken for a reason."""

    reason = forms.CharField(max_length=200, required=False)


class ClosingForm(ReasonForm):
    """Closing an account needs somewhere to pay the rest to."""

    payout_iban = forms.CharField(max_length=42, required=False, label="Pay the rest to")


class ReasonedActions:
    """Actions that a use case carries out row by row, and that need a reason and a right."""

    action_form = ReasonForm
    permission: str  # what the actions' use cases ask for

    def has_carry_out_permission(self, request: HttpRequest) -> bool:
        """Staff whom the use cases let may act on the rows."""
        return actor_of(request).may(self.permission)


def for_each(
    page: Any, request: HttpRequest, rows: QuerySet[Any], act: Callable[[Any, str], object]
) -> None:
    """Do it to every row for the reason given; refusals are shown, row by row."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        page.message_user(request, "Give a reason.", messages.ERROR)
        return
    done = asked = 0
    for row in rows:
        try:
            made = act(row, reason)
        except BankError as error:
            page.message_user(request, f"{row}: {error.message} {error.cure}", messages.ERROR)
        else:
            waits = isinstance(made, approvals.RequestView)
            done, asked = done + (not waits), asked + waits
    if done:
        page.message_user(request, f"Done for {done}.", messages.SUCCESS)
    if asked:
        words = f"Asked for {asked}: a colleague's approval is waited for."
        page.message_user(request, words, messages.SUCCESS)


@admin.action(description="Refund the chosen fees", permissions=["carry_out"])
def refund(page: Any, request: HttpRequest, rows: QuerySet[FeeCharge]) -> None:
    """Give the chosen fees back."""
    actor, now = actor_of(request), clock.now()
    for_each(
        page,
        request,
        rows,
        lambda row, reason: accounts.ask_for_fee_refund(
            order=accounts.RefundOrder(charge_id=row.pk, reason=reason), actor=actor, now=now
        ),
    )


@admin.action(description="Wake the chosen accounts", permissions=["carry_out"])
def reactivate(page: Any, request: HttpRequest, rows: QuerySet[AccountState]) -> None:
    """Wake dormant accounts."""
    actor, now = actor_of(request), clock.now()
    for_each(
        page,
        request,
        rows.select_related("account"),
        lambda row, reason: accounts.reactivate_account(
            account_id=row.account.public_id, reason=reason, actor=actor, now=now
        ),
    )


@admin.action(description="End the chosen rights today", permissions=["carry_out"])
def end_today(page: Any, request: HttpRequest, rows: QuerySet[Holder | Mandate]) -> None:
    """End what the chosen customers may do with an account."""
    actor, now, day = actor_of(request), clock.now(), ledger.business_date()
    for_each(
        page,
        request,
        rows.select_related("account", "customer"),
        lambda row, reason: accounts.end_rights(
            account_id=row.account.public_id,
            customer_id=row.customer.public_id,
            last_day=day,
            reason=reason,
            actor=actor,
            now=now,
        ),
    )


@admin.action(description="End the chosen waivers today", permissions=["carry_out"])
def end_waivers(page: Any, request: HttpRequest, rows: QuerySet[FeeWaiver]) -> None:
    """End what lets customers off a fee."""
    actor, now, day = actor_of(request), clock.now(), ledger.business_date()
    for_each(
        page,
        request,
        rows,
        lambda row, reason: accounts.end_waiver(
            waiver_id=row.pk, last_day=day, reason=reason, actor=actor, now=now
        ),
    )


@admin.action(description="Close the chosen accounts", permissions=["carry_out"])
def close(page: Any, request: HttpRequest, rows: QuerySet[Account]) -> None:
    """Close accounts and pay what is left to another."""
    actor, now = actor_of(request), clock.now()
    iban = request.POST.get("payout_iban", "").strip()
    try:
        payout = account_with(iban).account_id if iban else None
    except ValidationError as error:
        page.message_user(request, error.message, messages.ERROR)
        return

    def close_one(row: Account, reason: str) -> object:
        order = accounts.ClosingOrder(
            account_id=row.public_id, payout_account_id=payout, reason=reason
        )
        return accounts.close_account(order=order, actor=actor, now=now)

    for_each(page, request, rows, close_one)


class ClosingActions(ReasonedActions):
    """Closing accounts from their list."""

    actions: Any = [close]
    action_form = ClosingForm
