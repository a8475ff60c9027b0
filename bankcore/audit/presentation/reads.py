"""Writing down what staff read about customers in the back office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from bankcore import clock
from bankcore.audit import public as audit
from bankcore.presentation.staff import actor_of

_SEARCH: Final = "q"


class StaffReadsMiddleware:
    """One entry for each page about a customer that staff were shown, and for each search.

    It stands here and not on the pages, so that no page can forget it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._ways: Mapping[str, str] = import_string(settings.READ_SUBJECTS)
        self._models = {
            f"{shown.opts.app_label}_{shown.opts.model_name}": shown.opts.label
            for shown in admin.site._registry.values()  # noqa: SLF001 - there is no other list
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then write down what was read."""
        response = self._get_response(request)
        match = request.resolver_match
        if match and match.app_name == "admin" and response.status_code == 200:
            name, _, page = (match.url_name or "").rpartition("_")
            model = self._models.get(name)
            if model is not None and page == "change":
                self._page(request, model, str(match.kwargs["object_id"]))
            elif model is not None and page == "changelist" and request.GET.get(_SEARCH):
                self._search(request, model)
        return response

    def _page(self, request: HttpRequest, model: str, pk: str) -> None:
        if model in self._ways:
            audit.note_page(
                model=model,
                pk=pk,
                way=self._ways[model],
                actor=actor_of(request),
                now=clock.now(),
            )

    def _search(self, request: HttpRequest, model: str) -> None:
        audit.note_search(
            model=model, words=request.GET[_SEARCH], actor=actor_of(request), now=clock.now()
        )
