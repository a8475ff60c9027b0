-- Whatever plan a session keeps, a batch costs in proportion to its entries.
--   A function's plan is made for the first batch of a session, often of one posting in a small
-- month, and serves all later ones. Transactions were then read by the whole month, and each row of
-- a batch was compared with each other. So transactions are looked up by key, for which OFFSET 0
-- leaves no other way; balances are found by an array of keys and joined as sets, never by a loop;
-- no index is passed over because its table was small; nothing is compiled for a cost that is only
-- that of what is forbidden.
--   Of what a charge brings below the floor, all entries of the batch were read for each account.
CREATE OR REPLACE FUNCTION ledger_entries_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_nestloop = off SET enable_seqscan = off SET jit = off AS $$
DECLARE
  batch    record;
  wrong    record;
  accounts bigint;
  carried  bigint;
BEGIN
  -- Held shared until commit; closing a period takes it alone, so no booking slips past it.
  PERFORM pg_advisory_xact_lock_shared(7301, 1);

  -- Legs sum to zero, and come in the database transaction that makes their transaction.
  SELECT min(l.txn_id) FILTER (WHERE t.kind IS NULL) AS stray,
         min(l.txn_id) FILTER (WHERE l.total <> 0) AS uneven,
         coalesce(bool_or(t.kind IN (7, 8, 11)), false) AS has_charges INTO batch
  FROM (SELECT txn_id, booking_date, currency, sum(amount) AS total
        FROM added GROUP BY txn_id, booking_date, currency) l
  LEFT JOIN LATERAL (
    SELECT kind FROM ledger_txn
    WHERE id = l.txn_id AND booking_date = l.booking_date
      AND xid = pg_current_xact_id()::text::bigint
    OFFSET 0) t ON true;
  IF batch.stray IS NOT NULL THEN
    RAISE EXCEPTION 'legs of transaction % do not come with it', batch.stray
      USING ERRCODE = 'integrity_constraint_violation';
  ELSIF batch.uneven IS NOT NULL THEN
    RAISE EXCEPTION 'legs of transaction % sum to %, not to zero', batch.uneven,
      (SELECT sum(amount) FROM added WHERE txn_id = batch.uneven
       GROUP BY booking_date, currency HAVING sum(amount) <> 0 LIMIT 1)
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
  -- Only the bank's charges (interest 7, fee 8, tax 11) may leave less than the floor.
  WITH run AS MATERIALIZED (
    SELECT account_id, currency, count(*) AS entries, min(seq) AS first_seq, max(seq) AS last_seq,
           min(base) FILTER (WHERE seq_before IS NULL) AS base, max(txn_id) AS last_txn,
           bool_and(seq_before IS NULL OR (seq = seq_before + 1 AND base = base_before)) AS follows,
           coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)::bigint AS debits,
           coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::bigint AS credits,
           min(balance_after) FILTER (WHERE amount < 0 AND NOT is_charge) AS lowest,
           max(balance_after) FILTER (WHERE amount > 0 AND NOT is_charge) AS highest
    FROM (SELECT account_id, currency, seq, txn_id, amount, balance_after, is_charge,
                 balance_after - amount AS base,
                 lag(balance_after) OVER entries AS base_before, lag(seq) OVER entries AS seq_before
          FROM (SELECT a.*, batch.has_charges AND EXISTS (
                  SELECT FROM ledger_txn t
                  WHERE t.id = a.txn_id AND t.booking_date = a.booking_date
                    AND t.kind IN (7, 8, 11) OFFSET 0) AS is_charge
                FROM added a) a
          WINDOW entries AS (PARTITION BY account_id ORDER BY seq)) e
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
           OR (b.sign = -1 AND (r.highest IS NULL OR -r.highest - b.held >= b.floor)))
    RETURNING b.account_id)
  SELECT (SELECT count(*) FROM run), (SELECT count(*) FROM carried_over) INTO accounts, carried;
  IF accounts <> carried THEN
    RAISE EXCEPTION 'entries do not follow from the balances of % of % accounts: currency, sequence, balance, floor or status',
      accounts - carried, accounts USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
