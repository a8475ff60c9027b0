"""The PKDD'99 set of a Czech bank, 1993-1998, posted through the ledger.

Published by Petr Berka and Marta Sochorova for the PKDD'99 Discovery Challenge.
"""
