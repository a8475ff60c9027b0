-- Use of accounts: what is history is only added to, whoever writes.
DO $$
DECLARE history text;
BEGIN
  FOREACH history IN ARRAY ARRAY['accounts_holder', 'accounts_mandate', 'accounts_signingrule',
    'accounts_mandateuse', 'accounts_signature', 'accounts_usageterms', 'accounts_accountstate',
    'accounts_overdraft', 'accounts_feeterms', 'accounts_feeassessment', 'accounts_feerefund']
  LOOP
    EXECUTE format('CREATE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', history);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', history);
  END LOOP;
END $$;

ALTER TABLE accounts_usageterms ADD FOREIGN KEY (currency) REFERENCES ledger_currency;
ALTER TABLE accounts_feeterms ADD FOREIGN KEY (currency) REFERENCES ledger_currency;

-- What was used on a day is only added to.
REVOKE UPDATE, DELETE, TRUNCATE ON accounts_usage FROM bankcore_app;
GRANT UPDATE (spent, debits) ON accounts_usage TO bankcore_app;
CREATE FUNCTION accounts_usage_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.spent <= OLD.spent OR NEW.debits <= OLD.debits THEN
    RAISE EXCEPTION 'what was used of account % is only added to', OLD.account_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER usage_grows BEFORE UPDATE ON accounts_usage
  FOR EACH ROW EXECUTE FUNCTION accounts_usage_grows();

-- A waiver may be given an end; nothing else of it changes.
REVOKE UPDATE, DELETE, TRUNCATE ON accounts_feewaiver FROM bankcore_app;
GRANT UPDATE (to_day) ON accounts_feewaiver TO bankcore_app;

-- A fee that is due gets its transaction, once; nothing else of it changes.
REVOKE UPDATE, DELETE, TRUNCATE ON accounts_feecharge FROM bankcore_app;
GRANT UPDATE (txn_id) ON accounts_feecharge TO bankcore_app;
CREATE FUNCTION accounts_feecharge_is_booked_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.txn_id IS NOT NULL OR NEW.txn_id IS NULL
     OR (to_jsonb(NEW) - 'txn_id') <> (to_jsonb(OLD) - 'txn_id') THEN
    RAISE EXCEPTION 'fee % is booked once, and never changed', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER feecharge_is_booked_once BEFORE UPDATE ON accounts_feecharge
  FOR EACH ROW EXECUTE FUNCTION accounts_feecharge_is_booked_once();
DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['accounts_usage', 'accounts_feewaiver', 'accounts_feecharge'] LOOP
    EXECUTE format('CREATE TRIGGER history_stays BEFORE DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', kept);
  END LOOP;
END $$;

-- Who may use an account on a day, besides its primary holder: the newest row of a customer
-- counts, where it covers the day.
CREATE FUNCTION accounts_joint_holders(on_day date)
RETURNS TABLE (account_id bigint, customer_id bigint)
LANGUAGE sql STABLE AS $$
  SELECT h.account_id, h.customer_id FROM accounts_holder h
  WHERE h.valid_from <= on_day AND (h.valid_to IS NULL OR h.valid_to >= on_day)
    AND NOT EXISTS (SELECT FROM accounts_holder newer
                    WHERE newer.account_id = h.account_id AND newer.customer_id = h.customer_id
                      AND newer.id > h.id)
$$;
CREATE FUNCTION accounts_mandates(on_day date) RETURNS SETOF accounts_mandate
LANGUAGE sql STABLE AS $$
  SELECT m.* FROM accounts_mandate m
  WHERE m.valid_from <= on_day AND (m.valid_to IS NULL OR m.valid_to >= on_day)
    AND NOT EXISTS (SELECT FROM accounts_mandate newer
                    WHERE newer.account_id = m.account_id AND newer.customer_id = m.customer_id
                      AND newer.id > m.id)
$$;

-- The accounts that a log-in sees on the open business day: its customer's own, those it holds
-- jointly and those it has a mandate on.
CREATE FUNCTION accounts_of_user(of_user bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE AS $$
  WITH customer AS (SELECT id FROM accounts_customer WHERE user_id = of_user),
       today AS (SELECT business_date AS day FROM ledger_business_date)
  SELECT a.id FROM accounts_account a JOIN customer c ON c.id = a.customer_id
  UNION
  SELECT h.account_id FROM today, customer c, accounts_joint_holders(today.day) h
  WHERE h.customer_id = c.id
  UNION
  SELECT m.account_id FROM today, customer c, accounts_mandates(today.day) m
  WHERE m.customer_id = c.id
$$;
