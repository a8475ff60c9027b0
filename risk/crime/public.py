"""The door of crime: scenarios of laundering, re-screening, reports to the authorities."""
