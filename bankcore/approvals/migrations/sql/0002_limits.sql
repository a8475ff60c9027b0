-- Who has a part in a request does not decide on it, whoever writes.
CREATE OR REPLACE FUNCTION approvals_request_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.kind, NEW.subject, NEW.payload, NEW.reason, NEW.maker, NEW.requested_at,
      NEW.expires_at, NEW.amount_minor, NEW.currency, NEW.parties, NEW.chain)
     IS DISTINCT FROM (OLD.id, OLD.kind, OLD.subject, OLD.payload, OLD.reason, OLD.maker,
      OLD.requested_at, OLD.expires_at, OLD.amount_minor, OLD.currency, OLD.parties, OLD.chain) THEN
    RAISE EXCEPTION 'what request % asks for does not change', OLD.id
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF (OLD.state, NEW.state) NOT IN (('REQUESTED', 'APPROVED'), ('REQUESTED', 'REFUSED'),
                                    ('REQUESTED', 'EXPIRED'), ('APPROVED', 'EXECUTED'))
     OR (OLD.state = 'APPROVED' AND (NEW.checker, NEW.decided_at, NEW.decision_reason)
         IS DISTINCT FROM (OLD.checker, OLD.decided_at, OLD.decision_reason)) THEN
    RAISE EXCEPTION 'request % is decided once: it does not go from % to %', OLD.id, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.checker = ANY (NEW.parties) OR (NEW.chain <> '' AND EXISTS (
       SELECT FROM approvals_request other
       WHERE other.chain = NEW.chain AND other.id <> NEW.id AND other.state <> 'REFUSED'
         AND NEW.checker IN (other.maker, other.checker))) THEN
    RAISE EXCEPTION '% has a part in request %', NEW.checker, OLD.id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

-- The limit that two people have agreed on, in the transaction in which they did.
CREATE FUNCTION approvals_set_limit(asked bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  request approvals_request%ROWTYPE;
  wanted jsonb;
BEGIN
  SELECT * INTO request FROM approvals_request WHERE id = asked FOR UPDATE;
  IF NOT FOUND OR request.state <> 'APPROVED' OR request.checker IS NULL
     OR request.kind <> 'approvals.decision_limit' THEN
    RAISE EXCEPTION 'request % is no limit that two people have agreed on', asked
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  wanted := request.payload::jsonb;
  INSERT INTO approvals_decisionlimit (role, currency, up_to_minor)
  VALUES (wanted ->> 'role', wanted ->> 'currency', (wanted -> 'after' ->> 'up_to_minor')::bigint)
  ON CONFLICT (role, currency) DO UPDATE SET up_to_minor = excluded.up_to_minor;
END $$;

-- What each role begins with, in minor units; see docs/security/roles.md.
INSERT INTO approvals_decisionlimit (role, currency, up_to_minor)
SELECT role, currency, units * worth FROM
  (VALUES ('Operations', 50000), ('Compliance', 50000), ('Risk analyst', 250000),
          ('Finance', 1000000)) AS roles (role, units),
  (VALUES ('EUR', 100), ('USD', 100), ('GBP', 100), ('CHF', 100), ('JPY', 100), ('KWD', 300))
    AS currencies (currency, worth);

REVOKE ALL ON FUNCTION approvals_set_limit(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION approvals_set_limit(bigint) TO bankcore_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON approvals_decisionlimit FROM bankcore_app;
ALTER TABLE approvals_request ALTER COLUMN parties SET DEFAULT '{}';
