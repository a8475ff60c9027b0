-- What was kept stays as it was and is removed once; a subscription ends once; a mail is sent once.
CREATE FUNCTION dashboards_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ending text := TG_ARGV[0];
BEGIN
  IF to_jsonb(OLD) ->> ending IS NOT NULL
     OR (to_jsonb(OLD) - ending - 'outcome') IS DISTINCT FROM (to_jsonb(NEW) - ending - 'outcome') THEN
    RAISE EXCEPTION 'a row of % ends once, and what it began with stays', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON dashboards_selection
  FOR EACH ROW EXECUTE FUNCTION dashboards_ends_once('removed_at');
CREATE TRIGGER guard BEFORE UPDATE ON dashboards_subscription
  FOR EACH ROW EXECUTE FUNCTION dashboards_ends_once('ended_at');
CREATE TRIGGER guard BEFORE UPDATE ON dashboards_mailing
  FOR EACH ROW EXECUTE FUNCTION dashboards_ends_once('ended_at');
REVOKE UPDATE, DELETE, TRUNCATE
  ON dashboards_selection, dashboards_subscription, dashboards_mailing FROM bankcore_app;
GRANT UPDATE (removed_at) ON dashboards_selection TO bankcore_app;
GRANT UPDATE (ended_at) ON dashboards_subscription TO bankcore_app;
GRANT UPDATE (ended_at, outcome) ON dashboards_mailing TO bankcore_app;
