"""The page on which analysts write SQL and read the answer."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from bankcore import clock
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of
from reporting.workbench import public as workbench
from reporting.workbench.models import LONGEST_SQL, Run, SavedQuery

_RUN: Final = "workbench.run_sql"
_TYPES: Final = {
    "CSV": "text/csv; charset=utf-8",
    "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FIRST: Final = """SELECT product, count(*) AS accounts
FROM dim_account
WHERE year(known_to) = 9999 AND year(valid_to) = 9999
GROUP BY product
ORDER BY product"""
_SHARED: Final = [
    ("", "nobody else"),
    *((each.value, each.value) for each in (
        identity.Role.RISK_ANALYST, identity.Role.FINANCE, identity.Role.AUDITOR
    )),
]  # fmt: skip


class QuestionForm(forms.Form):
    """A question, of what was known when, and what is to be done with it."""

    sql = forms.CharField(
        label="SQL",
        max_length=LONGEST_SQL,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
    )
    known = forms.DateTimeField(
        label="As known at (UTC)",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="Empty: now.",
    )
    name = forms.CharField(label="Keep it as", max_length=60, required=False)
    shared_with = forms.ChoiceField(choices=_SHARED, required=False)

    def known_at(self) -> datetime | None:
        """Return the moment whose knowledge is asked, as UTC."""
        given: datetime | None = self.cleaned_data["known"]
        return None if given is None else given.replace(tzinfo=UTC)


@admin.register(SavedQuery)
class SavedQueryAdmin(ReadOnlyAdmin):
    """Queries that are kept, and the page on which they are run."""

    is_list = False

    fields = ("name", "sql", "shared_with", "kept_at")

    def get_urls(self) -> list[URLPattern]:
        """Add the workbench."""
        view, name = self.admin_site.admin_view, "workbench_savedquery"
        return [
            path("bench/", view(self.bench), name=f"{name}_bench"),
            path("<int:pk>/remove/", view(self.remove), name=f"{name}_remove"),
            *super().get_urls(),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show it in the back office to analysts."""
        return request.user.has_perm(_RUN)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show it to analysts."""
        del obj
        return request.user.has_perm(_RUN)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Show everybody what they keep themselves."""
        return super().get_queryset(request).filter(owner_id=request.user.pk, removed_at=None)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the workbench, where they are."""
        del extra_context
        if not request.user.has_perm(_RUN):
            raise PermissionDenied
        return redirect(reverse("admin:workbench_savedquery_bench"))

    def bench(self, request: HttpRequest) -> HttpResponse:
        """Show the workbench; sent, run or keep what is written."""
        actor = actor_of(request)
        try:
            workbench.require_analyst(actor)
        except BankError as error:
            raise PermissionDenied(error.message) from error
        form = QuestionForm(request.POST or None, initial={"sql": self._begun(request)})
        asked: workbench.Asked | None = None
        if request.method == "POST" and form.is_valid():
            try:
                if request.POST.get("do") == "KEEP":
                    return self._keep(request, form)
                given = _run(request, form)
                if isinstance(given, HttpResponse):
                    return given
                asked = given
            except BankError as error:
                field = error.field if error.field in form.fields else None
                form.add_error(field, f"{error.message} {error.cure}")
        context = {
            **self.admin_site.each_context(request),
            "title": "SQL workbench",
            "opts": self.opts,
            "form": form,
            "asked": asked,
            "lines": _lines(asked.answer) if asked else [],
            "datasets": workbench.datasets(actor=actor),
            "queries": workbench.queries(actor=actor),
            "runs": workbench.last_runs(actor=actor),
        }
        return TemplateResponse(request, "admin/workbench/bench.html", context)

    def remove(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove a query of one's own."""
        if not request.user.has_perm(_RUN):
            raise PermissionDenied
        if request.method != "POST":
            raise Http404
        try:
            workbench.remove(query_id=pk, actor=actor_of(request), now=clock.now())
        except workbench.QueryUnknown as error:
            raise Http404(error.message) from error
        messages.success(request, "The query is removed.")
        return redirect(reverse("admin:workbench_savedquery_bench"))

    def _begun(self, request: HttpRequest) -> str:
        """Return the query of the address, where it is one that the reader sees."""
        wanted = request.GET.get("query", "")
        found = [
            each.sql
            for each in workbench.queries(actor=actor_of(request))
            if str(each.query_id) == wanted
        ]
        return found[0] if found else _FIRST

    def _keep(self, request: HttpRequest, form: QuestionForm) -> HttpResponse:
        number = workbench.keep(
            name=form.cleaned_data["name"],
            sql=form.cleaned_data["sql"],
            shared_with=form.cleaned_data["shared_with"],
            actor=actor_of(request),
            now=clock.now(),
        )
        messages.success(request, "The query is kept.")
        return redirect(f"{reverse('admin:workbench_savedquery_bench')}?query={number}")


def _lines(answer: workbench.Answer) -> list[list[tuple[str | None, bool]]]:
    """Return cells as they are written, and whether each is a number."""
    return [
        [(None if each is None else str(each), _is_number(each)) for each in row]
        for row in answer.rows
    ]


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _run(request: HttpRequest, form: QuestionForm) -> HttpResponse | workbench.Asked:
    wanted = request.POST.get("do", "")
    as_file = wanted if wanted in _TYPES else ""
    asked = workbench.run(
        sql=form.cleaned_data["sql"],
        form=as_file or Run.Form.TABLE,
        known=form.known_at(),
        actor=actor_of(request),
        now=clock.now(),
    )
    if not as_file or asked.answer.end is not workbench.End.DONE:
        return asked
    make = workbench.csv if as_file == "CSV" else workbench.xlsx
    response = HttpResponse(make(asked.answer), content_type=_TYPES[as_file])
    name = f"answer-{asked.run_id}.{as_file.lower()}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
