"""Calls to addresses on the internet that somebody else has chosen, such as webhooks."""
