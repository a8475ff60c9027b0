"""The door of credit: scorecards, and the decision about an application."""
