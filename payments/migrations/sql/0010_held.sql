-- What was ordered never changes, and how a held payment ended stays, but for whom it would have
-- paid, once the customer is erased. No trigger or row says why it was held.

CREATE FUNCTION payments_guard_held() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ending constant text[] :=
    ARRAY['state', 'txn_id', 'refusal_code', 'ended_at', 'ended_by', 'expires_at'];
  payee constant text[] := ARRAY['creditor_iban', 'creditor_name', 'remittance', 'narrative'];
BEGIN
  IF OLD.state IN ('HELD', 'READY') THEN
    IF to_jsonb(OLD) - ending = to_jsonb(NEW) - ending
      AND NEW.state IN ('READY', 'BOOKED', 'REJECTED', 'REFUSED', 'EXPIRED')
      AND (NEW.state, OLD.state) <> ('READY', 'READY')
    THEN
      RETURN NEW;
    END IF;
  ELSIF OLD.state <> 'BOOKED' AND to_jsonb(OLD) - payee = to_jsonb(NEW) - payee
    AND NEW.creditor_iban IN ('', 'Erased') AND NEW.creditor_name IN ('', 'Erased')
    AND NEW.remittance = '' AND NEW.narrative = ''
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% on % refused: what is over stays as it is', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON payments_heldpayment
  FOR EACH ROW EXECUTE FUNCTION payments_guard_held();
CREATE TRIGGER nothing_is_removed BEFORE DELETE OR TRUNCATE ON payments_heldpayment
  FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON payments_heldpayment FROM bankcore_app;
GRANT UPDATE (state, txn_id, refusal_code, ended_at, ended_by, expires_at,
  creditor_iban, creditor_name, remittance, narrative) ON payments_heldpayment TO bankcore_app;

-- A line of a file that the bank is looking at comes to something later, and to one thing.
CREATE FUNCTION payments_end_of_held_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ending constant text[] := ARRAY['state', 'txn_id', 'refusal_code', 'refusal_message'];
BEGIN
  IF to_jsonb(OLD) - ending = to_jsonb(NEW) - ending AND NEW.state IN ('BOOKED', 'REFUSED') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% on % refused: the line is booked or refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER line_over_is_final ON payments_bulkline;
CREATE TRIGGER line_over_is_final BEFORE UPDATE ON payments_bulkline
  FOR EACH ROW WHEN (OLD.state NOT IN ('PENDING', 'HELD'))
  EXECUTE FUNCTION payments_only_erased();
CREATE TRIGGER line_held_ends BEFORE UPDATE ON payments_bulkline
  FOR EACH ROW WHEN (OLD.state = 'HELD') EXECUTE FUNCTION payments_end_of_held_line();
DROP TRIGGER unsigned_is_not_paid ON payments_bulkline;
CREATE TRIGGER unsigned_is_not_paid BEFORE UPDATE ON payments_bulkline
  FOR EACH ROW WHEN (NEW.state IN ('BOOKED', 'SCHEDULED', 'HELD'))
  EXECUTE FUNCTION payments_only_signed();
