"""API clients in the back office: made, changed, given new keys, blocked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from bankcore import clock
from bankcore.actor import Actor
from bankcore.errors import BankError
from bankcore.identity.domain.api_clients import ClientKind, ClientTerms, Credentials
from bankcore.identity.models import ApiClient
from bankcore.identity.services import api_clients, client_changes, client_credentials
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of

PERMISSION = "identity.manage_clients"


class TermsForm(forms.Form):
    """What is agreed with a client."""

    name = forms.CharField(max_length=120)
    scopes = forms.MultipleChoiceField(
        choices=lambda: [(each, each) for each in api_clients.all_scopes()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    customer_id = forms.UUIDField(
        required=False, help_text="The only customer whose things it reaches; empty for all."
    )
    networks = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Where it may call from, one a line, such as 192.0.2.0/24; empty for anywhere.",
    )
    signed_only = forms.BooleanField(required=False, label="Must sign every request")
    redirect_uris = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Redirect addresses",
        help_text="Makes it a third party, which has what customers let it read. One a line.",
    )
    rate_per_minute = forms.IntegerField(min_value=1, initial=600)
    burst = forms.IntegerField(min_value=1, initial=120)
    reason = forms.CharField(max_length=200, help_text="Whoever approves it reads this.")

    def terms(self, kind: ClientKind) -> ClientTerms:
        """Return the terms that the form names."""
        given = {name: self.cleaned_data[name] for name in self.cleaned_data}
        return ClientTerms(
            name=given["name"],
            kind=kind,
            scopes=tuple(given["scopes"]),
            customer_id=given["customer_id"],
            networks=tuple(given["networks"].split()),
            signed_only=given["signed_only"],
            rate_per_minute=given["rate_per_minute"],
            burst=given["burst"],
            redirect_uris=tuple(given["redirect_uris"].split()),
        )


class RegisterForm(TermsForm):
    """A client to be. A live one takes two people."""

    client_id = forms.CharField(max_length=40)
    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in ClientKind])
    field_order = ("client_id", "kind", "name")


class RotateForm(forms.Form):
    """How long what is replaced stays good."""

    hours = forms.IntegerField(
        min_value=0, max_value=24 * 90, initial=24, label="Old ones stay good for so many hours"
    )


class RevokeForm(forms.Form):
    """Which key or signing secret ends at once."""

    name = forms.CharField(max_length=80, label="Key (its beginning) or signing secret (its name)")


class BlockForm(forms.Form):
    """Why a client is blocked, or let in again."""

    reason = forms.CharField(max_length=200)


@admin.register(ApiClient)
class ApiClientAdmin(ReadOnlyAdmin):
    list_display = ("client_id", "name", "kind", "customer_id", "signed_only", "is_active")
    list_filter = ("kind", "is_active", "signed_only")
    search_fields = ("client_id", "name")
    fields = (
        *("client_id", "name", "kind", "scopes", "customer_id", "networks", "signed_only"),
        *("redirect_uris", "rate_per_minute", "burst", "is_active", "created_at"),
    )
    change_form_template = "admin/identity/apiclient/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever manages clients."""
        return bool(request.user.has_perm(PERMISSION))

    def get_urls(self) -> list[URLPattern]:
        """Add a page for everything that is done to a client."""
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"client_{name}")
            for name, view in (
                ("terms", self.terms_view),
                ("new-key", self.key_view),
                ("new-secret", self.secret_view),
                ("revoke", self.revoke_view),
                ("block", self.block_view),
            )
        ]
        return own + super().get_urls()

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **more: Any) -> Any:
        """Show a client with its keys, and when each was used last."""
        row = self.get_object(request, object_id)
        context = {
            "credentials": [] if row is None else client_credentials.of_client(row),
            "may_manage": self.has_add_permission(request),
        }
        return super().change_view(request, object_id, extra_context=context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Make a test client, whose key is shown once, or ask for a live one."""
        del form_url, extra_context

        def do(form: Any, actor: Actor) -> Credentials | str:
            made = client_changes.register(
                client_id=form.cleaned_data["client_id"],
                terms=form.terms(ClientKind(form.cleaned_data["kind"])),
                reason=form.cleaned_data["reason"],
                actor=actor,
                now=clock.now(),
            )
            return made or "A second person has been asked to approve the live client."

        return self._page(request, None, RegisterForm, "Make an API client", do)

    def terms_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change what is agreed with a client."""
        row = self._row(request, pk)
        terms = api_clients.terms_of(row)

        def do(form: Any, actor: Actor) -> str:
            at_once = client_changes.change(
                client_id=row.client_id,
                terms=form.terms(terms.kind),
                reason=form.cleaned_data["reason"],
                actor=actor,
                now=clock.now(),
            )
            return "Changed." if at_once else "A second person has been asked to approve this."

        initial = {
            **{name: getattr(terms, name) for name in ("name", "customer_id", "signed_only")},
            **{name: getattr(terms, name) for name in ("rate_per_minute", "burst")},
            "scopes": list(terms.scopes),
            "networks": "\n".join(terms.networks),
            "redirect_uris": "\n".join(terms.redirect_uris),
        }
        return self._page(request, row, TermsForm, "Change the terms", do, initial=initial)

    def key_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give a client another key, shown once."""
        return self._issue(request, pk, client_credentials.issue_key, "Make another key")

    def secret_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give a client another signing secret, shown once."""
        return self._issue(request, pk, client_credentials.issue_secret, "Make another secret")

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End a key or signing secret at once."""
        row = self._row(request, pk)

        def do(form: Any, actor: Actor) -> str:
            name = form.cleaned_data["name"]
            client_credentials.revoke(
                client_id=row.client_id, name=name, actor=actor, now=clock.now()
            )
            return f"{name} is revoked."

        return self._page(request, row, RevokeForm, "Revoke a key or signing secret", do)

    def block_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Block a client, or let it in again."""
        row = self._row(request, pk)
        active = not row.is_active

        def do(form: Any, actor: Actor) -> str:
            client_changes.set_active(
                client_id=row.client_id,
                active=active,
                reason=form.cleaned_data["reason"],
                actor=actor,
                now=clock.now(),
            )
            return "The client may call again." if active else "The client is blocked."

        return self._page(request, row, BlockForm, "Let in again" if active else "Block", do)

    def _issue(self, request: HttpRequest, pk: int, issue: Any, title: str) -> HttpResponse:
        row = self._row(request, pk)

        def do(form: Any, actor: Actor) -> Credentials:
            now = clock.now()
            until = now + timedelta(hours=form.cleaned_data["hours"])
            made: Credentials = issue(
                client_id=row.client_id, old_until=until, actor=actor, now=now
            )
            return made

        return self._page(request, row, RotateForm, title, do)

    def _row(self, request: HttpRequest, pk: int) -> ApiClient:
        row: ApiClient | None = self.get_object(request, str(pk))
        if row is None:
            raise Http404
        return row

    def _page(
        self,
        request: HttpRequest,
        row: ApiClient | None,
        form_class: type[forms.Form],
        title: str,
        do: Any,
        **options: Any,
    ) -> HttpResponse:
        """Show a form, or do what it asks; credentials are shown in the answer and nowhere else."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = form_class(request.POST or None, **options)
        back = reverse("admin:identity_apiclient_changelist")
        made = None
        if form.is_valid():
            try:
                done = do(form, actor_of(request))
            except BankError as error:
                field = error.field if error.field in form.fields else None
                form.add_error(field, f"{error.message} {error.cure}")
            else:
                if isinstance(done, str):
                    messages.success(request, done)
                    return HttpResponseRedirect(back)
                made = done
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": row,
            "title": title,
            "form": form,
            "back": back,
            "made": made,
        }
        return TemplateResponse(request, "admin/identity/apiclient/act.html", context)
