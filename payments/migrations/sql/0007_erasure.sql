-- What is over stays as it is, but for whom it would have paid, once the customer is erased: of an
-- order that never paid, and of a refused line. What has paid belongs to the books.

CREATE FUNCTION payments_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  payee constant text[] := ARRAY['creditor_iban', 'creditor_name', 'remittance', 'end_to_end_id'];
  paid boolean;
BEGIN
  IF TG_TABLE_NAME = 'payments_standingorder' THEN
    paid := EXISTS (SELECT FROM payments_standingorderexecution
                    WHERE order_id = OLD.id AND state = 'EXECUTED');
  ELSE
    paid := OLD.state <> 'REFUSED';
  END IF;
  IF NOT paid AND to_jsonb(OLD) - payee = to_jsonb(NEW) - payee
    AND NEW.creditor_iban IN ('', 'Erased') AND NEW.creditor_name IN ('', 'Erased')
    AND NEW.remittance = '' AND NEW.end_to_end_id = ''
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% on % refused: what is over stays as it is', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

DROP TRIGGER order_over_is_final ON payments_standingorder;
CREATE TRIGGER order_over_is_final BEFORE UPDATE ON payments_standingorder
  FOR EACH ROW WHEN (OLD.state IN ('ENDED', 'CANCELLED')) EXECUTE FUNCTION payments_only_erased();
DROP TRIGGER line_over_is_final ON payments_bulkline;
CREATE TRIGGER line_over_is_final BEFORE UPDATE ON payments_bulkline
  FOR EACH ROW WHEN (OLD.state <> 'PENDING') EXECUTE FUNCTION payments_only_erased();
