"""Incidents, losses, controls, key risk indicators and continuity plans."""
