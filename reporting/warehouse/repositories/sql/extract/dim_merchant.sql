SELECT id AS merchant_id, customer_id AS customer_public_id, category, country, currency, state,
       is_sandbox, (created_at AT TIME ZONE 'UTC')::date AS joined_on
FROM gateway_merchant
