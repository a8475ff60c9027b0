"""Expected credit loss, exposure and collateral, from the bank's own books."""
