"""Cases in the back office: the queue, one case with all there is to know, and what is done."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bankcore import clock
from bankcore.actor import Actor
from bankcore.presentation.acting import ActForm, ActingAdmin, ListAct, RowAct, ShownInline
from bankcore.presentation.newest_values import NewestValues
from bankcore.presentation.queue_filter import queue_filter
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of
from risk.cases import public as cases
from risk.cases.models import Alert, Case, CaseEvent, CaseFile, CaseLink, CaseNote, CaseTag
from risk.cases.presentation.admin import deeds

_WORK = "cases.work_case"
_OPEN = cases.CaseState.OPEN


class AlertInline(ShownInline):
    model = Alert
    fields = ("source", "reference", "reason", "priority", "raised_at")


class LinkInline(ShownInline):
    model = CaseLink
    fields = ("entity", "name")


class EventInline(ShownInline):
    model = CaseEvent
    verbose_name_plural = "timeline"
    fields = ("happened_at", "actor", "deed", "detail", "words")


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


def _awake(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.filter(cases.awake(clock.now()), state=_OPEN)


WHOSE = queue_filter(
    "queue",
    "queue",
    {
        "mine": (
            "Mine",
            lambda request, rows: _awake(rows).filter(assignee=str(actor_of(request))),
        ),
        "free": (
            "Nobody's",
            lambda _request, rows: _awake(rows).filter(assignee="", level=cases.Level.FIRST),
        ),
        "escalated": (
            "Escalated and nobody's",
            lambda _request, rows: _awake(rows).filter(assignee="", level=cases.Level.SECOND),
        ),
        "late": (
            "Past their time",
            lambda _request, rows: rows.filter(state=_OPEN, due_at__lt=clock.now()),
        ),
        "snoozed": (
            "Snoozed",
            lambda _request, rows: rows.filter(state=_OPEN, snoozed_until__gt=clock.now()),
        ),
    },
)


def _is_open(case: Case) -> bool:
    return case.state == _OPEN


def _is_of_another(case: Case, actor: Actor) -> bool:
    return case.assignee != str(actor)


def _is_first(case: Case) -> bool:
    return _is_open(case) and case.level == cases.Level.FIRST


def _is_asleep(case: Case) -> bool:
    return _is_open(case) and case.snoozed_until is not None and case.snoozed_until > clock.now()


class TagFilter(NewestValues):
    """Cases of a tag, or without any: that there is none is asked of a case, not of all tags."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        """Return the cases that are asked for."""
        if self.lookup_val_isnull != "True":
            return super().queryset(request, queryset)
        return queryset.filter(~Exists(CaseTag.objects.filter(case=OuterRef("pk"))))


@admin.register(Case)
class CaseAdmin(ActingAdmin):
    """The queue: what is open and due next comes first."""

    is_long = True
    list_display = (
        "__str__", "priority", "subject", "state", "tagged", "level", "assignee", "opened_at",
        "due_at", "clock", "outcome",
    )  # fmt: skip
    list_filter = (
        WHOSE,
        "state",
        "kind",
        "priority",
        "level",
        "outcome",
        ("tags__name", TagFilter),
    )
    search_fields = ("subject__exact", "alerts__reference__exact")
    search_help_text = "Whom a case is about (payer:…), or what an alert is about; each whole."
    ordering = ("-state", "due_at", "id")
    readonly_fields = ("clock", "tagged", "near")
    inlines = (EventInline, AlertInline, LinkInline, NoteInline, FileInline)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "next": ListAct(
            title="Take the next case", form=ActForm, do=deeds.take_next, permission=_WORK,
            explanation="The one that is due next of those that are nobody's and may be yours.",
        )
    }  # fmt: skip
    row_acts: ClassVar[dict[str, RowAct]] = {
        "take": RowAct(
            title="Take the case", form=ActForm, do=deeds.take, permission=_WORK, offered=_is_open,
            offered_to=_is_of_another,
        ),
        "assign": RowAct(
            title="Assign", form=deeds.AssignForm, do=deeds.assign, permission=_WORK,
            offered=_is_open,
        ),
        "note": RowAct(title="Write a note", form=deeds.NoteForm, do=deeds.note, permission=_WORK),
        "attach": RowAct(
            title="Attach a file", form=deeds.FileForm, do=deeds.attach, permission=_WORK
        ),
        "tag": RowAct(
            title="Tag", form=deeds.TagForm, do=deeds.tag, permission=_WORK, offered=_is_open
        ),
        "untag": RowAct(
            title="Take a tag away", form=deeds.TagForm, do=deeds.untag, permission=_WORK,
            offered=_is_open,
        ),
        "press": RowAct(
            title="Change the priority", form=deeds.PriorityForm, do=deeds.press, permission=_WORK,
            offered=_is_open,
        ),
        "snooze": RowAct(
            title="Snooze", form=deeds.SnoozeForm, do=deeds.snooze, permission=_WORK,
            offered=_is_open,
            explanation="The case leaves the queue until then, and comes back by itself.",
        ),
        "wake": RowAct(
            title="Wake", form=ActForm, do=deeds.wake, permission=_WORK, offered=_is_asleep
        ),
        "escalate": RowAct(
            title="Escalate", form=deeds.EscalationForm, do=deeds.escalate, permission=_WORK,
            offered=_is_first,
            explanation="Those of the second level work on it from then on, and you do not.",
        ),
        "decide": RowAct(
            title="Decide", form=deeds.DecisionForm, do=deeds.decide, permission=_WORK,
            offered=_is_open,
        ),
    }  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Show the kinds of cases that one may work on, or look at as an auditor."""
        found = super().get_queryset(request).prefetch_related("tags")
        if request.user.has_perm("sanctions.view_listentry") or request.user.is_superuser:
            return found
        return found.filter(kind__in=cases.kinds_of(actor_of(request)))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Case], search_term: str
    ) -> tuple[QuerySet[Case], bool]:
        """Look in each column by its index: one condition over both would be asked of every row."""
        del request
        term = search_term.strip()
        if not term:
            return queryset, False
        about = Case.objects.filter(subject=term).values("pk")
        return queryset.filter(
            pk__in=about.union(Alert.objects.filter(reference=term).values("case"))
        ), False

    @admin.display(description="tags")
    def tagged(self, case: Case) -> str:
        return ", ".join(sorted(each.name for each in case.tags.all()))

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
