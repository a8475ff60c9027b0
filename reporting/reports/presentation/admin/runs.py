"""The catalogue, the list of runs, and a run as a page."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from bankcore import clock
from bankcore.errors import BankError
from bankcore.presentation.acting import ActingAdmin, Asked, ReasonForm, RowAct, waits
from bankcore.presentation.staff import actor_of
from reporting.reports import public as reports
from reporting.reports.models import Run
from reporting.reports.presentation.admin.forms import MakeForm
from reporting.reports.presentation.admin.lineage_pages import LineagePages
from reporting.reports.presentation.admin.tables import shown

_MAKE, _RELEASE = "reports.make_report", "reports.release_report"
_RUN = "admin:reports_run_change"


def _release(row: Run, asked: Asked) -> str:
    request = reports.request_release(
        run_id=row.pk, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return waits(request.request_id)


@admin.register(Run)
class RunAdmin(LineagePages, ActingAdmin):
    list_display = (
        "id", "title", "family", "day", "load", "stands", "ties_shown", "made_at", "made_by",
    )  # fmt: skip
    list_filter = ("family", "report", "state", "ties", "is_releasable")
    list_select_related = ("load",)
    ordering = ("-id",)
    change_list_template = "admin/reports/list.html"
    row_acts: ClassVar[dict[str, RowAct]] = {
        "release": RowAct(
            title="Ask for release", form=ReasonForm, do=_release, permission=_RELEASE,
            explanation="A second person releases it. Only then may its files leave the bank.",
            offered=reports.is_askable,
        ),
    }  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Run]:
        """Show the runs of reports that are for who asks."""
        return super().get_queryset(request).filter(reports.within(actor_of(request)))

    @admin.display(description="state")
    def stands(self, row: Run) -> str:
        return reports.view(row).state.lower()

    @admin.display(description="ties", boolean=True)
    def ties_shown(self, row: Run) -> bool | None:
        return row.ties if row.held and row.state != Run.State.FAILED else None

    def get_urls(self) -> list[URLPattern]:
        """Add the catalogue, the making of reports, files, charts, lineage and comparisons."""
        view = self.admin_site.admin_view
        beside = [
            path("catalogue/", view(self.catalogue), name="reports_run_catalogue"),
            path("make/<slug:name>/", view(self.make), name="reports_run_make"),
        ]
        about: list[tuple[str, Any, str]] = [
            ("again/", self.again, "again"),
            ("draft/", self.draft, "draft"),
            ("file/<slug:kind>/", self.file, "file"),
            ("chart/<int:number>.svg", self.chart, "chart"),
            ("rows/<int:table>/<int:row>/<int:column>/", self.rows, "rows"),
            ("entries/<int:account>/", self.entries, "entries"),
            ("transaction/<int:txn>/", self.transaction, "transaction"),
            ("compare/<int:other>/", self.compare, "compare"),
        ]
        pages = [
            path(f"<int:pk>/{where}", view(page), name=f"reports_run_{name}")
            for where, page, name in about
        ]
        return [*beside, *pages, *super().get_urls()]

    def catalogue(self, request: HttpRequest) -> HttpResponse:
        """Show every report there is for who asks, family by family."""
        self._seen(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Catalogue of reports",
            "families": list(reports.families(actor_of(request))),
            "can_make": request.user.has_perm(_MAKE),
        }
        return render(request, "admin/reports/catalogue.html", context)

    def make(self, request: HttpRequest, name: str) -> HttpResponse:
        """Ask what to make a report about, make it and show it."""
        if not request.user.has_perm(_MAKE):
            raise PermissionDenied
        if name not in reports.CATALOGUE:
            raise Http404
        report = reports.report(name)
        form = MakeForm(request.POST or None, report=report)
        if request.method == "POST" and form.is_valid():
            order = reports.Order(
                report=name,
                day=form.cleaned_data["day"],
                known=form.cleaned_data["known"],
                given=form.given(),
                key=f"form:{form.cleaned_data['request_key']}",
            )
            try:
                made = reports.produce(order=order, actor=actor_of(request), now=clock.now())
            except BankError as error:
                form.add_error(None, f"{error.message} {error.cure}")
                form.renew_key()
            else:
                return redirect(_RUN, made.run_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": report.title,
            "form": form,
            "back": reverse("admin:reports_run_catalogue"),
            "page": {"explanation": report.words, "button": "Make the report"},
        }
        return render(request, "admin/payments/form.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a run: its head, whether it ties, its tables, its files."""
        del form_url, extra_context
        self._seen(request)
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        actor, found = actor_of(request), reports.view(row)
        document = reports.document(run_id=row.pk, actor=actor) if found.is_kept else None

        def link(table: int, at: int, column: int) -> str:
            return reverse("admin:reports_run_rows", args=[row.pk, table, at, column])

        acts = [
            (reverse(f"admin:reports_run_{name}", args=[row.pk]), act.title)
            for name, act in self.row_acts.items()
            if request.user.has_perm(act.permission) and act.offered(row)
        ]
        apart = [each for each in document.reconciliations if not each.agrees] if document else []
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(row),
            "run": found,
            "document": document,
            "tables": shown(document, link) if document else [],
            "apart": apart,
            "acts": acts,
            "can_make": request.user.has_perm(_MAKE) and row.report in reports.CATALOGUE,
            "beside": reports.beside(run_id=row.pk, actor=actor),
        }
        return render(request, "admin/reports/run.html", context)

    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a run again from the same version, and say whether its files are the same."""
        if not request.user.has_perm(_MAKE):
            raise PermissionDenied
        before = self._run(request, pk)
        if request.method != "POST":
            return redirect(_RUN, pk)
        order = reports.Order(
            report=before.report,
            day=before.day,
            load=before.load,
            given=before.parameters,
            key=f"again:{uuid4()}",
        )
        try:
            made = reports.produce(order=order, actor=actor_of(request), now=clock.now())
        except BankError as error:
            messages.error(request, f"{error.message} {error.cure}")
            return redirect(_RUN, pk)
        if {each.sha256 for each in made.files} == {each.sha256 for each in before.files}:
            messages.success(request, f"Every file is the same, byte by byte, as of run {pk}.")
        else:
            messages.warning(request, f"Not every file is the same as of run {pk}.")
        return redirect(_RUN, made.run_id)

    def file(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        """Hand out a file that may go out."""
        self._run(request, pk)
        try:
            found = reports.file(run_id=pk, kind=kind.upper(), actor=actor_of(request))
        except BankError as error:
            messages.error(request, f"{error.message} {error.cure}")
            return redirect(_RUN, pk)
        return _download(found)

    def draft(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand out a run on paper that says that it is a draft."""
        self._run(request, pk)
        try:
            return _download(reports.draft(run_id=pk, actor=actor_of(request)))
        except BankError as error:
            messages.error(request, f"{error.message} {error.cure}")
            return redirect(_RUN, pk)

    def chart(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Draw a chart of a run."""
        self._run(request, pk)
        try:
            charts = reports.document(run_id=pk, actor=actor_of(request)).charts
        except BankError as error:
            raise Http404(str(error)) from error
        if number >= len(charts):
            raise Http404
        return HttpResponse(reports.picture(charts[number]), content_type="image/svg+xml")

    def compare(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        """Show what another run says otherwise."""
        one, two = self._run(request, pk), self._run(request, other)
        try:
            found = reports.compare(run_id=pk, other_id=other, actor=actor_of(request))
        except BankError as error:
            messages.error(request, f"{error.message} {error.cure}")
            return redirect(_RUN, pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{one.title}: run {pk} and run {other}",
            "one": one,
            "two": two,
            "differences": found[:1_000],
            "count": len(found),
        }
        return render(request, "admin/reports/compare.html", context)

    def _seen(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _run(self, request: HttpRequest, pk: int) -> reports.RunView:
        """Return a run that is for who asks; others are not there."""
        self._seen(request)
        if not self.get_queryset(request).filter(pk=pk).exists():
            raise Http404
        return reports.run(run_id=pk, actor=actor_of(request))


def _download(of: reports.Download) -> HttpResponse:
    """Answer with a file to be saved, which no cache keeps and no browser takes for another."""
    return HttpResponse(
        of.content,
        content_type=of.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{of.name}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
