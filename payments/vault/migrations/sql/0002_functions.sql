-- Card numbers: nobody but these functions reaches the schema, and each reading is written down.

GRANT USAGE ON SCHEMA vault TO bankcore_vault;
GRANT SELECT, INSERT, UPDATE ON vault.card TO bankcore_vault;
GRANT INSERT ON vault.access TO bankcore_vault;

CREATE FUNCTION vault.note(card text, did text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO vault.access (token, what, at, by_role, program, process)
  VALUES (card, did, clock_timestamp(), session_user, left(current_setting('application_name'), 100),
          pg_backend_pid())
$$;

-- The card of this merchant whose keyed hash is one of these; its date becomes the one given.
CREATE FUNCTION vault_find(of_merchant text, hashes bytea[], month integer, year integer)
RETURNS TABLE (token text, fingerprint text)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE vault.card c SET expiry_month = month, expiry_year = year
  WHERE c.merchant = of_merchant AND c.lookup = ANY (hashes)
  RETURNING c.token, c.fingerprint
$$;

-- Stores a card unless the merchant has it; tells whether it did.
CREATE FUNCTION vault_store(new_token text, of_merchant text, sealed bytea, hash bytea,
                            print text, issuer text, ending text, of_brand text,
                            month integer, year integer, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO vault.card (token, merchant, number, lookup, fingerprint, bin8, last4, brand,
                          expiry_month, expiry_year, created_at)
  VALUES (new_token, of_merchant, sealed, hash, print, issuer, ending, of_brand, month, year, at)
  ON CONFLICT (merchant, lookup) DO NOTHING;
  IF FOUND THEN
    PERFORM vault.note(new_token, 'STORED');
    RETURN true;
  END IF;
  RETURN false;
END $$;

-- One number, by its token; no row where there is none or it was destroyed.
CREATE FUNCTION vault_reveal(wanted text)
RETURNS TABLE (number bytea, expiry_month integer, expiry_year integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT c.number, c.expiry_month::integer, c.expiry_year::integer
    FROM vault.card c WHERE c.token = wanted AND c.destroyed_at IS NULL;
  IF FOUND THEN
    PERFORM vault.note(wanted, 'READ');
  END IF;
END $$;

CREATE FUNCTION vault_destroy(wanted text, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE vault.card SET number = NULL, lookup = NULL, destroyed_at = at
    WHERE token = wanted AND destroyed_at IS NULL;
  IF FOUND THEN
    PERFORM vault.note(wanted, 'DESTROYED');
    RETURN true;
  END IF;
  RETURN false;
END $$;

-- Tokens of cards that are kept and older than a moment, a page after another.
CREATE FUNCTION vault_kept(before timestamptz, past text, most integer) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.token FROM vault.card c
  WHERE c.destroyed_at IS NULL AND c.created_at < before AND c.token > past
  ORDER BY c.token LIMIT most
$$;

-- A card is not turned into another, is not taken away, and does not come back.
CREATE FUNCTION vault.guard_card() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE'
     AND (NEW.token, NEW.merchant, NEW.fingerprint, NEW.bin8, NEW.last4, NEW.brand, NEW.created_at)
       = (OLD.token, OLD.merchant, OLD.fingerprint, OLD.bin8, OLD.last4, OLD.brand, OLD.created_at)
     AND OLD.destroyed_at IS NULL THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% on a card refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER card_stays BEFORE UPDATE OR DELETE ON vault.card
  FOR EACH ROW EXECUTE FUNCTION vault.guard_card();
CREATE TRIGGER cards_stay BEFORE TRUNCATE ON vault.card
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER access_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON vault.access
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

-- They run as a role that has rights in this schema and nowhere else. A function is given away to
-- a role that may make functions where it lies, so for a moment it may.
GRANT CREATE ON SCHEMA public, vault TO bankcore_vault;
ALTER FUNCTION vault.note(text, text) OWNER TO bankcore_vault;
ALTER FUNCTION vault_find(text, bytea[], integer, integer) OWNER TO bankcore_vault;
ALTER FUNCTION vault_store(text, text, bytea, bytea, text, text, text, text, integer, integer,
  timestamptz) OWNER TO bankcore_vault;
ALTER FUNCTION vault_reveal(text) OWNER TO bankcore_vault;
ALTER FUNCTION vault_destroy(text, timestamptz) OWNER TO bankcore_vault;
ALTER FUNCTION vault_kept(timestamptz, text, integer) OWNER TO bankcore_vault;
REVOKE CREATE ON SCHEMA public, vault FROM bankcore_vault;

REVOKE ALL ON FUNCTION vault.note(text, text), vault_find(text, bytea[], integer, integer),
  vault_store(text, text, bytea, bytea, text, text, text, text, integer, integer, timestamptz),
  vault_reveal(text), vault_destroy(text, timestamptz), vault_kept(timestamptz, text, integer)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault_find(text, bytea[], integer, integer),
  vault_store(text, text, bytea, bytea, text, text, text, text, integer, integer, timestamptz),
  vault_reveal(text), vault_destroy(text, timestamptz), vault_kept(timestamptz, text, integer)
  TO bankcore_app;
