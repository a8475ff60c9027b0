-- Few change; all are read. Of one account and customer the newest record counts.
SELECT h.id AS holder_id, a.ledger_account_id AS account_id, h.customer_id, h.valid_from, h.valid_to
FROM accounts_holder h JOIN accounts_account a ON a.id = h.account_id
