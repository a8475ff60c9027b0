-- What is over stays as it is, and nothing is removed: neither a date of a standing order nor a
-- line of a file is paid twice because its row was changed back.

CREATE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: what is over stays as it is', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER execution_over_is_final BEFORE UPDATE ON payments_standingorderexecution
  FOR EACH ROW WHEN (OLD.state <> 'PENDING') EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER line_over_is_final BEFORE UPDATE ON payments_bulkline
  FOR EACH ROW WHEN (OLD.state <> 'PENDING') EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER file_over_is_final BEFORE UPDATE ON payments_bulkfile
  FOR EACH ROW WHEN (OLD.state <> 'RECEIVED') EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER order_over_is_final BEFORE UPDATE ON payments_standingorder
  FOR EACH ROW WHEN (OLD.state IN ('ENDED', 'CANCELLED')) EXECUTE FUNCTION payments_refuse_change();

DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['payments_standingorder', 'payments_standingorderexecution',
    'payments_bulkfile', 'payments_bulkline']
  LOOP
    EXECUTE format('CREATE TRIGGER nothing_is_removed BEFORE DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change()', kept);
    EXECUTE format('REVOKE DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
END $$;
