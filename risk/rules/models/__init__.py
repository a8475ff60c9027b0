"""Rules that analysts write, try and put to work without code."""
