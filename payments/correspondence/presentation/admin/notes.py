"""Notes on customers, for colleagues."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib import admin

from bankcore.presentation.acting import ActForm, ActingAdmin, Asked, ListAct
from payments.correspondence import public as correspondence
from payments.correspondence.models import CustomerNote
from payments.correspondence.presentation.admin.messages import customer_of


class NoteForm(ActForm):
    customer = forms.UUIDField(label="Customer's id")
    text = forms.CharField(
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="It stays as it is. Note facts; what you suspect belongs to compliance.",
    )


def _write(asked: Asked) -> str:
    correspondence.write_note(
        customer_id=asked["customer"], text=asked["text"], actor=asked.actor, now=asked.now
    )
    return "The note is kept."


@admin.register(CustomerNote)
class CustomerNoteAdmin(ActingAdmin):
    list_display = ("text", "customer", "author", "written_at")
    list_select_related = ("customer",)
    ordering = ("-id",)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "write": ListAct(
            title="Write a note",
            form=NoteForm,
            do=_write,
            permission="correspondence.write_note",
            initial=customer_of,
        )
    }
