-- What moved the lines of the general ledger between two days, by the kind of transaction; what takes
-- a transaction back counts with the kind that it takes back.
SELECT a.gl_code, e.currency, coalesce(r.reversed_kind, e.kind) AS kind,
       sum(e.amount)::BIGINT AS amount
FROM fact_entry e
JOIN dim_account a ON a.account_id = e.account_id
  AND a.valid_from <= $last AND a.valid_to > $last AND a.known_to = TIMESTAMP '9999-12-31'
LEFT JOIN fact_reversal r ON r.txn_id = e.txn_id
WHERE e.booking_date BETWEEN $first AND $last
GROUP BY ALL
ORDER BY a.gl_code, e.currency, kind
