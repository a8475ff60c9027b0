"""Money laundering: scenarios, re-screening of customers, reports to the authorities."""
