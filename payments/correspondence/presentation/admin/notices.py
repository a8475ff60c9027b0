"""Which e-mails customers want, and which went out."""

from __future__ import annotations

from django.contrib import admin

from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.correspondence.models import Notice, NoticeChoices


@admin.register(NoticeChoices)
class NoticeChoicesAdmin(ReadOnlyAdmin):
    list_display = (
        "customer", "language", "money_in", "money_out", "money_out_above_minor",
        "standing_order_failed", "statement_ready", "message_waiting", "chosen_at",
    )  # fmt: skip
    list_select_related = ("customer",)
    ordering = ("-id",)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """What went out, and to how many addresses; what a mail said is not kept."""

    list_display = ("__str__", "customer", "kind", "made_at", "sent_at", "mails")
    list_filter = ("kind",)
    list_select_related = ("customer",)
    ordering = ("-id",)
