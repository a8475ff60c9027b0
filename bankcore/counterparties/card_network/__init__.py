"""A card network as a program of its own: hosts, issuers, clearing and the bank that settles.

Written from docs/gateway/wire.md and docs/gateway/clearing.md alone.
"""
