"""Back-office pages that show and never change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, ClassVar, Final

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from bankcore.db.plans import planned_for_its_values
from bankcore.money import Currency, Money
from bankcore.presentation import branch_paths, exporting, index_order, sums
from bankcore.presentation.bounded import Bounded, BoundedList
from bankcore.presentation.newest_values import bounded_filters
from bankcore.presentation.people import people_of
from bankcore.presentation.staff import branch_of

_MINOR: Final = "_minor"
_NOBODY: Final = "-"
# In the address of a list that is asked for as it is, whatever its reader's default.
_NO_VIEW: Final = "view"


@cache
def _money(field: str) -> Callable[[Any], str]:
    """Return what shows a column of minor units as money of its row's currency."""

    @admin.display(description=field.removesuffix(_MINOR).replace("_", " "), ordering=field)
    def shown(row: Any) -> str:
        minor = getattr(row, field)
        if minor is None or not row.currency:  # a rule may be for whatever currency
            return "-" if minor is None else f"{minor} in minor units"
        # A currency is kept by its letters, or by its number of ISO 4217.
        code = row.currency
        kind = Currency.numbered(code) if isinstance(code, int) else Currency.of(code)
        return str(Money(minor, kind))

    shown.__name__ = field
    return shown


def _for_people(model: type[Model], fields: Iterable[Any]) -> list[Any]:
    """Return the fields of a page, sums of money as such: minor units are for machines."""
    own = {each.name for each in model._meta.concrete_fields}  # noqa: SLF001 - what Django names so
    if "currency" not in own:
        return list(fields)
    return [
        _money(each) if isinstance(each, str) and each.endswith(_MINOR) and each in own else each
        for each in fields
    ]


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # no generic at run time
    """What the books hold is changed by use cases, not by forms; not even by a superuser.

    A list costs the same whatever its table holds: it counts, pages and offers filters within
    bounds (bounded.py), and goes out as a file of so many rows and no more (exporting.py). Columns
    of money are summed below (sums.py): `X` or `X_minor` by the field `X_minor`, and others as
    `money_columns` says, but for those `not_summed`, in the currency that is at `currency_by`.
    """

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = Bounded
    list_per_page = 50
    actions = None
    # Whether the model's first page is a list of its rows: some have a page of their own.
    is_list = True
    # Whether its table grows for as long as the bank does: then it is ordered by indexes alone.
    is_long = False
    money_columns: ClassVar[Mapping[str, Any]] = {}
    not_summed: ClassVar[tuple[str, ...]] = ()
    currency_by: ClassVar[str] = "currency"

    def get_urls(self) -> list[URLPattern]:
        """Add the list as a file."""
        if not self.is_list:
            return super().get_urls()
        name = f"{self.opts.app_label}_{self.opts.model_name}_csv"
        own = path("export/", self.admin_site.admin_view(self.export_list), name=name)
        return [own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list; without anything asked, what its reader has made the default."""
        saved = import_string(settings.SAVED_VIEWS)(request, self.model)
        default = next((each for each in saved["views"] if each.is_default and each.query), None)
        if default is not None and request.method == "GET" and not request.GET:
            return redirect(f"{request.path}?{default.query}")
        if _NO_VIEW in request.GET:  # the list as it is: no filter of that name is looked for
            asked = request.GET.copy()
            del asked[_NO_VIEW]
            request.GET = asked  # type: ignore[assignment]  # may be written, and is not
        return super().changelist_view(request, {**(extra_context or {}), "saved": saved})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Read a page with a limit, and a long list's in the order of an index."""
        del request, kwargs
        return index_order.InIndexOrder if self.is_long else BoundedList

    def get_sortable_by(self, request: HttpRequest) -> Any:
        """Offer to order a long list by the columns that an index begins with."""
        columns = super().get_sortable_by(request)
        return index_order.offered(self.model, columns) if self.is_long else columns

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Return the list with its money grouped and summed."""
        found = super().get_changelist_instance(request)
        with planned_for_its_values(found.queryset.db):  # the page is read here
            people_of(request).meet_rows(self.model, found.result_list)
        found.totals = sums.totals(self, found)  # type: ignore[attr-defined]
        links = found.list_display_links or found.list_display[:1]
        columns = sums.for_people(self, found.list_display, links)
        # What groups a column's money is ordered as the column itself.
        grouped = dict(zip(found.list_display, columns, strict=True))
        found.sortable_by = [grouped.get(each, each) for each in found.sortable_by or ()]
        found.list_display = columns
        return found

    @admin.display(description="choose")
    def action_checkbox(self, obj: Any) -> SafeString:
        """Return the box by which a row is chosen, as Django's widget has it, without its price."""
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select"'
            ' aria-label="Select this object for an action - {}">',
            ACTION_CHECKBOX_NAME,
            obj.pk,
            obj,
        )

    def export_list(self, request: HttpRequest) -> HttpResponse:
        """Send the list that the address asks for as a CSV file, to whoever may look at it."""
        return exporting.export(self, request)

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Offer what the newest rows have, where Django would read the whole table."""
        return bounded_filters(self.model, super().get_list_filter(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Show a branch's staff what is their branch's, as branch_paths.py says."""
        return branch_paths.within(super().get_queryset(request), self.model, branch_of(request))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show sums of money as money, and staff by name."""
        people = people_of(request)
        if obj is not None:
            people.meet_rows(self.model, [obj])
        fields = _for_people(self.model, super().get_fields(request, obj))
        return people.named(self.model, fields, nobody=_NOBODY)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Show sums of money as money, and staff by name."""
        columns = _for_people(self.model, super().get_list_display(request))
        return people_of(request).named(self.model, columns)

    def get_inline_formsets(
        self, request: HttpRequest, formsets: Any, inline_instances: Any, obj: Any = None
    ) -> Any:
        """Ask for the names of those whom the rows below tell of, before they are shown."""
        for each in formsets:
            people_of(request).meet_rows(each.model, each.get_queryset())
        return super().get_inline_formsets(request, formsets, inline_instances, obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Filter by what the page offers and by nothing else.

        Django lets every field of the model be asked about in the address: the hash of a password
        can be guessed letter by letter that way.
        """
        del value, request
        offered = [each[0] if isinstance(each, tuple) else each for each in self.list_filter or ()]
        own = [getattr(each, "parameter_name", None) for each in offered]
        fields = {each for each in (*offered, *own) if isinstance(each, str)}
        return any(lookup == field or lookup.startswith(f"{field}__") for field in fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds here."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes here."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes here."""
        del request, obj
        return False


class ReadOnlyInline(admin.TabularInline):  # type: ignore[type-arg]  # no generic at run time
    """Rows on the page of what they belong to, which nobody adds, changes or deletes there."""

    template = "admin/shown_inline.html"
    extra = 0
    can_delete = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show staff by name."""
        fields = super().get_fields(request, obj)
        if not self.fields:
            return fields
        return people_of(request).named(self.model, fields, nobody=_NOBODY)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Tell Django that those names are no fields of a form."""
        named = people_of(request).named(self.model, self.fields or (), nobody=_NOBODY)
        own = [each for each in named if callable(each)]
        return [*super().get_readonly_fields(request, obj), *own]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds here."""
        del request, obj
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes here."""
        del request, obj
        return False
