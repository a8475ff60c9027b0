-- A payment that its payer can still take back is booked, refused by the books or undone, and no
-- other state; the table's CHECKs hold that each is in its time. The rest stays as it was.
CREATE OR REPLACE FUNCTION payments_guard_held() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ending constant text[] :=
    ARRAY['state', 'txn_id', 'refusal_code', 'ended_at', 'ended_by', 'expires_at',
      'as_ordinary'];
  payee constant text[] := ARRAY['creditor_iban', 'creditor_name', 'remittance', 'narrative'];
BEGIN
  IF OLD.state = 'UNDOABLE' THEN
    IF to_jsonb(OLD) - ending = to_jsonb(NEW) - ending AND NEW.expires_at = OLD.expires_at
      AND NEW.state IN ('BOOKED', 'REFUSED', 'UNDONE')
    THEN
      RETURN NEW;
    END IF;
  ELSIF OLD.state IN ('HELD', 'READY') THEN
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

REVOKE UPDATE, DELETE, TRUNCATE ON payments_undosetting FROM bankcore_app;
GRANT UPDATE (seconds) ON payments_undosetting TO bankcore_app;
