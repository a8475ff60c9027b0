"""The end of day in the back office: what each step did, how long it took, and going on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string

from bankcore import clock
from bankcore.endofday import public as endofday
from bankcore.endofday.models import DayRun, DayStep
from bankcore.presentation import work
from bankcore.presentation.acting import ActForm, ActingAdmin, Asked, ListAct, ReasonForm, waits
from bankcore.presentation.read_only import ReadOnlyInline
from bankcore.presentation.work import Work

_TASK: Final = "bankcore.endofday.tasks.go_on"
_WATCHED_SECONDS: Final = 10
_CLOSE: Final = "endofday.close_day"
# What is told of before a day is closed: nothing of it hinders, all of it may be a reason to wait.
_OPEN: Final = (
    Work(
        title="Ends of day that are not finished",
        model="endofday.dayrun",
        asked={"finished_at__isempty": "1"},
        needs=(_CLOSE,),
        urgent=True,
    ),
    Work(
        title="Tellers' drawers that are not closed",
        model="payments.drawersession",
        asked={"state__in": "OPEN,COUNTED"},
        needs=(_CLOSE,),
    ),
    Work(
        title="Payment files that wait",
        model="payments.bulkfile",
        asked={"state__exact": "RECEIVED"},
        needs=(_CLOSE,),
    ),
    Work(
        title="Requests that wait for a second person",
        model="approvals.request",
        asked={"state": "REQUESTED"},
        needs=(_CLOSE,),
    ),
)


class ClosingForm(ReasonForm):
    """Which day is to be closed, as whoever asks has seen it, and which one opens."""

    day = forms.DateField(widget=forms.HiddenInput)
    next_day = forms.DateField(
        label="Next business day",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Days between the two are accrued with the day that ends.",
    )
    field_order = ("next_day", "reason")


class DayStepInline(ReadOnlyInline):
    model = DayStep
    fields = ("step", "state", "attempts", "done", "failure", "started_at", "took")
    readonly_fields = fields

    @admin.display(description="what was done")
    def done(self, row: DayStep) -> str:
        counted = row.counts or {}
        done = (f"{count:,} {what.replace('_', ' ')}" for what, count in counted.items() if count)
        return ", ".join(done) or "-"

    @admin.display
    def took(self, row: DayStep) -> str:
        return _took(row.started_at, row.finished_at)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DayStep]:
        return super().get_queryset(request).order_by("position")


def _go_on(asked: Asked) -> str:
    day = endofday.ask_to_go_on(actor=asked.actor, now=asked.now)
    import_string(settings.TASK_APP).send_task(_TASK, kwargs={"day": day.isoformat()}, retry=False)
    return f"The end of {day} goes on with the first step that is not done."


def _ask_to_close(asked: Asked) -> str:
    request = endofday.request_closing(
        day=asked["day"],
        next_day=asked["next_day"],
        reason=asked["reason"],
        actor=asked.actor,
        now=asked.now,
    )
    return waits(request.request_id)


def _days(request: HttpRequest) -> dict[str, Any]:
    del request
    day, next_day = endofday.days_to_close()
    return {"day": day, "next_day": next_day}


def _before_closing(request: HttpRequest) -> dict[str, Any]:
    """Return what somebody looks at who is about to ask for a day's end."""
    now = clock.now()
    day, _ = endofday.days_to_close()
    return {
        "day": day,
        "now": now,
        "is_early": timezone.localtime(now).date() <= day,
        "open": work.waiting(admin.site, request, _OPEN),
    }


class Finished(admin.EmptyFieldListFilter):
    """Ends of day by whether they are finished, in these words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "state"

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Say what is empty and what is not."""
        words = ("All", "Not finished", "Finished")
        for each, word in zip(super().choices(changelist), words, strict=True):
            yield {**each, "display": word}


@admin.register(DayRun)
class DayRunAdmin(ActingAdmin):
    list_display = ("business_date", "next_day", "started_at", "finished_at", "took", "actor")
    list_filter = (("finished_at", Finished),)
    ordering = ("-business_date",)
    inlines = (DayStepInline,)
    change_form_template = "admin/endofday/dayrun/monitor.html"
    list_acts: ClassVar[dict[str, ListAct]] = {
        "close": ListAct(
            title="Close the business day",
            form=ClosingForm,
            do=_ask_to_close,
            permission=_CLOSE,
            initial=_days,
            template="admin/endofday/dayrun/close.html",
            context=_before_closing,
        ),
        "go-on": ListAct(
            title="Go on where it stopped",
            form=ActForm,
            do=_go_on,
            permission=_CLOSE,
            explanation=(
                "The steps that are done stay done: the end of day goes on with the one that"
                " failed. Mend its cause first."
            ),
        ),
    }

    @admin.display
    def took(self, run: DayRun) -> str:
        return _took(run.started_at, run.finished_at)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Say how far the day has come, and look again by itself where that is wanted."""
        run: DayRun = context["original"]
        steps = list(run.steps.order_by("position"))
        done = sum(each.state == DayStep.State.DONE for each in steps)
        begun = {each.step for each in steps}
        to_come = [each for each in endofday.step_names() if each not in begun]
        is_over = run.finished_at is not None
        context |= {
            "done": done,
            "all": len(steps) if is_over else len(steps) + len(to_come),
            "failed": [each for each in steps if each.state == DayStep.State.FAILED],
            "to_come": [] if is_over else to_come,
            "is_over": is_over,
            "took": _took(run.started_at, run.finished_at),
            "watched": _WATCHED_SECONDS if "watch" in request.GET and not is_over else None,
            "may_go_on": not is_over and request.user.has_perm(_CLOSE),
        }
        return super().render_change_form(request, context, *args, **kwargs)


def _took(begun: datetime, ended: datetime | None) -> str:
    """Return how long something took, or takes so far, to the second."""
    whole = timedelta(seconds=int(((ended or clock.now()) - begun).total_seconds()))
    return str(whole) if ended else f"{whole} so far"
