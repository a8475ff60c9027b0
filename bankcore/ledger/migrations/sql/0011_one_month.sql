-- Legs are looked for among the transactions of their own months. Without that, every booking looked
-- at the newest rows of every month there is, and the ledger became slower with its years.
CREATE OR REPLACE FUNCTION ledger_entries_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  wrong    record;
  accounts bigint;
  carried  bigint;
BEGIN
  -- Held shared until commit; closing a period takes it alone, so no booking slips past it.
  PERFORM pg_advisory_xact_lock_shared(7301, 1);

  -- Legs sum to zero, and come in the database transaction that makes their transaction.
  SELECT l.txn_id, l.total, t.id IS NULL AS stray INTO wrong
  FROM (SELECT txn_id, booking_date, currency, sum(amount) AS total
        FROM added GROUP BY txn_id, booking_date, currency) l
  LEFT JOIN ledger_txn t
    ON t.id = l.txn_id AND t.booking_date = l.booking_date
   AND t.xid = pg_current_xact_id()::text::bigint
   AND t.booking_date BETWEEN (SELECT min(booking_date) FROM added)
                          AND (SELECT max(booking_date) FROM added)
  WHERE l.total <> 0 OR t.id IS NULL
  LIMIT 1;
  IF FOUND AND wrong.stray THEN
    RAISE EXCEPTION 'legs of transaction % do not come with it', wrong.txn_id
      USING ERRCODE = 'integrity_constraint_violation';
  ELSIF FOUND THEN
    RAISE EXCEPTION 'legs of transaction % sum to %, not to zero', wrong.txn_id, wrong.total
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;

  SELECT d.booking_date INTO wrong
  FROM (SELECT DISTINCT booking_date FROM added) d
  JOIN ledger_period p ON d.booking_date BETWEEN p.first_day AND p.last_day
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the period of % is closed', wrong.booking_date
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;

  -- A run of entries of one account follows from its balance when the first goes on from the
  -- number and balance that are there, and each of the others from the entry before it. The
  -- primary key alone would let one number be used on two booking dates, and leave out another.
  WITH run AS MATERIALIZED (
    SELECT account_id, currency, count(*) AS entries, min(seq) AS first_seq, max(seq) AS last_seq,
           min(base) FILTER (WHERE seq_before IS NULL) AS base, max(txn_id) AS last_txn,
           bool_and(seq_before IS NULL OR (seq = seq_before + 1 AND base = base_before)) AS follows,
           coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)::bigint AS debits,
           coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::bigint AS credits,
           min(balance_after) FILTER (WHERE amount < 0) AS lowest,
           max(balance_after) FILTER (WHERE amount > 0) AS highest
    FROM (SELECT account_id, currency, seq, txn_id, amount, balance_after,
                 balance_after - amount AS base,
                 lag(balance_after) OVER entries AS base_before, lag(seq) OVER entries AS seq_before
          FROM added WINDOW entries AS (PARTITION BY account_id ORDER BY seq)) e
    GROUP BY account_id, currency),
  carried_over AS (
    UPDATE ledger_balance b
    SET dr_posted = b.dr_posted + r.debits, cr_posted = b.cr_posted + r.credits,
        seq = r.last_seq, updated_txn = r.last_txn,
        excess = CASE WHEN b.floor IS NULL THEN 0 ELSE greatest(0, b.floor + b.held
          - b.sign * (b.cr_posted + r.credits - b.dr_posted - r.debits)) END
    FROM run r
    -- Said twice, so that a large batch is looked up by key and never by a scan of all accounts.
    WHERE b.account_id = ANY (ARRAY(SELECT account_id FROM run))
      AND b.account_id = r.account_id AND b.currency = r.currency AND b.status <> 4
      AND r.first_seq = b.seq + 1 AND r.last_seq = b.seq + r.entries
      AND r.base = b.cr_posted - b.dr_posted AND r.follows
      AND (b.floor IS NULL
           OR (b.sign = 1 AND (r.lowest IS NULL OR r.lowest - b.held >= b.floor))
           OR (b.sign = -1 AND (r.highest IS NULL OR -r.highest - b.held >= b.floor))
           OR NOT EXISTS (
             SELECT FROM added a JOIN ledger_txn t
               ON t.id = a.txn_id AND t.booking_date = a.booking_date
             WHERE a.account_id = b.account_id AND a.amount * b.sign < 0
               AND a.balance_after * b.sign - b.held < b.floor AND t.kind NOT IN (7, 8, 11)))
    RETURNING b.account_id)
  SELECT (SELECT count(*) FROM run), (SELECT count(*) FROM carried_over) INTO accounts, carried;
  IF accounts <> carried THEN
    RAISE EXCEPTION 'entries do not follow from the balances of % of % accounts: currency, sequence, balance, floor or status',
      accounts - carried, accounts USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
