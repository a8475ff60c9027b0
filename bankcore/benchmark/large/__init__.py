"""A bank of a million accounts, filled and measured: posting, reads, pages, lists, partitions."""
