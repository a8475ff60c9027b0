-- What is over stays as it is, and nothing is removed: no date of a standing order is paid twice
-- because its row was changed back.

CREATE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: what is over stays as it is', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER order_over_is_final BEFORE UPDATE ON payments_standingorder
  FOR EACH ROW WHEN (OLD.state IN ('ENDED', 'CANCELLED')) EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER execution_over_is_final BEFORE UPDATE ON payments_standingorderexecution
  FOR EACH ROW WHEN (OLD.state <> 'PENDING') EXECUTE FUNCTION payments_refuse_change();

CREATE TRIGGER nothing_is_removed BEFORE DELETE OR TRUNCATE ON payments_standingorder
  FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER nothing_is_removed BEFORE DELETE OR TRUNCATE ON payments_standingorderexecution
  FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
REVOKE DELETE, TRUNCATE ON payments_standingorder, payments_standingorderexecution
  FROM bankcore_app;
