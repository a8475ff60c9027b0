"""A customer's messages with the bank, and the files that came with them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as told
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bankcore.errors import BankError
from bankcore.presentation import visitors
from payments.correspondence import public as correspondence
from payments.correspondence.presentation.web.forms import QuestionForm, WritingForm
from payments.correspondence.presentation.web.pages import page, who


@never_cache
@login_required
@require_safe
def threads(request: HttpRequest) -> HttpResponse:
    """Show the customer's threads, the one with the newest message first."""
    found = correspondence.threads_of_user(user_id=visitors.user_id(request))
    return render(request, "web/correspondence/threads.html", {"threads": found})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_thread(request: HttpRequest) -> HttpResponse:
    """Begin a thread with a question."""
    form = QuestionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            thread_id = correspondence.write(letter=form.letter(), **who(request))
        except correspondence.NotACustomer as error:
            raise Http404(error.message) from None
        except BankError as error:
            form.refuse(error)
        else:
            told.success(request, _("Your message is with the bank."))
            return redirect("thread", thread_id=thread_id)
    return page(request, "new_thread", {}, form)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def thread(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Show one of the customer's own threads, and take a reply; another's is not found."""
    form = WritingForm(request.POST or None, request.FILES or None)
    try:
        if request.method == "POST" and form.is_valid():
            try:
                correspondence.reply(thread_id=thread_id, letter=form.letter(), **who(request))
            except (correspondence.ThreadNotFound, correspondence.NotACustomer):
                raise
            except BankError as error:
                form.refuse(error)
            else:
                told.success(request, _("Your message is with the bank."))
                return redirect("thread", thread_id=thread_id)
        found = correspondence.read_thread(thread_id=thread_id, **who(request))
    except (correspondence.ThreadNotFound, correspondence.NotACustomer) as error:
        raise Http404(error.message) from None
    return page(request, "thread", {"found": found}, form)


@never_cache
@login_required
@require_safe
def attachment(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Hand out a file of one of the customer's own threads, to be saved and never shown."""
    try:
        file = correspondence.open_attachment(attachment_id=attachment_id, **who(request))
    except (correspondence.AttachmentNotFound, correspondence.NotACustomer) as error:
        raise Http404(error.message) from None
    answer = HttpResponse(file.content, content_type=file.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, file.file_name)  # noqa: FBT003
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@never_cache
@login_required
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Show letters, statements and files in one list."""
    found = correspondence.papers_of_user(user_id=visitors.user_id(request))
    return render(request, "web/correspondence/documents.html", {"papers": found})
