"""The rows of a list as HTML: cell for cell what Django's own tag makes of them.

Django finds out of every cell anew what it shows and how, and of every row at which address it is.
Here each column is settled once for a page, and so is what the addresses have in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time
from html import escape
from typing import Any, Final
from uuid import UUID

from django.contrib.admin.templatetags.admin_list import results as rows_of_django
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import display_for_field, display_for_value, lookup_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from bankcore.presentation.sums import ACTION_BOX

_Address = Callable[[Any], str | None]
# What a row says in a column, and whether it is kept on one line.
_Said = tuple[Any, bool]
_NOT_BROKEN: Final = (models.DateField, models.TimeField, models.ForeignKey)
# Texts of such fields are shown as more than text.
_LINKS: Final = (models.FileField, models.URLField, models.JSONField)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A column with all that its cells have in common."""

    says: Callable[[Any], _Said]
    css: str
    tag: str
    is_link: bool

    def cell(self, row: Any, address: _Address) -> str:
        """Return the cell of a row."""
        said, is_short = self.says(row)
        # Django's way to escape what is a text already costs ten times as much.
        text = escape(said) if type(said) is str else conditional_escape(said)
        if self.is_link and (at := address(row)) is not None:
            text = f'<a href="{escape(at)}">{text}</a>'
        css = f"{self.css} nowrap" if is_short else self.css
        return f'<{self.tag} class="{css}">{text}</{self.tag}>'


def rows(found: ChangeList) -> SafeString:
    """Return the rows of a list's page."""
    # Each link of a pop-up says whom it answers to.
    of_django = ("".join(row) for row in rows_of_django(found))
    lines = of_django if found.is_popup else _lines(found)
    return mark_safe("".join(f"<tr>{line}</tr>\n" for line in lines))  # noqa: S308 - cells are escaped


def _lines(found: ChangeList) -> Iterator[str]:
    columns, address = list(_columns(found)), _addresses(found)
    for row in found.result_list:
        yield "".join([each.cell(row, address) for each in columns])


def _columns(found: ChangeList) -> Iterator[_Column]:
    links, is_first = found.list_display_links, True
    for place, name in enumerate(found.list_display):
        is_link = links is not None and ((is_first and not links) or name in links)
        title = _title(name, place)
        yield _Column(
            says=_says(found, name, is_link=is_link),
            css="action-checkbox" if title == ACTION_BOX else f"field-{title}",
            tag="th" if is_link and is_first else "td",
            is_link=is_link,
        )
        is_first = is_first and not is_link


def _title(name: Any, place: int) -> str:
    title: str = name if isinstance(name, str) else name.__name__
    return f"lambda{place}" if title == "<lambda>" else title


def _says(found: ChangeList, name: Any, *, is_link: bool) -> Callable[[Any], _Said]:
    """Return what asks a row for what it says; nothing, where what it refers to is gone."""
    empty = found.model_admin.get_empty_value_display()
    field = _field(found, name)
    if field is not None and not field.auto_created:
        says = _of_field(field, empty, is_link=is_link)
    else:
        says = _of_value(found, name, empty) if field is None else _of_key(field, empty)

    def said(row: Any) -> _Said:
        try:
            return says(row)
        except ObjectDoesNotExist:
            return empty, False

    return said


def _field(found: ChangeList, name: Any) -> Any:
    """Return the row's own field of that name; None of what its page or its model says."""
    if not isinstance(name, str):
        return None
    try:
        field: Any = found.lookup_opts.get_field(name)
    except FieldDoesNotExist:
        return None
    is_own = field.concrete and (not field.is_relation or not field.many_to_many)
    is_column = field.is_relation and field.attname == name  # a key, not what it refers to
    return field if is_own and not is_column else None


def _of_field(field: Any, empty: str, *, is_link: bool) -> Callable[[Any], _Said]:
    name, is_short = field.name, isinstance(field, _NOT_BROKEN)
    if isinstance(field.remote_field, models.ManyToOneRel):

        def referred(row: Any) -> _Said:
            value = getattr(row, name)
            return (empty if value is None else value), is_short

        return referred
    known = dict(field.flatchoices) if field.flatchoices else None
    is_text = not isinstance(field, _LINKS)

    def said(row: Any) -> _Said:
        value = _stripped(getattr(row, name))
        if known is not None and isinstance(value, str | int):
            return known.get(value, empty), is_short
        if is_text and type(value) is str and known is None:
            return value or empty, is_short
        return display_for_field(value, field, empty, avoid_link=is_link), is_short

    return said


def _of_key(field: Any, empty: str) -> Callable[[Any], _Said]:
    return lambda row: _shown(getattr(row, field.name), empty)


def _of_value(found: ChangeList, name: Any, empty: str) -> Callable[[Any], _Said]:
    """Return what asks the page, or what stands in its list, or the row itself."""
    page = found.model_admin
    if callable(name):
        asked: Any = name
    elif name != "__str__" and hasattr(page, name):
        asked = getattr(page, name)
    else:
        return lambda row: _of_row(page, name, row, empty)
    is_sign, none = bool(getattr(asked, "boolean", False)), _none(asked, empty)
    return lambda row: _shown(asked(row), none, is_sign=is_sign)


def _of_row(page: Any, name: str, row: Any, empty: str) -> _Said:
    _, attribute, value = lookup_field(name, row, page)
    asked = attribute.fget if isinstance(attribute, property) else attribute
    return _shown(value, _none(attribute, empty), is_sign=bool(getattr(asked, "boolean", False)))


def _none(asked: Any, empty: str) -> str:
    none: str = getattr(asked, "empty_value_display", empty)
    return none


def _shown(value: Any, empty: str, *, is_sign: bool = False) -> _Said:
    value = _stripped(value)
    if not is_sign and type(value) in {str, SafeString}:
        return value or empty, False
    return display_for_value(value, empty, is_sign), isinstance(value, date | time)


def _stripped(value: Any) -> Any:
    return "" if isinstance(value, str) and not value.strip() else value


def _addresses(found: ChangeList) -> _Address:
    """Return what tells where a row is, with the list's filters, which lead back to it."""
    first = next(iter(found.result_list), None)
    address = None if first is None else _address(found, first)
    if address is None:
        return lambda _row: None
    asked: dict[str, Any] = {"preserved_filters": found.preserved_filters, "opts": found.opts}
    kept = add_preserved_filters(asked, address).removeprefix(address)
    key = getattr(first, found.pk_attname)
    head, end, after = address.rpartition(f"{key}/change/")
    if not end or after or type(key) not in {int, UUID}:
        return lambda row: f"{_address(found, row)}{kept}"
    return lambda row: f"{head}{getattr(row, found.pk_attname)}/change/{kept}"


def _address(found: ChangeList, row: Any) -> str | None:
    try:
        return found.url_for_result(row)
    except NoReverseMatch:
        return None
