"""Whether what the bank asks its database is answered by an index where a table is large."""
