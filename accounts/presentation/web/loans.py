"""A customer's loans, as the customer sees them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import public as accounts
from accounts.presentation.web.loan_forms import LoanForm, QuoteForm
from bankcore import clock
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.presentation import visitors
from bankcore.presentation.templatetags.money import percent


@login_required
@require_safe
def loan(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Show one of the customer's own loans with its schedule; another's is not found."""
    found = _own(request, loan_id)
    context = {"loan": found, "rate": percent(found.annual_rate), "apr": percent(found.apr)}
    return render(request, "web/accounts/loan.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Take an application for a loan, and show what was decided."""
    customer = accounts.customer_of_user(user_id=visitors.user_id(request))
    if customer is None:
        message = "This log-in is no customer's."
        raise Http404(message)
    offers = accounts.loans.offers()
    form = LoanForm(offers, request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = form.done(
            lambda: accounts.loans.apply(
                request=form.order(customer), actor=visitors.actor_of(request), now=clock.now()
            )
        )
        if made is not None:
            return redirect("loan_application", application_id=made.application_id)
    context = {
        "form": form,
        "offers": [
            (each, percent(each.annual_rate), percent(each.fee_rate), percent(each.early_fee_rate))
            for each in offers
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "web/accounts/loan_apply.html", context, status=status)


@never_cache
@login_required
@require_safe
def application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Show what became of one of the customer's own applications; another's is not found."""
    try:
        found = accounts.loans.own_application(
            application_id=application_id, user_id=visitors.user_id(request)
        )
    except accounts.loans.LoanApplicationNotFound as error:
        raise Http404(error.message) from None
    context = {"application": found, "rate": percent(found.told.conditions.annual_rate)}
    return render(request, "web/accounts/loan_application.html", context)


@login_required
@require_POST
def review(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Have a person look at an application that the bank's own rules declined."""
    try:
        accounts.loans.ask_for_review(
            application_id=application_id, actor=visitors.actor_of(request), now=clock.now()
        )
    except accounts.loans.LoanApplicationNotFound as error:
        raise Http404(error.message) from None
    except BankError as error:
        messages.error(request, f"{error.message} {error.cure}")
    else:
        messages.success(request, _("A person will look at your application."))
    return redirect("loan_application", application_id=application_id)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def repay_early(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Say what repaying early costs on a day, and carry it out when the customer confirms."""
    found = _own(request, loan_id)
    today = ledger.business_date()
    posted = request.POST if request.method == "POST" else None
    form = QuoteForm(posted, initial={"for_day": today})
    context: dict[str, Any] = {"loan": found, "form": form, "today": today}
    if form.is_valid():
        if "quote" in request.POST:
            if form.done(lambda: _carry_out(request, form)) is not None:
                messages.success(request, _("It is repaid. The schedule below is the new one."))
                return redirect("loan", loan_id=loan_id)
        else:
            context["quote"] = _quote(request, found, form)
    status = 422 if form.errors else 200
    return render(request, "web/accounts/loan_early.html", context, status=status)


def _quote(
    request: HttpRequest, found: accounts.loans.LoanView, form: QuoteForm
) -> accounts.loans.QuoteView | None:
    part = form.part(found)
    if form.errors:
        return None
    quoted: accounts.loans.QuoteView | None = form.done(
        lambda: accounts.loans.quote(
            loan_id=found.loan_id,
            for_day=form.cleaned_data["for_day"],
            principal=part,
            actor=visitors.actor_of(request),
            now=clock.now(),
        )
    )
    return quoted


def _carry_out(request: HttpRequest, form: QuoteForm) -> accounts.loans.RepaymentReceipt:
    quote_id, effect = request.POST["quote"], form.cleaned_data["effect"]
    try:
        known = UUID(quote_id)
    except ValueError:
        message = "There is no such quote."
        raise accounts.loans.QuoteNotFound(message) from None
    return accounts.loans.repay_early(
        quote_id=known,
        effect=accounts.loans.Effect(effect),
        request=form.request(known, effect),
        actor=visitors.actor_of(request),
        now=clock.now(),
    )


def of_customer(user_id: int) -> list[accounts.loans.LoanView]:
    """Return the log-in's loans for the overview."""
    chosen = accounts.loans.LoanFilter(user_id=user_id)
    return accounts.loans.page(chosen=chosen, limit=100)[0]


def _own(request: HttpRequest, loan_id: UUID) -> accounts.loans.LoanView:
    try:
        return accounts.loans.get_of_user(loan_id=loan_id, user_id=visitors.user_id(request))
    except accounts.loans.LoanNotFound as error:
        raise Http404(error.message) from None
