-- What moved the lines of the general ledger between two days, by the kind of transaction; what takes
-- a transaction back counts with the kind that it takes back.
SELECT a.gl_code, e.currency, coalesce(r.reversed_kind, e.kind) AS kind,
       sum(e.amount)::BIGINT AS amount
FROM fact_entry e
JOIN dim_account_on($last) a ON a.account_id = e.account_id
LEFT JOIN fact_reversal r ON r.txn_id = e.txn_id
WHERE e.booking_date BETWEEN $first AND $last
GROUP BY ALL
ORDER BY a.gl_code, e.currency, kind
