"""Filters of the gateway's lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest

from bankcore.presentation import branch_paths
from bankcore.presentation.staff import branch_of
from payments.gateway.models import Merchant

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


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
        return [(str(row.pk), row.name) for row in rows]


OF_MERCHANT = ("merchant", MerchantFilter)
