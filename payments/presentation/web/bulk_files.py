"""A customer's files of payments: sent, and looked at line by line."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import public as accounts
from bankcore import clock
from bankcore.errors import BankError
from bankcore.presentation import refusals, visitors
from payments import public as payments
from payments.presentation import downloads
from payments.presentation.web import confirming
from payments.presentation.web.forms import BulkFileForm

_PAGE = 100


@login_required
def bulk_files(request: HttpRequest) -> HttpResponse:
    """Show the customer's files, and take a new one."""
    customer_id = _customer_id(request)
    form = BulkFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            file = payments.submit_bulk_file(
                data=sent.read(payments.LARGEST_FILE + 1),
                name=sent.name,
                customer_id=customer_id,
                actor=visitors.actor_of(request),
                now=clock.now(),
            )
        except BankError as error:
            form.add_error("file", refusals.told(error))
        else:
            return redirect("bulk_file", file_id=file.file_id)
    files = payments.bulk_files_of_customer(customer_id=customer_id)
    return render(request, "web/payments/bulk_files.html", {"form": form, "files": files})


@login_required
def bulk_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Show what became of each line of one of the customer's own files."""
    return _page(request, _own_file(request, file_id))


@login_required
@require_POST
def confirm_bulk_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Have one of the customer's own files paid, once its totals are confirmed."""
    file = _own_file(request, file_id)
    actor, now = visitors.actor_of(request), clock.now()
    try:
        if not confirming.is_confirmed(request):
            asked = payments.ask_to_confirm_bulk_file(file_id=file_id, actor=actor, now=now)
            return confirming.show(request, _step(file), asked)
        payments.confirm_bulk_file(
            file_id=file_id, confirmation_id=confirming.prove(request), actor=actor, now=now
        )
    except BankError as error:
        page = confirming.again(request, _step(file), error)
        return page or _page(request, file, refusal=refusals.told(error))
    return redirect("bulk_file", file_id=file_id)


def _step(file: payments.FileView) -> confirming.Step:
    return confirming.Step(
        title=_("Check and confirm"),
        told=[(_("File"), file.message_id or file.name or str(file.file_id))],
        button=_("Pay the file"),
        back=reverse("bulk_file", args=[file.file_id]),
    )


def _page(request: HttpRequest, file: payments.FileView, *, refusal: str = "") -> HttpResponse:
    file_id = file.file_id
    lines = payments.bulk_file_lines(file_id=file_id, after=_after(request), limit=_PAGE + 1)
    after = lines[_PAGE - 1].number if len(lines) > _PAGE else None
    return render(
        request,
        "web/payments/bulk_file.html",
        {"file": file, "lines": lines[:_PAGE], "after": after, "refusal": refusal},
        status=409 if refusal else 200,
    )


@login_required
def bulk_file_csv(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Hand out the result as CSV."""
    return downloads.csv_of(_own_file(request, file_id))


@login_required
def bulk_file_xml(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Hand out the result as pain.002."""
    return downloads.pain002_of(_own_file(request, file_id), now=clock.now())


def _customer_id(request: HttpRequest) -> UUID:
    customer = accounts.customer_of_user(user_id=visitors.user_id(request))
    if customer is None:
        message = "There is no customer under this log-in."
        raise Http404(message)
    return customer.customer_id


def _own_file(request: HttpRequest, file_id: UUID) -> payments.FileView:
    try:
        return payments.get_bulk_file(file_id=file_id, customer_id=_customer_id(request))
    except payments.BulkFileNotFound as error:
        raise Http404(error.message) from None


def _after(request: HttpRequest) -> int:
    text = request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
