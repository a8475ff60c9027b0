-- An event is added, and gets its place once. Nothing of it changes afterwards.
CREATE FUNCTION outbox_guard_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.position IS NOT NULL THEN
    RAISE EXCEPTION 'an event keeps the place that it has' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE OF position, sequence, placed_at ON outbox_event
  FOR EACH ROW EXECUTE FUNCTION outbox_guard_place();
GRANT UPDATE (position, sequence, placed_at) ON outbox_event TO bankcore_app;

-- How far all has come is moved, and neither made nor unmade by the application.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON outbox_cursor FROM bankcore_app;
GRANT UPDATE (position, highest) ON outbox_cursor TO bankcore_app;

-- Who has handled an event has handled it: the row goes when it is too old to matter, never changes.
REVOKE UPDATE, TRUNCATE ON outbox_handled FROM bankcore_app;

REVOKE DELETE, TRUNCATE ON outbox_failure FROM bankcore_app;
