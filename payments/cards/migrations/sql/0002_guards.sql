-- What is decided of a message stays decided: a late answer never makes an authorisation good that
-- is being taken back, and what may have left is never taken for what has not. Nothing is removed.

CREATE FUNCTION cards_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: what is decided stays decided', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER decided_is_final BEFORE UPDATE ON cards_networkmessage
  FOR EACH ROW WHEN (OLD.state IN ('ANSWERED', 'TIMED_OUT', 'ABANDONED'))
  EXECUTE FUNCTION cards_refuse_change();
CREATE TRIGGER sent_is_never_queued BEFORE UPDATE ON cards_networkmessage
  FOR EACH ROW WHEN (OLD.state = 'SENT' AND NEW.state IN ('QUEUED', 'ABANDONED'))
  EXECUTE FUNCTION cards_refuse_change();
-- What was sent is repeated with the same data elements.
CREATE TRIGGER sent_keeps_its_fields BEFORE UPDATE ON cards_networkmessage
  FOR EACH ROW WHEN (OLD.state = 'SENT' AND (OLD.fields <> NEW.fields OR OLD.stan <> NEW.stan
    OR OLD.transmitted_at <> NEW.transmitted_at OR OLD.token <> NEW.token))
  EXECUTE FUNCTION cards_refuse_change();
CREATE TRIGGER acknowledged_is_final BEFORE UPDATE ON cards_storedreversal
  FOR EACH ROW WHEN (OLD.state = 'ACKNOWLEDGED') EXECUTE FUNCTION cards_refuse_change();
CREATE TRIGGER done_is_final BEFORE UPDATE ON cards_fileorder
  FOR EACH ROW WHEN (OLD.done_at IS NOT NULL) EXECUTE FUNCTION cards_refuse_change();

CREATE TRIGGER nothing_is_removed BEFORE DELETE OR TRUNCATE ON cards_networkmessage
  FOR EACH STATEMENT EXECUTE FUNCTION cards_refuse_change();
CREATE TRIGGER nothing_is_removed BEFORE DELETE OR TRUNCATE ON cards_storedreversal
  FOR EACH STATEMENT EXECUTE FUNCTION cards_refuse_change();
CREATE TRIGGER nothing_is_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON cards_inboundmessage
  FOR EACH STATEMENT EXECUTE FUNCTION cards_refuse_change();

REVOKE DELETE, TRUNCATE ON cards_networkmessage, cards_storedreversal, cards_fileorder,
  cards_link, cards_stansequence FROM bankcore_app;
REVOKE UPDATE, DELETE, TRUNCATE ON cards_inboundmessage FROM bankcore_app;
