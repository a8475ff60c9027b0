-- What was presented, settled and paid stays as it is: rows are added and answered, never rewritten.

CREATE FUNCTION settlement_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: what is settled stays as it is', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

-- Added to, and never changed.
CREATE TRIGGER never_changed BEFORE UPDATE ON settlement_settlementline
  FOR EACH STATEMENT EXECUTE FUNCTION settlement_refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON settlement_reserverelease
  FOR EACH STATEMENT EXECUTE FUNCTION settlement_refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON settlement_networkadviceline
  FOR EACH STATEMENT EXECUTE FUNCTION settlement_refuse_change();
REVOKE UPDATE ON settlement_settlementline, settlement_reserverelease, settlement_networkadviceline
  FROM bankcore_app;

-- A batch is whole when it is made, but for the number of the transaction that books its reserve.
CREATE TRIGGER batch_is_final BEFORE UPDATE ON settlement_settlementbatch
  FOR EACH ROW WHEN (
    OLD.reserve_txn_id IS NOT NULL OR NEW.reserve_txn_id IS NULL
    OR to_jsonb(OLD) - 'reserve_txn_id' IS DISTINCT FROM to_jsonb(NEW) - 'reserve_txn_id')
  EXECUTE FUNCTION settlement_refuse_change();
REVOKE UPDATE ON settlement_settlementbatch FROM bankcore_app;
GRANT UPDATE (reserve_txn_id) ON settlement_settlementbatch TO bankcore_app;

-- A file is written once and answered once; what it holds is never changed.
CREATE TRIGGER written_is_final BEFORE UPDATE ON settlement_clearingfile
  FOR EACH ROW WHEN (
    OLD.state <> 'MADE' OR (OLD.sha256 IS NOT NULL AND NEW.sha256 IS DISTINCT FROM OLD.sha256))
  EXECUTE FUNCTION settlement_refuse_change();
REVOKE UPDATE ON settlement_clearingfile FROM bankcore_app;
GRANT UPDATE (state, sha256, error, written_at, answered_at) ON settlement_clearingfile
  TO bankcore_app;

CREATE TRIGGER answered_is_final BEFORE UPDATE ON settlement_clearingrecord
  FOR EACH ROW WHEN (
    OLD.state IN ('TAKEN', 'REFILED') OR (OLD.state = 'REJECTED' AND NEW.state <> 'REFILED'))
  EXECUTE FUNCTION settlement_refuse_change();
REVOKE UPDATE ON settlement_clearingrecord FROM bankcore_app;
GRANT UPDATE (state, error, expected_interchange_minor, expected_scheme_fee_minor)
  ON settlement_clearingrecord TO bankcore_app;

CREATE TRIGGER taken_is_final BEFORE UPDATE ON settlement_receivedfile
  FOR EACH ROW WHEN (OLD.state = 'TAKEN') EXECUTE FUNCTION settlement_refuse_change();

CREATE TRIGGER booked_is_final BEFORE UPDATE ON settlement_networkadvice
  FOR EACH ROW WHEN (
    (OLD.fees_txn_id IS NOT NULL AND NEW.fees_txn_id IS DISTINCT FROM OLD.fees_txn_id)
    OR (OLD.payment_txn_id IS NOT NULL AND NEW.payment_txn_id IS DISTINCT FROM OLD.payment_txn_id))
  EXECUTE FUNCTION settlement_refuse_change();
REVOKE UPDATE ON settlement_networkadvice FROM bankcore_app;
GRANT UPDATE (fees_txn_id, payment_txn_id) ON settlement_networkadvice TO bankcore_app;

CREATE TRIGGER decided_is_final BEFORE UPDATE ON settlement_payout
  FOR EACH ROW WHEN (OLD.state IN ('PAID', 'FAILED', 'CANCELED'))
  EXECUTE FUNCTION settlement_refuse_change();
REVOKE UPDATE ON settlement_payout FROM bankcore_app;
GRANT UPDATE (state, failure_code, txn_id, decided_at) ON settlement_payout TO bankcore_app;

REVOKE UPDATE ON settlement_merchantbalance FROM bankcore_app;
GRANT UPDATE (available_minor) ON settlement_merchantbalance TO bankcore_app;

-- Nothing is removed.
DO $$
DECLARE each text;
BEGIN
  FOREACH each IN ARRAY ARRAY[
    'clearingfile', 'clearingrecord', 'receivedfile', 'networkadvice', 'networkadviceline',
    'merchantbalance', 'settlementbatch', 'settlementline', 'reserverelease', 'payout']
  LOOP
    EXECUTE format(
      'CREATE TRIGGER nothing_is_removed BEFORE DELETE OR TRUNCATE ON settlement_%s
         FOR EACH STATEMENT EXECUTE FUNCTION settlement_refuse_change()', each);
    EXECUTE format('REVOKE DELETE, TRUNCATE ON settlement_%s FROM bankcore_app', each);
  END LOOP;
END $$;

-- The acquirer reference number of an operation, as payments/settlement/domain/arn.py makes it.
CREATE FUNCTION settlement_arn(operation bigint, day date) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH body AS (
    SELECT '7999999' || (extract(year FROM day)::int % 10)::text || to_char(day, 'DDD')
      || lpad((operation % 100000000000)::text, 11, '0') AS digits)
  SELECT digits || ((10 - (
    SELECT sum(CASE WHEN place % 2 = 0 THEN
                 CASE WHEN digit > 4 THEN digit * 2 - 9 ELSE digit * 2 END
               ELSE digit END)
    FROM (SELECT place, substr(digits, place, 1)::int AS digit
          FROM generate_series(1, 22) place) each) % 10) % 10)::text
  FROM body
$$;

-- What has succeeded and been taken back: few of many, looked for by every settlement.
CREATE INDEX settlement_operation_returned ON gateway_operation (currency, business_date)
  WHERE state = 'RETURNED';
-- What networks are told of by files, by the day it succeeded.
CREATE INDEX settlement_operation_cleared ON gateway_operation (connector, business_date)
  WHERE state = 'SUCCEEDED' AND kind IN ('CAPTURE', 'REFUND');
