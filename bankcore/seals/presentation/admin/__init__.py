"""Seals in the back office."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from bankcore import clock
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of
from bankcore.seals import public as seals
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

    def get_urls(self) -> list[URLPattern]:
        """Add the proof of an entry of the audit trail, which the entry's page links."""
        view = self.admin_site.admin_view(self.proof)
        return [
            path("proof/<int:row>/", view, name="seals_sealedhead_proof"),
            *super().get_urls(),
        ]

    def proof(self, request: HttpRequest, row: int) -> HttpResponse:
        """Hand out what shows, without the bank, that an entry is as it was when it was sealed."""
        if not request.user.has_perm("audit.view_auditentry"):
            raise PermissionDenied
        try:
            proof = seals.audit_proof(row_id=row, actor=actor_of(request), now=clock.now())
        except seals.NotSealed as error:
            messages.error(request, f"{error.message} {error.cure}")
            return redirect("admin:audit_auditentry_changelist")
        name = f"audit-{row}-proof.json"
        return JsonResponse(
            proof, headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )

    @admin.display(description="root")
    def root_hex(self, row: SealedHead) -> str:
        return bytes(row.root).hex()

    @admin.display(description="hash of the seal before")
    def previous_hex(self, row: SealedHead) -> str:
        return bytes(row.previous).hex()

    @admin.display(description="signature")
    def signature_hex(self, row: SealedHead) -> str:
        return bytes(row.signature).hex()
