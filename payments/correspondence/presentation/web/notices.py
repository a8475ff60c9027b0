"""Of what a customer hears by e-mail."""

from __future__ import annotations

from django.contrib import messages as told
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bankcore.errors import BankError
from bankcore.presentation import visitors
from payments.correspondence import public as correspondence
from payments.correspondence.presentation.web.forms import NoticesForm
from payments.correspondence.presentation.web.pages import page, who


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """Show of what the customer hears, and keep what is chosen."""
    try:
        chosen = correspondence.choices_of_actor(actor=visitors.actor_of(request))
    except correspondence.NotACustomer as error:
        raise Http404(error.message) from None
    form = NoticesForm(request.POST or None, initial=NoticesForm.initial_of(chosen))
    if request.method == "POST" and form.is_valid():
        try:
            correspondence.choose_notices(choices=form.choices(), **who(request))
        except BankError as error:
            form.refuse(error)
        else:
            told.success(request, _("Your choice is kept."))
            return redirect("notices")
    return page(request, "notices", {}, form)
