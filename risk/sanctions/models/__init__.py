"""Sanctions lists, and the names that are near theirs."""
