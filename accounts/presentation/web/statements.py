"""A customer's statements in online banking, and letters about the accounts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts import public as accounts
from accounts.presentation.downloads import download, send
from accounts.presentation.web.period_form import PeriodForm
from bankcore import clock
from bankcore.errors import BankError
from bankcore.presentation import refusals, visitors

_PAGE = 24
_LETTERS = 10


@login_required
@require_GET
def statements(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Show the statements of one of the customer's own accounts; another's is not found."""
    return _page(request, account_id)


@login_required
@require_GET
def statement_file(
    request: HttpRequest, account_id: UUID, number: int, name: str
) -> HttpResponseBase:
    """Hand out a statement of one of the customer's own accounts."""
    _own(request, account_id)
    try:
        document = accounts.statement_to_send(
            account_id=account_id, number=number, format_name=name, now=clock.now()
        )
    except (accounts.StatementNotFound, accounts.UnknownFormat) as error:
        raise Http404(error.message) from None
    return send(document)


@login_required
@require_GET
def period_file(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Hand out a statement of the days that the customer chose, or show what is wrong with them."""
    account = _own(request, account_id)
    form = PeriodForm(request.GET)
    if form.is_valid():
        try:
            document = accounts.online.period_statement(
                account_id=account.account_id, now=clock.now(), **form.cleaned_data
            )
        except BankError as error:
            form.refuse(error)
        else:
            return download(document)
    return _page(request, account_id, form=form)


@login_required
@require_POST
def write_letter(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Write the customer a certificate of a year's interest, or a confirmation of balances."""
    account = _own(request, account_id)
    actor, now = visitors.actor_of(request), clock.now()
    try:
        if request.POST.get("kind") == accounts.LetterKind.INTEREST_CERTIFICATE:
            accounts.certify_interest(
                customer_id=account.customer_id,
                year=int(request.POST.get("year", "")),
                actor=actor,
                now=now,
            )
        else:
            accounts.confirm_balances(
                customer_id=account.customer_id,
                day=date.fromisoformat(request.POST.get("day", "")),
                actor=actor,
                now=now,
            )
    except ValueError:
        return _page(request, account_id, refusal="Give a year, such as 2026, or a day.")
    except BankError as error:
        return _page(request, account_id, refusal=refusals.told(error))
    return redirect("statements", account_id=account_id)


@login_required
@require_GET
def letter_file(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Hand out one of the customer's own letters."""
    customer = accounts.customer_of_user(user_id=_user_id(request))
    if customer is None:
        message = "This log-in is no customer's."
        raise Http404(message)
    try:
        document = accounts.letter_document(letter_id=letter_id, customer_id=customer.customer_id)
    except accounts.LetterNotFound as error:
        raise Http404(error.message) from None
    return download(document)


def _page(
    request: HttpRequest,
    account_id: UUID,
    *,
    refusal: str = "",
    form: PeriodForm | None = None,
) -> HttpResponse:
    account = _own(request, account_id)
    items, before = accounts.page_of_statements(
        account_id=account_id, before_number=_before(request), limit=_PAGE
    )
    letters, _ = accounts.page_of_letters(customer_id=account.customer_id, limit=_LETTERS)
    return render(
        request,
        "web/accounts/statements.html",
        {
            "account": account,
            "statements": items,
            "before": before,
            "formats": [(name, each.title) for name, each in accounts.STATEMENT_FORMATS.items()],
            "letters": letters,
            "refusal": refusal,
            "form": form or PeriodForm.for_today(),
        },
        status=400 if refusal else 422 if form else 200,
    )


def _own(request: HttpRequest, account_id: UUID) -> accounts.AccountView:
    try:
        return accounts.get_account_of_user(account_id=account_id, user_id=_user_id(request))
    except accounts.AccountNotFound as error:
        raise Http404(error.message) from None


def _user_id(request: HttpRequest) -> int:
    assert request.user.pk is not None  # noqa: S101 - login_required
    return int(request.user.pk)


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
