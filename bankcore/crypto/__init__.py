"""Encryption of single values and keyed hashes. Knows no word of banking."""
