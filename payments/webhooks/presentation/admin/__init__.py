"""Webhooks in the back office."""

from payments.webhooks.presentation.admin import deliveries, endpoints, events

__all__ = ["deliveries", "endpoints", "events"]
