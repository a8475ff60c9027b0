"""Sanctions lists in the back office: editions, entries, and who is not who is on them."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib import admin

from bankcore.presentation.acting import ActForm, ActingAdmin, Asked, ListAct, RowAct
from bankcore.presentation.read_only import ReadOnlyAdmin
from risk.sanctions import public as sanctions
from risk.sanctions.models import ClearedPair, ListEdition, ListEntry


class LoadForm(ActForm):
    list_code = forms.SlugField(initial="OFAC-SDN", max_length=20)
    edition = forms.CharField(max_length=40, help_text="As its publisher dates it.")
    file = forms.FileField(
        help_text="OFAC's CSV format (SDN.CSV); of lists PEP..., CSV with a head."
    )


class ClearForm(ActForm):
    subject = forms.CharField(max_length=80, help_text="Whose name was near: as the case says.")
    reason = forms.CharField(max_length=500, help_text="What shows that it is somebody else.")


def _load(asked: Asked) -> str:
    loaded = sanctions.load_list(
        list_code=asked["list_code"],
        edition=asked["edition"],
        content=asked["file"].read(),
        actor=asked.actor,
        now=asked.now,
    )
    return (
        f"{loaded.entries:,} entries: {loaded.added:,} new, {loaded.changed:,} changed,"
        f" {loaded.removed:,} gone. All customers are screened again."
    )


def _clear(entry: ListEntry, asked: Asked) -> str:
    sanctions.clear_match(
        subject=asked["subject"],
        entry_id=entry.pk,
        reason=asked["reason"],
        actor=asked.actor,
        now=asked.now,
    )
    return "It is remembered until the entry changes."


@admin.register(ListEdition)
class ListEditionAdmin(ActingAdmin):
    list_display = (
        "list_code", "edition", "entries", "added", "changed", "removed", "loaded_by", "loaded_at",
    )  # fmt: skip
    ordering = ("-id",)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "load": ListAct(
            title="Load a list", form=LoadForm, do=_load, permission="sanctions.load_list"
        )
    }


@admin.register(ListEntry)
class ListEntryAdmin(ActingAdmin):
    list_display = ("uid", "names", "kind", "programmes", "countries", "births", "removed_at")
    list_filter = ("list_code", "kind", ("removed_at", admin.EmptyFieldListFilter))
    search_fields = ("uid", "names")
    ordering = ("id",)
    row_acts: ClassVar[dict[str, RowAct]] = {
        "clear": RowAct(
            title="Clear somebody", form=ClearForm, do=_clear, permission="sanctions.clear_match"
        )
    }


@admin.register(ClearedPair)
class ClearedPairAdmin(ReadOnlyAdmin):
    list_display = ("subject", "entry", "reason", "cleared_by", "cleared_at")
    list_select_related = ("entry",)
    search_fields = ("subject",)
    ordering = ("-id",)
