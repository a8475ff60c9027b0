"""Models of fraud in the back office: how good they are, how they wander, which are asked."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from bankcore.presentation.acting import (
    ActForm,
    ActingAdmin,
    Asked,
    ListAct,
    ReasonForm,
    RowAct,
    ShownInline,
    WhyForm,
    waits,
)
from bankcore.presentation.read_only import ReadOnlyAdmin
from risk.scoring import public as scoring
from risk.scoring.models import Drift, FraudModel, Performance

_TRAIN = "scoring.train_model"
_MOST_BYTES = 20_000_000


class UploadForm(ActForm):
    name = forms.SlugField(max_length=40)
    file = forms.FileField(help_text="LightGBM's own text format, 20 MB at most.")

    def clean_file(self) -> str:
        """Return the file's text."""
        file = self.cleaned_data["file"]
        if file.size > _MOST_BYTES:
            message = "The file is larger than 20 MB."
            raise ValidationError(message)
        try:
            return str(file.read().decode())
        except UnicodeDecodeError:
            message = "The file is not text."
            raise ValidationError(message) from None


def _upload(asked: Asked) -> str:
    found = scoring.upload(
        name=asked["name"], content=asked["file"], actor=asked.actor, now=asked.now
    )
    return f"Candidate {found} is kept."


def _shadow(model: FraudModel, asked: Asked) -> str:
    scoring.begin_shadow(model_id=model.pk, actor=asked.actor, now=asked.now)
    return "It is asked about every payment from now on, and only noted."


def _promote(model: FraudModel, asked: Asked) -> str:
    request = scoring.request_promotion(
        model_id=model.pk, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return waits(request.request_id)


def _retire(model: FraudModel, asked: Asked) -> str:
    scoring.retire(model_id=model.pk, actor=asked.actor, now=asked.now, reason=asked["reason"])
    return "It is asked no more."


class DriftInline(ShownInline):
    model = Drift
    fields = ("day", "feature", "index", "payments")
    ordering = ("-day", "-index")  # type: ignore[assignment]  # of another length


class WeekInline(ShownInline):
    model = Performance
    fields = (
        "week", "payments", "frauds", "auc", "average_precision", "stopped", "precision",
    )  # fmt: skip
    ordering = ("-week",)


@admin.register(FraudModel)
class FraudModelAdmin(ActingAdmin):
    list_display = ("name", "version", "state", "trees", "auc", "author", "created_at")
    list_filter = ("state", "name")
    ordering = ("-id",)
    exclude = ("content", "reference")
    readonly_fields = ("by_week",)
    inlines = (WeekInline, DriftInline)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "upload": ListAct(
            title="Upload a model", form=UploadForm, do=_upload, permission=_TRAIN,
            explanation="It is checked, and kept as a candidate.",
        )
    }  # fmt: skip
    row_acts: ClassVar[dict[str, RowAct]] = {
        "shadow": RowAct(
            title="Put in shadow", form=ActForm, do=_shadow, permission=_TRAIN,
            offered=lambda row: row.state == scoring.ModelState.CANDIDATE,
        ),
        "promote": RowAct(
            title="Ask to promote", form=ReasonForm, do=_promote, permission=_TRAIN,
            offered=lambda row: row.state == scoring.ModelState.SHADOW,
        ),
        "retire": RowAct(
            title="Retire", form=WhyForm, do=_retire, permission=_TRAIN,
            explanation="At once, and by one person: without a champion, rules decide alone.",
            offered=lambda row: row.state != scoring.ModelState.RETIRED,
        ),
    }  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        """Add the picture's address."""
        view = self.admin_site.admin_view(self.draw)
        return [
            path("<int:pk>/weeks.svg", view, name="scoring_fraudmodel_weeks"),
            *super().get_urls(),
        ]

    def draw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with the picture of a model's weeks."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        model = self.get_queryset(request).filter(pk=pk).first()
        if model is None:
            raise Http404
        return HttpResponse(scoring.weeks_svg(model), content_type="image/svg+xml")

    @admin.display(description="performance")
    def by_week(self, row: FraudModel) -> str:
        address = reverse("admin:scoring_fraudmodel_weeks", args=[row.pk])
        return format_html('<img src="{}" alt="AUC and precision by week">', address)

    @admin.display(description="AUC")
    def auc(self, row: FraudModel) -> Any:
        return row.metrics.get("auc", "")


@admin.register(Drift)
class DriftAdmin(ReadOnlyAdmin):
    list_display = ("model", "day", "feature", "index", "payments")
    list_select_related = ("model",)
    list_filter = ("day",)
    ordering = ("-day", "-index")
