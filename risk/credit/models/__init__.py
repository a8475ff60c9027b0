"""Scorecards, and the decision about an application for credit."""
