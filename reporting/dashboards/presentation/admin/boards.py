"""The pages of dashboards: a list of them, each with its figures, and the rows behind these."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.safestring import SafeString, mark_safe

from bankcore import clock
from bankcore.errors import BankError
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of
from reporting.dashboards import public as dashboards
from reporting.dashboards.models import Selection
from reporting.dashboards.presentation.admin.forms import FilterForm, KeepForm

_READ = "dashboards.read_dashboards"
_PAYMENT_PAGES = {"GATEWAY": "gateway_paymentintent", "OUTGOING": "payments_externalpayment"}


@admin.register(Selection)
class SelectionAdmin(ReadOnlyAdmin):
    """Filters, and with them the dashboards that are looked at through them."""

    is_list = False

    fields = ("name", "days", "first", "last", "branch", "product", "currency", "shared_with")

    def get_urls(self) -> list[URLPattern]:
        """Add the dashboards' pages."""
        view = self.admin_site.admin_view
        name = "dashboards_selection"
        return [
            path("board/<slug:board>/", view(self.board), name=f"{name}_board"),
            path("board/<slug:board>/keep/", view(self.keep), name=f"{name}_keep"),
            path("board/<slug:board>/rows/<slug:figure>/", view(self.rows), name=f"{name}_rows"),
            path("<int:pk>/remove/", view(self.remove), name=f"{name}_remove"),
            *super().get_urls(),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show it in the back office to whoever reads dashboards."""
        return request.user.has_perm(_READ)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show it to whoever reads dashboards."""
        del obj
        return request.user.has_perm(_READ)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Show everybody what they keep themselves."""
        return super().get_queryset(request).filter(owner_id=request.user.pk, removed_at=None)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List the dashboards."""
        self._require(request)
        return self._page(request, "boards", "Dashboards", boards=dashboards.BOARDS)

    def board(self, request: HttpRequest, board: str) -> HttpResponse:
        """Show a dashboard."""
        self._require(request)
        form = FilterForm(request.GET)
        chosen, refusal = form.chosen(), None
        try:
            found = _looked(request, board, chosen)
        except dashboards.BoardUnknown as error:
            raise Http404(error.message) from error
        except (dashboards.FilterWrong, dashboards.BranchNotYours) as error:
            refusal, chosen = error, dashboards.Filter()
            found = _looked(request, board, chosen)
        except BankError as error:  # nothing is loaded yet
            return self._page(request, "nothing", "Dashboards", error=error)
        view, shown = found
        response = self._page(
            request,
            "board",
            view.board.title,
            view=view,
            shown=[(each, *map(_drawn, each.pictures)) for each in shown.charts],
            tiles=shown.tiles,
            refusal=refusal,
            chosen=chosen,
            days=chosen.days or view.board.days,
            day_choices=Selection.Days.choices,
            keep=KeepForm(),
            kept=[
                (each, _query(each.chosen)) for each in dashboards.filters(actor=actor_of(request))
            ],
            query=_query(chosen),
            faults=_faults(request, view.freshness.faults),
        )
        response.status_code = 200 if refusal is None else refusal.status
        return response

    def keep(self, request: HttpRequest, board: str) -> HttpResponse:
        """Keep the filter that a dashboard is shown through."""
        self._require(request)
        if request.method != "POST":
            raise Http404
        form = KeepForm(request.POST)
        chosen = form.chosen()
        try:
            dashboards.keep(
                name=form.cleaned_data.get("name", ""),
                chosen=chosen,
                shared_with=form.cleaned_data.get("shared_with") or "",
                actor=actor_of(request),
                now=clock.now(),
            )
            messages.success(request, "The filter is kept.")
        except BankError as error:
            messages.error(request, f"{error.message} {error.cure}")
        return redirect(f"{_address('board', board)}?{_query(chosen)}")

    def remove(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove a filter of one's own."""
        self._require(request)
        if request.method != "POST":
            raise Http404
        try:
            dashboards.remove(selection_id=pk, actor=actor_of(request), now=clock.now())
        except dashboards.FilterUnknown as error:
            raise Http404(error.message) from error
        messages.success(request, "The filter is removed.")
        return redirect(_address("changelist"))

    def rows(self, request: HttpRequest, board: str, figure: str) -> HttpResponse:
        """Show the rows that a figure counts, a page at a time."""
        self._require(request)
        chosen, at = FilterForm(request.GET).chosen(), request.GET.get("at")
        page = request.GET.get("p", "1")
        try:
            found = dashboards.rows(
                board=board,
                figure=figure,
                at=at,
                chosen=chosen,
                page=int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
                actor=actor_of(request),
                now=clock.now(),
            )
        except dashboards.BoardUnknown as error:
            raise Http404(error.message) from error
        except dashboards.BranchNotYours as error:
            raise PermissionDenied(error.message) from error
        except BankError as error:
            return self._page(request, "nothing", "Dashboards", error=error)
        query = _query(chosen) + ("" if at is None else f"&{urlencode({'at': at})}")
        return self._page(
            request,
            "rows",
            found.figure.title,
            found=found,
            at="" if at is None else dashboards.label(at),
            lines=[_line(request, found, row) for row in found.rows],
            back=f"{_address('board', board)}?{_query(chosen)}",
            before=f"?{query}&p={found.page - 1}" if found.page > 1 else "",
            after=f"?{query}&p={found.page + 1}" if found.page < found.pages else "",
        )

    def _require(self, request: HttpRequest) -> None:
        if not request.user.has_perm(_READ):
            raise PermissionDenied

    def _page(
        self, request: HttpRequest, template: str, title: str, **context: Any
    ) -> TemplateResponse:
        shown = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, f"admin/dashboards/{template}.html", {**shown, **context})


def _looked(request: HttpRequest, board: str, chosen: dashboards.Filter) -> tuple[Any, Any]:
    view = dashboards.look(board=board, chosen=chosen, actor=actor_of(request), now=clock.now())
    query = _query(chosen)

    def addressed(figure: Any, at: str | None) -> str:
        place = "" if at is None else f"&{urlencode({'at': at})}"
        return f"{_address('rows', board, figure.name)}?{query}{place}"

    return view, dashboards.shown(view, addressed)


def _address(name: str, *args: Any) -> str:
    return reverse(f"admin:dashboards_selection_{name}", args=args)


def _query(chosen: dashboards.Filter) -> str:
    given = {
        "days": chosen.days,
        "first": chosen.first,
        "last": chosen.last,
        "branch": chosen.branch,
        "product": chosen.product,
        "currency": chosen.currency,
    }
    return urlencode({name: value for name, value in given.items() if value})


def _drawn(picture: str) -> SafeString:
    # Made by an XML writer from figures and names, which it has escaped.
    return mark_safe(picture)  # noqa: S308


def _faults(request: HttpRequest, faults: tuple[str, ...]) -> tuple[str, ...]:
    return faults if request.user.has_perm("warehouse.view_checkresult") else ()


def _line(
    request: HttpRequest, found: dashboards.RowsView, row: Any
) -> tuple[str, list[tuple[str, bool]]]:
    """Return where a row leads, for who may go there, and its cells with their side."""
    cells = []
    for column in found.listing.columns:
        value = row[column.name]
        if column.unit is None or value is None:
            cells.append(("" if value is None else str(value), False))
        else:
            cells.append((dashboards.one(value, column.unit, found.choice.currency), True))
    return _page_of(request, found, row), cells


def _page_of(request: HttpRequest, found: dashboards.RowsView, row: Any) -> str:
    page = found.listing.page or _PAYMENT_PAGES.get(row.get("channel", ""))
    if found.figure.of == "decision" or page is None:
        return ""
    app, _, model = page.partition("_")
    if not request.user.has_perm(f"{app}.view_{model}"):
        return ""
    key = row[found.listing.page_key or "payment_id"]
    try:
        return reverse(f"admin:{page}_change", args=[key])
    except NoReverseMatch:
        return ""
