"""How fast the bank is on this machine, beside PostgreSQL's own benchmark in the same run."""
