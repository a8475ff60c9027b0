"""The back office's pages of whoever looks, as every one of its pages names them beside itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from typing import Any, Final
from urllib.parse import quote

from django.apps import apps
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

_EMPTY: Final = "<td></td>"
_HEAD: Final = (
    '<thead class="visually-hidden"><tr><th scope="col">Model name</th>'
    '<th scope="col">Add link</th><th scope="col">Change or view list link</th></tr></thead>'
)
_NOTHING: Final = SafeString("<p>There is no page that your rights open.</p>")


def pages(site: AdminSite, request: HttpRequest, label: str | None) -> dict[str, dict[str, Any]]:
    """Return what `AdminSite._build_app_dict` does: the pages by app that the rights open.

    Rights are asked anew with every page; where a page is was found out once.
    """
    found: dict[str, dict[str, Any]] = {}
    for model, page in site._registry.items():  # noqa: SLF001 - what Django names so
        app, name = model._meta.app_label, model._meta.model_name  # noqa: SLF001
        if (label and app != label) or not page.has_module_permission(request):
            continue
        may = page.get_model_perms(request)
        if not any(may.values()):
            continue
        entry: dict[str, Any] = {
            "model": model,
            "name": capfirst(model._meta.verbose_name_plural),  # noqa: SLF001
            "object_name": model._meta.object_name,  # noqa: SLF001
            "perms": may,
            "admin_url": None,
            "add_url": None,
        }
        if may["change"] or may["view"]:
            entry["view_only"] = not may["change"]
            entry["admin_url"] = _address(site.name, f"{app}_{name}_changelist")
        if may["add"]:
            entry["add_url"] = _address(site.name, f"{app}_{name}_add")
        if app not in found:
            found[app] = {
                "name": apps.get_app_config(app).verbose_name,
                "app_label": app,
                "app_url": _address(site.name, "app_list", app),
                "has_module_perms": True,
                "models": [],
            }
        found[app]["models"].append(entry)
    return found


def _address(site: str, name: str, *args: str) -> str:
    return _known(site, name, args, get_script_prefix())


@cache
def _known(site: str, name: str, args: tuple[str, ...], _prefix: str) -> str:
    """Return an address; below another prefix it is another."""
    return reverse(f"admin:{name}", args=args or None, current_app=site)


def beside(groups: Iterable[Mapping[str, Any]], path: str) -> SafeString:
    """Return the pages by subject as HTML, as `admin/app_list.html` has them beside a page."""
    here = quote(path)
    told = "".join(_group(each, here) for each in groups)
    return mark_safe(told) if told else _NOTHING  # noqa: S308 - what is put in is escaped


def _group(group: Mapping[str, Any], here: str) -> str:
    label, name, at = (escape(group[each]) for each in ("app_label", "name", "app_url"))
    css = f"app-{label} module" + (" current-app" if group["app_url"] in here else "")
    lines = "".join(_lines(group["models"], label, here))
    return (
        f'<div class="{css}"><table><caption><a href="{at}" class="section"'
        f' title="Models in the {name} application">{name}</a></caption>'
        f"{_HEAD}{lines}</table></div>"
    )


def _lines(models: Iterable[Mapping[str, Any]], label: str, here: str) -> Iterator[str]:
    for each in models:
        model, name, at, add = each["object_name"].lower(), escape(each["name"]), "", _EMPTY
        is_here = bool(each["admin_url"]) and each["admin_url"] in here
        if each["admin_url"]:
            current = ' aria-current="page"' if is_here else ""
            name = f'<a href="{escape(each["admin_url"])}"{current}>{name}</a>'
        if each["add_url"]:
            at = escape(each["add_url"])
            told = f'class="addlink" aria-describedby="{label}-{model}"'
            add = f'<td><a href="{at}" {told}>Add</a></td>'
        css = f"model-{model}" + (" current-model" if is_here else "")
        yield f'<tr class="{css}"><th scope="row" id="{label}-{model}">{name}</th>{add}</tr>'
