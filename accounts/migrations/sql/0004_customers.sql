-- Customers: what PostgreSQL itself keeps true, whoever writes.
--   A customer's status, risk rating and day of review are the latest of their histories;
--   nobody changes them but through a new row of the history, which starts where the last ended.
--   Histories are added to, never changed.
--   The shares of a company's beneficial owners sum to at most 100 percent.

CREATE FUNCTION accounts_status_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held varchar;
BEGIN
  SELECT status INTO held FROM accounts_customer WHERE id = NEW.customer_id FOR NO KEY UPDATE;
  IF held IS DISTINCT FROM coalesce(NEW.from_status, NEW.to_status) THEN
    RAISE EXCEPTION 'customer % is %, not %', NEW.customer_id, held, NEW.from_status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'accounts_status_change_follows';
  END IF;
  IF NEW.from_status IS NULL THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (SELECT FROM accounts_customerstatuschange WHERE customer_id = NEW.customer_id) THEN
    RAISE EXCEPTION 'customer % has no first status', NEW.customer_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'accounts_status_change_follows';
  END IF;
  UPDATE accounts_customer SET status = NEW.to_status WHERE id = NEW.customer_id;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_status_changed BEFORE INSERT ON accounts_customerstatuschange
  FOR EACH ROW EXECUTE FUNCTION accounts_status_changed();

CREATE FUNCTION accounts_risk_assessed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE accounts_customer SET risk_rating = NEW.rating, review_on = NEW.review_on
  WHERE id = NEW.customer_id;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_risk_assessed BEFORE INSERT ON accounts_riskassessment
  FOR EACH ROW EXECUTE FUNCTION accounts_risk_assessed();

CREATE FUNCTION accounts_refuse_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'status, rating and review of a customer follow from their histories'
    USING ERRCODE = 'restrict_violation', HINT = 'Add a status change or a risk assessment.';
END $$;
-- At depth 0 the change comes from a statement; deeper, from the triggers above.
CREATE TRIGGER accounts_customer_status_follows
  BEFORE UPDATE OF status, risk_rating, review_on ON accounts_customer
  FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND
    (OLD.status, OLD.risk_rating, OLD.review_on)
      IS DISTINCT FROM (NEW.status, NEW.risk_rating, NEW.review_on))
  EXECUTE FUNCTION accounts_refuse_status();

-- Whoever adds a customer and says nothing of how, at commit says this.
CREATE FUNCTION accounts_customer_begun() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.risk_rating IS NOT NULL OR NEW.review_on IS NOT NULL THEN
    RAISE EXCEPTION 'customer % begins with a rating that nobody gave', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'accounts_customer_has_history';
  END IF;
  INSERT INTO accounts_customerstatuschange
    (customer_id, from_status, to_status, reason, actor, at, blocked_accounts)
  SELECT id, NULL, status, 'Taken on', 'system:database', registered_at, '[]'
  FROM accounts_customer c
  WHERE id = NEW.id
    AND NOT EXISTS (SELECT FROM accounts_customerstatuschange WHERE customer_id = c.id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER accounts_customer_has_history AFTER INSERT ON accounts_customer
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION accounts_customer_begun();

CREATE FUNCTION accounts_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER accounts_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_customerstatuschange
  FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse_change();
CREATE TRIGGER accounts_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_riskassessment
  FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse_change();
CREATE TRIGGER accounts_is_append_only
  BEFORE UPDATE OF customer_id, kind, result, checked_by, checked_at, valid_until
    OR DELETE OR TRUNCATE ON accounts_kyccheck
  FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE
  ON accounts_customerstatuschange, accounts_riskassessment, accounts_kyccheck FROM bankcore_app;
GRANT UPDATE (note) ON accounts_kyccheck TO bankcore_app;

CREATE FUNCTION accounts_owners_within_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Two sessions that add owners of one company take turns.
  PERFORM FROM accounts_customer WHERE id = NEW.customer_id FOR NO KEY UPDATE;
  IF (SELECT sum(share) FROM accounts_beneficialowner WHERE customer_id = NEW.customer_id) > 100 THEN
    RAISE EXCEPTION 'the owners of customer % have more than the whole', NEW.customer_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'accounts_owners_within_whole';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER accounts_owners_within_whole AFTER INSERT OR UPDATE ON accounts_beneficialowner
  FOR EACH ROW EXECUTE FUNCTION accounts_owners_within_whole();

ALTER TABLE accounts_customerdocument ADD CONSTRAINT accounts_document_sha256
  CHECK (octet_length(sha256) = 32);
ALTER TABLE accounts_documentreminder ADD CONSTRAINT accounts_document_reminder_threshold
  CHECK (threshold_days IN (60, 30, 7, 0));

-- Customers of before were all usable, and stay so.
INSERT INTO accounts_customerstatuschange
  (customer_id, from_status, to_status, reason, actor, at, blocked_accounts)
SELECT id, NULL, status, 'Taken on before statuses were kept', 'system:migration', registered_at, '[]'
FROM accounts_customer;
