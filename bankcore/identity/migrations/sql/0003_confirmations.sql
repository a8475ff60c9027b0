-- What a person confirmed stays as it was asked, goes one way only, and nothing is removed: a
-- confirmation is used once, and is the evidence of it afterwards.

CREATE FUNCTION identity_keep_confirmation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION '% on % refused: confirmations are evidence', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF (OLD.public_id, OLD.user_id, OLD.action, OLD.amounts, OLD.payee, OLD.nonce, OLD.digest,
      OLD.asked_at, OLD.expires_at)
     IS DISTINCT FROM
     (NEW.public_id, NEW.user_id, NEW.action, NEW.amounts, NEW.payee, NEW.nonce, NEW.digest,
      NEW.asked_at, NEW.expires_at) THEN
    RAISE EXCEPTION 'confirmation %: what was asked does not change', OLD.public_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.tries < OLD.tries OR NOT (OLD.state, NEW.state) IN (
      ('OPEN', 'OPEN'), ('OPEN', 'CONFIRMED'), ('OPEN', 'EXPIRED'), ('OPEN', 'REFUSED'),
      ('CONFIRMED', 'USED'), ('CONFIRMED', 'EXPIRED')) THEN
    RAISE EXCEPTION 'confirmation %: % does not become % after % tries',
      OLD.public_id, OLD.state, NEW.state, OLD.tries USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state = 'CONFIRMED' AND (OLD.method, OLD.seal, OLD.confirmed_at)
     IS DISTINCT FROM (NEW.method, NEW.seal, NEW.confirmed_at) THEN
    RAISE EXCEPTION 'confirmation %: how it was confirmed does not change', OLD.public_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER confirmation_goes_one_way BEFORE UPDATE ON identity_confirmation
  FOR EACH ROW EXECUTE FUNCTION identity_keep_confirmation();
CREATE TRIGGER confirmation_is_kept BEFORE DELETE OR TRUNCATE ON identity_confirmation
  FOR EACH STATEMENT EXECUTE FUNCTION identity_keep_confirmation();
REVOKE DELETE, TRUNCATE ON identity_confirmation FROM bankcore_app;

ALTER TABLE identity_confirmation
  ADD CONSTRAINT identity_confirmation_digests CHECK (
    octet_length(nonce) = 32 AND octet_length(digest) = 32
    AND (seal IS NULL OR octet_length(seal) = 32)),
  ADD CONSTRAINT identity_confirmation_says_something CHECK (
    action <> '' AND amounts <> '' AND payee <> '');
