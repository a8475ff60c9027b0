-- Cheques: what PostgreSQL itself keeps true, whoever writes.

ALTER TABLE payments_chequebook ADD CONSTRAINT payments_cheque_book_identity UNIQUE (id, account_id);
ALTER TABLE payments_cheque ADD CONSTRAINT payments_cheque_of_its_book
  FOREIGN KEY (book_id, account_id) REFERENCES payments_chequebook (id, account_id);

CREATE FUNCTION payments_cheque_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.book_id, NEW.account_id, NEW.number)
     IS DISTINCT FROM (OLD.id, OLD.book_id, OLD.account_id, OLD.number) THEN
    RAISE EXCEPTION 'cheque % stays what it is', OLD.number USING ERRCODE = 'restrict_violation';
  END IF;
  IF (OLD.state, NEW.state) NOT IN (('ISSUED', 'STOPPED'), ('ISSUED', 'PAID'), ('STOPPED', 'ISSUED')) THEN
    RAISE EXCEPTION 'cheque % does not go from % to %', OLD.number, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state = 'PAID' AND NOT EXISTS (SELECT FROM payments_chequepayment WHERE cheque_id = NEW.id) THEN
    RAISE EXCEPTION 'cheque % is paid by a payment', OLD.number USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cheque_changed BEFORE UPDATE ON payments_cheque
  FOR EACH ROW EXECUTE FUNCTION payments_cheque_changed();

CREATE FUNCTION payments_cheque_paid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM payments_cheque WHERE id = NEW.cheque_id AND state = 'ISSUED' FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'cheque with id % is not to be paid', NEW.cheque_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cheque_paid BEFORE INSERT ON payments_chequepayment
  FOR EACH ROW EXECUTE FUNCTION payments_cheque_paid();

CREATE FUNCTION payments_collection_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.public_id, NEW.account_id, NEW.ledger_account_id, NEW.amount_minor, NEW.currency,
      NEW.drawn_on_bank, NEW.drawn_on_account, NEW.number, NEW.deposited_at, NEW.clears_on,
      NEW.credit_txn_id, NEW.hold_id)
     IS DISTINCT FROM
     (OLD.id, OLD.public_id, OLD.account_id, OLD.ledger_account_id, OLD.amount_minor, OLD.currency,
      OLD.drawn_on_bank, OLD.drawn_on_account, OLD.number, OLD.deposited_at, OLD.clears_on,
      OLD.credit_txn_id, OLD.hold_id) THEN
    RAISE EXCEPTION 'cheque % stays what it is', OLD.number USING ERRCODE = 'restrict_violation';
  END IF;
  IF (OLD.state, NEW.state) NOT IN (('IN_COLLECTION', 'CLEARED'), ('IN_COLLECTION', 'RETURNED')) THEN
    RAISE EXCEPTION 'cheque % does not go from % to %', OLD.number, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER collection_changed BEFORE UPDATE ON payments_collectedcheque
  FOR EACH ROW EXECUTE FUNCTION payments_collection_changed();

DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['payments_chequebook', 'payments_cheque', 'payments_chequepayment', 'payments_collectedcheque']
  LOOP
    EXECUTE format('CREATE TRIGGER rows_stay BEFORE DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', kept);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
  FOREACH kept IN ARRAY ARRAY['payments_chequebook', 'payments_chequepayment']
  LOOP
    EXECUTE format('CREATE TRIGGER rows_never_change BEFORE UPDATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', kept);
  END LOOP;
END $$;
GRANT UPDATE (state, stop_reason, changed_at) ON payments_cheque TO bankcore_app;
GRANT UPDATE (state, final_txn_id, fee_txn_id, return_reason, decided_at) ON payments_collectedcheque
  TO bankcore_app;
