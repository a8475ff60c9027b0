"""The door of operational: incidents, controls, indicators, continuity plans."""
