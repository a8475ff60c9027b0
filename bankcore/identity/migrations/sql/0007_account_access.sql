-- What a customer agreed to stays as it was; a code is used once, a leave taken back once, and no
-- row is removed: it is the evidence of who was let in.
CREATE FUNCTION identity_keep_access() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION '% on % refused: accesses are evidence', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF (OLD.public_id, OLD.client_id, OLD.user_id, OLD.customer_id, OLD.account_ids, OLD.scopes,
      OLD.confirmation_id, OLD.redirect_uri, OLD.code_sha256, OLD.code_challenge,
      OLD.code_expires_at, OLD.created_at, OLD.expires_at)
     IS DISTINCT FROM
     (NEW.public_id, NEW.client_id, NEW.user_id, NEW.customer_id, NEW.account_ids, NEW.scopes,
      NEW.confirmation_id, NEW.redirect_uri, NEW.code_sha256, NEW.code_challenge,
      NEW.code_expires_at, NEW.created_at, NEW.expires_at) THEN
    RAISE EXCEPTION 'access %: what was agreed does not change', OLD.public_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF (OLD.code_used_at IS NOT NULL AND NEW.code_used_at IS DISTINCT FROM OLD.code_used_at)
     OR (OLD.refresh_sha256 IS NOT NULL AND NEW.refresh_sha256 IS DISTINCT FROM OLD.refresh_sha256)
     OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) THEN
    RAISE EXCEPTION 'access %: a code is used once, and what is taken back stays so', OLD.public_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER access_goes_one_way BEFORE UPDATE ON identity_accountaccess
  FOR EACH ROW EXECUTE FUNCTION identity_keep_access();
CREATE TRIGGER access_is_kept BEFORE DELETE OR TRUNCATE ON identity_accountaccess
  FOR EACH STATEMENT EXECUTE FUNCTION identity_keep_access();
REVOKE DELETE, TRUNCATE ON identity_accountaccess FROM bankcore_app;

ALTER TABLE identity_accountaccess
  ADD CONSTRAINT identity_access_hashes CHECK (
    octet_length(code_sha256) = 32
    AND (refresh_sha256 IS NULL OR octet_length(refresh_sha256) = 32));

-- Letting somebody read moves no money: it alone is confirmed without an amount.
ALTER TABLE identity_confirmation DROP CONSTRAINT identity_confirmation_says_something;
ALTER TABLE identity_confirmation ADD CONSTRAINT identity_confirmation_says_something CHECK (
  action <> '' AND payee <> '' AND (amounts <> '' OR action = 'identity.account_access'));
