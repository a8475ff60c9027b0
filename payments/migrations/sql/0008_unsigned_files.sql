-- A file that a customer sent in online banking is UNSIGNED until the customer confirms it; no line
-- of it is paid or scheduled before.

DROP TRIGGER file_over_is_final ON payments_bulkfile;
CREATE TRIGGER file_over_is_final BEFORE UPDATE ON payments_bulkfile
  FOR EACH ROW WHEN (OLD.state NOT IN ('UNSIGNED', 'RECEIVED')
    OR (OLD.state = 'RECEIVED' AND NEW.state = 'UNSIGNED')
    OR (OLD.state = 'UNSIGNED' AND NEW.state NOT IN ('UNSIGNED', 'RECEIVED')))
  EXECUTE FUNCTION payments_refuse_change();

CREATE FUNCTION payments_only_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM payments_bulkfile WHERE id = NEW.file_id AND state = 'UNSIGNED') THEN
    RAISE EXCEPTION 'line % of file %: its customer has not confirmed the file', NEW.number,
      NEW.file_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER unsigned_is_not_paid BEFORE UPDATE ON payments_bulkline
  FOR EACH ROW WHEN (NEW.state IN ('BOOKED', 'SCHEDULED'))
  EXECUTE FUNCTION payments_only_signed();
