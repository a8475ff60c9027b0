"""Seals in the back office."""

from __future__ import annotations

from django.contrib import admin

from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.seals.models import SealedHead


@admin.register(SealedHead)
class SealedHeadAdmin(ReadOnlyAdmin):
    list_display = ("number", "log", "size", "sealed_at", "key_id")
    list_filter = ("log",)
    ordering = ("-number",)
    fields = (
        *("number", "log", "size", "root_hex", "previous_hex", "signature_hex"),
        *("from_xid", "to_xid", "sealed_at", "key"),
    )
    readonly_fields = ("root_hex", "previous_hex", "signature_hex")

    @admin.display(description="root")
    def root_hex(self, row: SealedHead) -> str:
        return bytes(row.root).hex()

    @admin.display(description="hash of the seal before")
    def previous_hex(self, row: SealedHead) -> str:
        return bytes(row.previous).hex()

    @admin.display(description="signature")
    def signature_hex(self, row: SealedHead) -> str:
        return bytes(row.signature).hex()
