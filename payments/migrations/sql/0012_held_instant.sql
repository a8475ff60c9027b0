-- How a held payment went, once it was let go, is part of how it ended.
CREATE OR REPLACE FUNCTION payments_guard_held() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ending constant text[] :=
    ARRAY['state', 'txn_id', 'refusal_code', 'ended_at', 'ended_by', 'expires_at',
      'as_ordinary'];
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
GRANT UPDATE (as_ordinary) ON payments_heldpayment TO bankcore_app;
