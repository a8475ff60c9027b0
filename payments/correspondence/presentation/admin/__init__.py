"""Correspondence in the back office: messages, disputes, notices and notes."""

from payments.correspondence.presentation.admin import disputes, messages, notes, notices

__all__ = ["disputes", "messages", "notes", "notices"]
