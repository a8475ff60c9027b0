-- What a model is never changes; its state goes one way, and to work by two people alone.
CREATE FUNCTION scoring_guard_model() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
      ('CANDIDATE', 'SHADOW'), ('CANDIDATE', 'RETIRED'), ('SHADOW', 'CHAMPION'),
      ('SHADOW', 'RETIRED'), ('CHAMPION', 'RETIRED')) THEN
    RAISE EXCEPTION 'a model does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state <> NEW.state AND NEW.state = 'CHAMPION' AND NEW.approval_id IS NULL THEN
    RAISE EXCEPTION 'a model goes to work by two people alone'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF to_jsonb(OLD) - ARRAY['state', 'approval_id', 'shadow_since', 'champion_since', 'retired_at']
    IS DISTINCT FROM
     to_jsonb(NEW) - ARRAY['state', 'approval_id', 'shadow_since', 'champion_since', 'retired_at']
  THEN
    RAISE EXCEPTION 'what a model is never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON scoring_fraudmodel
  FOR EACH ROW EXECUTE FUNCTION scoring_guard_model();
CREATE FUNCTION scoring_begin_as_candidate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'CANDIDATE' THEN
    RAISE EXCEPTION 'a model begins as a candidate' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER begin_as_candidate BEFORE INSERT ON scoring_fraudmodel
  FOR EACH ROW EXECUTE FUNCTION scoring_begin_as_candidate();
CREATE FUNCTION scoring_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON scoring_drift
  FOR EACH STATEMENT EXECUTE FUNCTION scoring_refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE ON scoring_fraudmodel
  FOR EACH STATEMENT EXECUTE FUNCTION scoring_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON scoring_drift, scoring_fraudmodel FROM bankcore_app;
GRANT UPDATE (state, approval_id, shadow_since, champion_since, retired_at)
  ON scoring_fraudmodel TO bankcore_app;
