"""Log lines: structured, with nothing secret or personal in them."""
