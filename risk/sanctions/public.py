"""The door of sanctions: lists, and the names that are near theirs."""
