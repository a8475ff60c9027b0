"""Documents on A4: the same bytes for the same content, on every machine and at any time."""
