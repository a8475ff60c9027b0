-- What somebody may do is changed by two people, and by nobody past that.

INSERT INTO identity_roleconflict (one, other) VALUES
  ('Administrator', 'Auditor'),
  ('Administrator', 'Compliance'),
  ('Administrator', 'Finance'),
  ('Administrator', 'Operations'),
  ('Administrator', 'Risk analyst'),
  ('Administrator', 'Teller'),
  ('Auditor', 'Compliance'),
  ('Auditor', 'Finance'),
  ('Auditor', 'Operations'),
  ('Auditor', 'Risk analyst'),
  ('Auditor', 'Teller'),
  ('Compliance', 'Operations'),
  ('Compliance', 'Teller'),
  ('Finance', 'Teller'),
  ('Operations', 'Risk analyst'),
  ('Risk analyst', 'Teller');

-- What somebody is and may do, as the history keeps it.
CREATE FUNCTION identity_standing(who bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'roles', (SELECT coalesce(jsonb_agg(g.name ORDER BY g.name), '[]'::jsonb)
              FROM identity_user_groups ug JOIN auth_group g ON g.id = ug.group_id
              WHERE ug.user_id = u.id),
    'is_staff', u.is_staff, 'is_active', u.is_active, 'is_superuser', u.is_superuser,
    'branch', u.branch_id)
  FROM identity_user u WHERE u.id = who
$$;

-- Two roles that nobody may have together, whoever gives them, the owner as well. The person's
-- row is locked, so that two roles given at the same moment see each other.
CREATE FUNCTION identity_segregate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  given text;
  had text;
BEGIN
  PERFORM 1 FROM identity_user WHERE id = NEW.user_id FOR UPDATE;
  SELECT name INTO given FROM auth_group WHERE id = NEW.group_id;
  SELECT g.name INTO had
    FROM identity_user_groups ug JOIN auth_group g ON g.id = ug.group_id
    JOIN identity_roleconflict c ON (c.one, c.other) IN ((g.name, given), (given, g.name))
    WHERE ug.user_id = NEW.user_id AND ug.id <> NEW.id LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'nobody has the roles % and % together', had, given
      USING ERRCODE = 'check_violation', CONSTRAINT = 'identity_roles_apart';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER roles_apart AFTER INSERT OR UPDATE ON identity_user_groups
  FOR EACH ROW EXECUTE FUNCTION identity_segregate();

-- The change that two people have agreed on, in the transaction in which they did, once.
CREATE FUNCTION identity_carry_out(asked bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  request approvals_request%ROWTYPE;
  wanted jsonb;
  who bigint;
  old jsonb;
BEGIN
  SELECT * INTO request FROM approvals_request WHERE id = asked FOR UPDATE;
  IF NOT FOUND OR request.state <> 'APPROVED' OR request.checker IS NULL
     OR request.kind NOT IN ('identity.role_change', 'identity.staff_change') THEN
    RAISE EXCEPTION 'request % is no change of staff that two people have agreed on', asked
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  wanted := request.payload::jsonb;
  who := (wanted ->> 'user')::bigint;
  IF 'user:' || who IN (request.maker, request.checker) THEN
    RAISE EXCEPTION 'nobody changes what they may do themselves'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM 1 FROM identity_user WHERE id = who FOR UPDATE;
  old := identity_standing(who);
  IF old IS DISTINCT FROM wanted -> 'before' THEN
    RAISE EXCEPTION 'user % is no longer what the request says', who
      USING ERRCODE = 'restrict_violation';
  END IF;
  PERFORM identity_make(who, wanted -> 'after');
  INSERT INTO identity_rolechange (user_id, request_id, before, after, maker, checker, reason, at)
  VALUES (who, asked, old, identity_standing(who), request.maker, request.checker,
          request.reason, request.decided_at);
END $$;

-- Not for the application: see the rights below.
CREATE FUNCTION identity_make(who bigint, wanted jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM jsonb_array_elements_text(wanted -> 'roles') r
             WHERE NOT EXISTS (SELECT FROM auth_group WHERE name = r)) THEN
    RAISE EXCEPTION 'there is no such role in %', wanted -> 'roles'
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  DELETE FROM identity_user_groups ug USING auth_group g
    WHERE ug.user_id = who AND g.id = ug.group_id AND NOT (wanted -> 'roles') ? g.name;
  INSERT INTO identity_user_groups (user_id, group_id)
    SELECT who, g.id FROM auth_group g WHERE (wanted -> 'roles') ? g.name
    ON CONFLICT (user_id, group_id) DO NOTHING;
  UPDATE identity_user SET
    is_staff = (wanted ->> 'is_staff')::boolean, is_active = (wanted ->> 'is_active')::boolean,
    is_superuser = (wanted ->> 'is_superuser')::boolean, branch_id = wanted ->> 'branch'
    WHERE id = who;
END $$;

-- The owner's way to a first administrator, and to demo and test staff: adds, never takes.
CREATE FUNCTION identity_bootstrap(who bigint, roles text[], staff boolean, super boolean,
                                   branch text, why text, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  was jsonb := identity_standing(who);
  becomes jsonb;
BEGIN
  IF was IS NULL THEN
    RAISE EXCEPTION 'there is no user %', who USING ERRCODE = 'foreign_key_violation';
  END IF;
  becomes := was || jsonb_build_object(
    'roles', (SELECT coalesce(jsonb_agg(DISTINCT r), '[]'::jsonb)
              FROM unnest(roles || ARRAY(SELECT jsonb_array_elements_text(was -> 'roles'))) r),
    'is_staff', (was ->> 'is_staff')::boolean OR staff,
    'is_superuser', (was ->> 'is_superuser')::boolean OR super,
    'branch', coalesce(branch, was ->> 'branch'));
  PERFORM identity_make(who, becomes);
  becomes := identity_standing(who);
  IF becomes <> was THEN
    INSERT INTO identity_rolechange (user_id, before, after, maker, reason, at)
    VALUES (who, was, becomes, 'database:' || session_user, why, at);
  END IF;
END $$;

-- Flags and branches of users are columns of a table that the application must write to, so a
-- trigger stands where rights on columns cannot: whoever may not bootstrap writes them by the
-- functions above only, which run as the owner.
CREATE FUNCTION identity_guard_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF has_function_privilege(current_user,
       'identity_bootstrap(bigint, text[], boolean, boolean, text, text, timestamptz)', 'EXECUTE')
  THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'INSERT' AND NOT NEW.is_staff AND NOT NEW.is_superuser AND NEW.branch_id IS NULL THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' AND NOT OLD.is_staff AND NOT OLD.is_superuser THEN
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE'
     AND (NEW.id, NEW.is_staff, NEW.is_superuser, NEW.branch_id)
         IS NOT DISTINCT FROM (OLD.id, OLD.is_staff, OLD.is_superuser, OLD.branch_id)
     AND (NEW.is_active = OLD.is_active OR NOT OLD.is_staff) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'what staff may do is changed by two people'
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER staff_by_two BEFORE INSERT OR UPDATE OR DELETE ON identity_user
  FOR EACH ROW EXECUTE FUNCTION identity_guard_user();

CREATE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON identity_rolechange
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

REVOKE ALL ON FUNCTION identity_make(bigint, jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION identity_bootstrap(bigint, text[], boolean, boolean, text, text, timestamptz)
  FROM PUBLIC;
REVOKE ALL ON FUNCTION identity_carry_out(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity_carry_out(bigint) TO bankcore_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON identity_user_groups, identity_user_user_permissions,
  auth_group, auth_group_permissions, auth_permission, identity_rolechange, identity_roleconflict
  FROM bankcore_app;
