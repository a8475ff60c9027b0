-- What was agreed on, valued, pledged and measured stays as it was.
CREATE FUNCTION exposures_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: it stays as it is', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['exposures_limit', 'exposures_group', 'exposures_sector',
    'exposures_valuation', 'exposures_pledge', 'exposures_lapse', 'exposures_exposureday',
    'exposures_namedexposure', 'exposures_breach'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
      'FOR EACH STATEMENT EXECUTE FUNCTION exposures_refuse_change()', kept);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
END $$;

-- An item is given back once and a membership ends once; nothing else of them changes.
CREATE TRIGGER released_once BEFORE UPDATE ON exposures_collateral
  FOR EACH ROW WHEN (OLD.released_at IS NOT NULL
    OR (OLD.kind, OLD.customer_id, OLD.description, OLD.haircut, OLD.recorded_at)
      IS DISTINCT FROM (NEW.kind, NEW.customer_id, NEW.description, NEW.haircut, NEW.recorded_at)
    OR OLD.expires_on IS DISTINCT FROM NEW.expires_on)
  EXECUTE FUNCTION exposures_refuse_change();
CREATE TRIGGER ended_once BEFORE UPDATE ON exposures_member
  FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL
    OR (OLD.group_id, OLD.customer_id, OLD.added_at)
      IS DISTINCT FROM (NEW.group_id, NEW.customer_id, NEW.added_at))
  EXECUTE FUNCTION exposures_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON exposures_collateral, exposures_member FROM bankcore_app;
GRANT UPDATE (released_at, approval_id) ON exposures_collateral TO bankcore_app;
GRANT UPDATE (ended_at, approval_id) ON exposures_member TO bankcore_app;
