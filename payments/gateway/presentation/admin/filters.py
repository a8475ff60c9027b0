"""Filters of the gateway's lists."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.db.models import Field
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bankcore.presentation import branch_paths
from bankcore.presentation.staff import branch_of
from payments.gateway.models import Merchant

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

# More merchants than these are chosen from a field: a page of a thousand links is none.
_FEW: Final = 20
_CHOOSE: Final = (
    '<details data-filter-title="{title}" open><summary>By {title}</summary>'
    '<ul><li{css}><a href="{everything}">All</a></li></ul>'
    '<form method="get" class="choose">{kept}'
    '<label class="visually-hidden" for="choose-{field}">{title}</label>'
    '<select name="{field}" id="choose-{field}">{options}</select>'
    ' <button class="button">Show</button></form></details>'
)


class MerchantFilter(admin.RelatedFieldListFilter):
    """Merchants by name, of which a branch's staff see their branch's."""

    def field_choices(
        self,
        field: Field[Any, Any],
        request: HttpRequest,
        model_admin: admin.ModelAdmin[Any],
    ) -> list[tuple[str, str | StrPromise]]:
        """Return the merchants to choose from."""
        del field, model_admin
        rows = branch_paths.within(
            Merchant.objects.order_by("name", "id"), Merchant, branch_of(request)
        )
        return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]

    def shown(self, found: ChangeList) -> SafeString | None:
        """Return a field to choose one of many merchants from; None where a list of links does."""
        if len(self.lookup_choices) <= _FEW:
            return None
        asked: Any = self.lookup_val
        (chosen,) = asked or [""]
        names = [each for each in self.expected_parameters() if each]
        own = {*names, PAGE_VAR}
        kept = [each for each in found.params.items() if each[0] not in own]
        sign = {chosen: " selected"}
        options = "".join(
            f'<option value="{pk}"{sign.get(pk, "")}>{escape(str(name))}</option>'
            for pk, name in self.lookup_choices
        )
        return format_html(
            _CHOOSE,
            title=self.title,
            everything=found.get_query_string(remove=names),
            css=SafeString(' class="selected"') if not chosen else "",
            kept=format_html_join("", '<input type="hidden" name="{}" value="{}">', kept),
            field=self.lookup_kwarg,
            options=SafeString(options),
        )


OF_MERCHANT = ("merchant", MerchantFilter)
