SELECT id AS customer_id, public_id, kind, status, risk_rating,
       coalesce(branch_code, 'HEAD') AS branch,
       (registered_at AT TIME ZONE 'UTC')::date AS joined_on
FROM accounts_customer
