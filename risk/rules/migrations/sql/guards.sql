-- What a version says never changes; its state goes one way only.
CREATE FUNCTION rules_guard_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.rule_id, OLD.number, OLD.condition, OLD.outcome, OLD.points, OLD.reason,
      OLD.most_per_hour, OLD.author, OLD.created_at)
    IS DISTINCT FROM
     (NEW.rule_id, NEW.number, NEW.condition, NEW.outcome, NEW.points, NEW.reason,
      NEW.most_per_hour, NEW.author, NEW.created_at) THEN
    RAISE EXCEPTION 'what a version of a rule says never changes'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
      ('DRAFT', 'SHADOW'), ('DRAFT', 'RETIRED'), ('SHADOW', 'LIVE'), ('SHADOW', 'RETIRED'),
      ('LIVE', 'RETIRED')) THEN
    RAISE EXCEPTION 'a version of a rule does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state <> NEW.state AND NEW.state = 'LIVE' AND NEW.approval_id IS NULL THEN
    RAISE EXCEPTION 'a rule goes to work by two people alone'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON rules_ruleversion
  FOR EACH ROW EXECUTE FUNCTION rules_guard_version();
CREATE FUNCTION rules_begin_as_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'DRAFT' THEN
    RAISE EXCEPTION 'a version of a rule begins as a draft'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

-- Readers read anew after every change.
CREATE FUNCTION rules_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO rules_edition DEFAULT VALUES;
  RETURN NULL;
END $$;
CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE ON rules_ruleversion
  FOR EACH STATEMENT EXECUTE FUNCTION rules_new_edition();
CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE ON rules_listentry
  FOR EACH STATEMENT EXECUTE FUNCTION rules_new_edition();
CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE ON rules_snooze
  FOR EACH STATEMENT EXECUTE FUNCTION rules_new_edition();

-- Rule number one stands from the first day: the bank's threshold. It flags, and stops nothing.
INSERT INTO rules_rule (code, title, created_at)
  VALUES ('amount_threshold', 'Amount above the threshold', now());
INSERT INTO rules_ruleversion
  (rule_id, number, condition, outcome, points, reason, state, author, created_at, live_since)
  SELECT id, 1, 'amount > threshold', 'APPROVE', 100, 'The amount is above the threshold.', 'LIVE',
    'system:bank', now(), now()
  FROM rules_rule WHERE code = 'amount_threshold';
CREATE TRIGGER begin_as_draft BEFORE INSERT ON rules_ruleversion
  FOR EACH ROW EXECUTE FUNCTION rules_begin_as_draft();

CREATE FUNCTION rules_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON rules_backtest
  FOR EACH STATEMENT EXECUTE FUNCTION rules_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON rules_backtest, rules_edition FROM bankcore_app;
REVOKE UPDATE, DELETE, TRUNCATE ON rules_ruleversion, rules_listentry FROM bankcore_app;
GRANT UPDATE (state, approval_id, shadow_since, live_since, retired_at)
  ON rules_ruleversion TO bankcore_app;
GRANT UPDATE (removed_by, removed_at) ON rules_listentry TO bankcore_app;
REVOKE UPDATE, DELETE, TRUNCATE ON rules_rule, rules_rulelist FROM bankcore_app;
GRANT UPDATE (title) ON rules_rule TO bankcore_app;
REVOKE UPDATE, DELETE, TRUNCATE ON rules_snooze FROM bankcore_app;
