"""The back office's site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.module_loading import autodiscover_modules, import_string
from django.utils.text import slugify

from bankcore.presentation import finding, menu, work

_View = Callable[..., HttpResponseBase]


class BackOffice(AdminSite):
    """Django's admin: people log in where everybody does, and who is shown a page is noted.

    What it puts before its staff is written on one page, bankcore/desk.py. Every app keeps its
    pages in presentation/admin; they are loaded with the first address, since most of the bank's
    programs show none, and would start for twice as long.
    """

    site_header = "Bankcore back office"
    site_title = "Bankcore"
    index_title = "Back office"
    _has_loaded = False

    def load(self) -> None:
        """Load every app's pages, once."""
        if not self._has_loaded:
            autodiscover_modules("presentation.admin", register_to=self)
            self._has_loaded = True

    @property
    def urls(self) -> Any:
        """Return the addresses of all pages."""
        self.load()
        return super().urls

    def check(self, app_configs: Any) -> Any:
        """Look for what is wrong with the pages."""
        self.load()
        return super().check(app_configs)

    def get_model_admin(self, model: Any) -> Any:
        """Return the page of a model."""
        self.load()
        return super().get_model_admin(model)

    def has_permission(self, request: HttpRequest) -> bool:
        """Let staff in who have shown a second factor in this session (identity's middleware)."""
        sign_in = getattr(request, "sign_in", None)
        return super().has_permission(request) and bool(getattr(sign_in, "has_second_factor", 0))

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to the log-in page of all."""
        del extra_context
        after = request.GET.get("next", "/admin/")
        return redirect(f"/login/?{urlencode({'next': after})}")

    def admin_view(self, view: _View, cacheable: bool = False) -> _View:  # type: ignore[override]  # noqa: FBT001, FBT002 - Django's signature
        """Return the view for staff only, which notes what it shows before the answer leaves.

        Every page goes through here, those added by an app's own `get_urls` as well. A page whose
        reading cannot be written down is not shown.
        """
        return super().admin_view(_noted(view), cacheable)

    def get_urls(self) -> list[URLPattern]:  # type: ignore[override]  # resolvers are among them
        """Add the search over everything, and where saved views are kept."""
        keep = import_string(settings.SAVED_VIEWS_PAGE)
        own = [
            path("search/", self.admin_view(self.search), name="search"),
            path("views/", self.admin_view(keep), name="saved_views"),
        ]
        return [*own, *super().get_urls()]  # type: ignore[list-item]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Tell every page which bank this is."""
        return {**super().each_context(request), "environment": settings.ENVIRONMENT_NAME}

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show what waits for whoever looks; before there are customers, what a bank needs."""
        kinds = import_string(settings.BACK_OFFICE_WORK)
        found = work.waiting(self, request, kinds)
        steps = import_string(settings.BACK_OFFICE_SETUP)
        shown = {
            "work": [each for each in found if each.count],
            "nothing": [each for each in found if not each.count],
            "setup": work.missing(self, request, steps),
            "starts": work.starts(request, import_string(settings.BACK_OFFICE_STARTS)),
        }
        return super().index(request, {**(extra_context or {}), **shown})

    def search(self, request: HttpRequest) -> HttpResponse:
        """Show what the term finds; whoever looked for somebody is written down."""
        term = request.GET.get("q", "").strip()[: finding.LONGEST + 1]
        finders = import_string(settings.BACK_OFFICE_SEARCHES)
        groups = finding.find(self, request, term, finders) if term else []
        note = import_string(settings.STAFF_READS_NOTED_BY)
        for model in {each.model for each in groups}:
            note(request, model=model, page="search")
        shown = {
            **self.each_context(request),
            "title": "Search",
            "term": term,
            "groups": [each for each in groups if each.rows],
        }
        return TemplateResponse(request, "admin/search.html", shown)

    def _build_app_dict(self, request: HttpRequest, label: Any = None) -> dict[str, Any]:
        """Return the pages by app that whoever looks may open."""
        return menu.pages(self, request, label)

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Return the pages that whoever looks may open, by subject."""
        found: list[Any] = super().get_app_list(request, app_label)
        return (
            found if app_label else _by_subject(found, import_string(settings.BACK_OFFICE_SUBJECTS))
        )


def _by_subject(
    found: list[dict[str, Any]], subjects: Mapping[str, tuple[str, ...]]
) -> list[dict[str, Any]]:
    """Return the pages under the subjects' headings; an app that no subject names comes last."""
    pages = {app["app_label"]: app for app in found}
    grouped: list[dict[str, Any]] = []
    for subject, labels in subjects.items():
        models = [page for label in labels if label in pages for page in pages.pop(label)["models"]]
        if models:
            name = slugify(subject)
            grouped.append(
                {
                    "name": subject,
                    "app_label": name,
                    "app_url": f"{reverse('admin:index')}#{name}",
                    "has_module_perms": True,
                    "models": models,
                }
            )
    return [*grouped, *pages.values()]


def _noted(view: _View) -> _View:
    page: Any = view.func if isinstance(view, partial) else view
    owner = getattr(page, "__self__", None)
    if not isinstance(owner, ModelAdmin):
        return view

    @wraps(page)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            note = import_string(settings.STAFF_READS_NOTED_BY)
            note(request, model=owner.model, page=page.__name__)
        return response

    return shown
