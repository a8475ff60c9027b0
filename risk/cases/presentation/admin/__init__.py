"""Cases in the back office: the queue, one case with all there is to know, and what is done."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bankcore import clock
from bankcore.presentation.acting import (
    ActForm,
    ActingAdmin,
    Asked,
    ListAct,
    RowAct,
    ShownInline,
)
from bankcore.presentation.queue_filter import queue_filter
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of
from risk.cases import public as cases
from risk.cases.models import Alert, Case, CaseFile, CaseLink, CaseNote

_WORK = "cases.work_case"
_OPEN = cases.CaseState.OPEN


class NoteForm(ActForm):
    text = forms.CharField(max_length=4_000, widget=forms.Textarea(attrs={"rows": 6}))


class FileForm(ActForm):
    file = forms.FileField(help_text="A PDF, PNG or JPEG of up to 5 MiB.")


class PriorityForm(ActForm):
    priority = forms.TypedChoiceField(
        coerce=int, choices=[(each, each) for each in reversed(cases.PRIORITIES)]
    )


class DecisionForm(ActForm):
    outcome = forms.ChoiceField(choices=[(each, each) for each in cases.Outcome])
    reason_code = forms.ChoiceField(
        label="Reason", choices=[(code, each.words) for code, each in cases.REASONS.items()]
    )


def _next(asked: Asked) -> str:
    number = cases.take_next(actor=asked.actor, now=asked.now)
    return f"Case {number} is yours."


def _take(case: Case, asked: Asked) -> str:
    cases.take(case_id=case.pk, actor=asked.actor, now=asked.now)
    return "The case is yours."


def _note(case: Case, asked: Asked) -> str:
    cases.note(case_id=case.pk, text=asked["text"], actor=asked.actor, now=asked.now)
    return "The note is kept."


def _attach(case: Case, asked: Asked) -> str:
    file = asked["file"]
    cases.attach(
        case_id=case.pk, name=file.name, content=file.read(), actor=asked.actor, now=asked.now
    )
    return "The file is kept."


def _press(case: Case, asked: Asked) -> str:
    cases.press(case_id=case.pk, priority=asked["priority"], actor=asked.actor, now=asked.now)
    return "Its time runs from now."


def _decide(case: Case, asked: Asked) -> str:
    outcome = cases.Outcome(asked["outcome"])
    cases.decide(
        case_id=case.pk,
        outcome=outcome,
        reason_code=asked["reason_code"],
        actor=asked.actor,
        now=asked.now,
    )
    return f"Decided: {outcome}. Payments that wait for it go on or end now."


class AlertInline(ShownInline):
    model = Alert
    fields = ("source", "reference", "reason", "priority", "raised_at")


class LinkInline(ShownInline):
    model = CaseLink
    fields = ("entity", "name")


class NoteInline(ShownInline):
    model = CaseNote
    fields = ("author", "text", "written_at")


class FileInline(ShownInline):
    model = CaseFile
    fields = ("open", "media_type", "added_by", "added_at")
    readonly_fields = ("open",)

    @admin.display(description="file")
    def open(self, file: CaseFile) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:cases_casefile_content", args=[file.pk]),
            file.name,
        )


WHOSE = queue_filter(
    "queue",
    "queue",
    {
        "mine": (
            "Mine",
            lambda request, rows: rows.filter(state=_OPEN, assignee=str(actor_of(request))),
        ),
        "free": ("Nobody's", lambda _request, rows: rows.filter(state=_OPEN, assignee="")),
        "late": (
            "Past their time",
            lambda _request, rows: rows.filter(state=_OPEN, due_at__lt=clock.now()),
        ),
    },
)


def _is_open(case: Case) -> bool:
    return case.state == _OPEN


@admin.register(Case)
class CaseAdmin(ActingAdmin):
    """The queue: what is open and most pressing comes first."""

    list_display = (
        "__str__", "priority", "subject", "state", "assignee", "opened_at", "due_at", "clock",
        "outcome",
    )  # fmt: skip
    list_filter = (WHOSE, "state", "kind", "priority", "outcome")
    search_fields = ("subject", "alerts__reference")
    ordering = ("-state", "-priority", "due_at")
    readonly_fields = ("clock", "near")
    inlines = (AlertInline, LinkInline, NoteInline, FileInline)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "next": ListAct(title="Take the next case", form=ActForm, do=_next, permission=_WORK)
    }
    row_acts: ClassVar[dict[str, RowAct]] = {
        "take": RowAct(
            title="Take the case", form=ActForm, do=_take, permission=_WORK, offered=_is_open
        ),
        "note": RowAct(title="Write a note", form=NoteForm, do=_note, permission=_WORK),
        "attach": RowAct(title="Attach a file", form=FileForm, do=_attach, permission=_WORK),
        "press": RowAct(
            title="Change the priority", form=PriorityForm, do=_press, permission=_WORK,
            offered=_is_open,
        ),
        "decide": RowAct(
            title="Decide", form=DecisionForm, do=_decide, permission=_WORK, offered=_is_open
        ),
    }  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Show the kinds of cases that one may work on, or look at as an auditor."""
        found = super().get_queryset(request)
        if request.user.has_perm("sanctions.view_listentry") or request.user.is_superuser:
            return found
        return found.filter(kind__in=cases.kinds_of(actor_of(request)))

    @admin.display(description="time left")
    def clock(self, case: Case) -> str:
        if not _is_open(case):
            return ""
        left = int((case.due_at - clock.now()).total_seconds()) // 60
        words = f"{abs(left) // 60} h {abs(left) % 60} min"
        return words if left >= 0 else f"late by {words}"

    @admin.display(description="cases near this one")
    def near(self, case: Case) -> str:
        lines = (
            (reverse("admin:cases_case_change", args=[other.pk]), other, entity, name)
            for other, entity, name in cases.near(case=case)
        )
        return format_html_join(", ", '<a href="{}">{}</a> by {} {}', lines) or "none"


@admin.register(CaseFile)
class CaseFileAdmin(ReadOnlyAdmin):
    list_display = ("name", "case", "media_type", "added_by", "added_at")
    ordering = ("-id",)
    exclude = ("content",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Show the files of the cases that one may see."""
        seen = admin.site.get_model_admin(Case).get_queryset(request)
        return super().get_queryset(request).filter(case__in=seen)

    def get_urls(self) -> list[URLPattern]:
        """Add the file itself."""
        view = self.admin_site.admin_view(self.content)
        return [
            path("<int:pk>/content/", view, name="cases_casefile_content"),
            *super().get_urls(),
        ]

    def content(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand the file out, to be kept and not shown."""
        file = self.get_queryset(request).filter(pk=pk).first()
        if file is None or not self.has_view_permission(request):
            raise Http404
        return HttpResponse(
            file.content,
            content_type=file.media_type,
            headers={"Content-Disposition": f'attachment; filename="case-file-{file.pk}"'},
        )
