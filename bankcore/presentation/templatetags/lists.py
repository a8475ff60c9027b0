"""Lists of the back office, and the pages beside them."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.admin.templatetags.admin_list import (
    admin_list_filter,
    result_headers,
)
from django.contrib.admin.views.main import ChangeList
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bankcore.presentation import cells, menu

register = template.Library()
_PLAIN = "admin/filter.html"


@register.inclusion_tag("admin/change_list_results.html")
def rows_of(found: ChangeList) -> dict[str, Any]:
    """Show a page of a list: what its columns are called, and its rows."""
    headers = list(result_headers(found))
    return {
        "cl": found,
        "result_headers": headers,
        "num_sorted_fields": sum(1 for each in headers if each["sortable"] and each["sorted"]),
        "rows": cells.rows(found),
    }


@register.simple_tag
def filter_of(found: ChangeList, spec: Any) -> SafeString:
    """Show what a filter offers; one that shows itself, or by a template of its own, by that."""
    own: SafeString | None = spec.shown(found) if hasattr(spec, "shown") else None
    if own is not None:
        return own
    if spec.template != _PLAIN:
        return admin_list_filter(found, spec)
    choices = (
        (
            SafeString(' class="selected"') if each["selected"] else "",
            iri_to_uri(each["query_string"]),
            each["display"],
        )
        for each in spec.choices(found)
    )
    return format_html(
        '<details data-filter-title="{}" open><summary>By {}</summary><ul>{}</ul></details>',
        spec.title,
        spec.title,
        format_html_join("", '<li{}><a href="{}">{}</a></li>', choices),
    )


@register.simple_tag(takes_context=True)
def pages_beside(context: Any) -> SafeString:
    """Show the pages of whoever looks, by subject."""
    return menu.beside(context["available_apps"], context["request"].path)
