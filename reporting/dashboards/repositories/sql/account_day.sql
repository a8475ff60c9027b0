-- Accounts on each day of the range on which something was booked.
SELECT h.*, d.day, d.credits, d.debits, d.entries
FROM held h
JOIN fact_day d ON d.account_id = h.account_id AND d.day BETWEEN h.first AND h.last
