-- A sighting is evidence: it is added, and never changed.
ALTER TABLE features_sighting ALTER COLUMN xid SET DEFAULT pg_current_xact_id()::text::bigint;
CREATE FUNCTION features_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.xid := pg_current_xact_id()::text::bigint;
  RETURN NEW;
END $$;
CREATE TRIGGER stamp BEFORE INSERT ON features_sighting
  FOR EACH ROW EXECUTE FUNCTION features_stamp();
CREATE FUNCTION features_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE ON features_sighting
  FOR EACH STATEMENT EXECUTE FUNCTION features_refuse_change();
REVOKE UPDATE, TRUNCATE ON features_sighting FROM bankcore_app;
ALTER TABLE features_sighting
  ADD CONSTRAINT features_seven_keys CHECK (cardinality(keys) = 7);

-- All figures of one payment in one call, whose plans stay with the connection.
-- kind 1: running totals of an entity at now - offset; place is the offset's, from one.
-- kind 2: frauds of an entity in (now - start, now - delay], known by now; place is the window's.
-- kind 3: different others of an entity since now - window; place is the pair's.
CREATE FUNCTION features_figures(
  asked_keys text[], offsets interval[],
  fraud_entities smallint[], fraud_starts interval[], fraud_delays interval[],
  pair_entities smallint[], pair_others smallint[], pair_windows interval[],
  at_time timestamptz)
RETURNS TABLE (kind int, entity int, place int, count bigint, amount bigint, weight bigint,
  square bigint, outliers bigint)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  folded bigint := coalesce((SELECT f.below_xid FROM features_fold f), 0);
BEGIN
  RETURN QUERY
  WITH asked AS (
    SELECT k.ordinality::int AS entity, k.key
    FROM unnest(asked_keys) WITH ORDINALITY AS k(key, ordinality) WHERE k.key <> ''),
  tail AS MATERIALIZED (
    SELECT a.entity, s.at, s.hundredths,
      least((s.hundredths + 50) / 100, 1000000) AS weight, s.is_outlier, s.keys
    FROM features_sighting s JOIN asked a ON s.keys[a.entity] = a.key
    WHERE s.xid >= folded AND s.at <= at_time)
  SELECT 1, a.entity, o.ordinality::int,
    coalesce(t.count, 0) + coalesce(r.count, 0),
    coalesce(t.amount, 0) + coalesce(r.amount, 0),
    coalesce(t.weight, 0) + coalesce(r.weight, 0),
    coalesce(t.square, 0) + coalesce(r.square, 0),
    coalesce(t.outliers, 0) + coalesce(r.outliers, 0)
  FROM asked a CROSS JOIN unnest(offsets) WITH ORDINALITY AS o(gap, ordinality)
  LEFT JOIN LATERAL (
    SELECT l.count, l.amount, l.weight, l.square, l.outliers FROM features_total l
    WHERE l.entity = a.entity AND l.key = a.key AND l.at <= at_time - o.gap
    ORDER BY l.at DESC, l.sighting_id DESC LIMIT 1) t ON true
  LEFT JOIN LATERAL (
    SELECT count(*) AS count, sum(x.hundredths)::bigint AS amount, sum(x.weight)::bigint AS weight,
      sum(x.weight * x.weight)::bigint AS square,
      count(*) FILTER (WHERE x.is_outlier) AS outliers
    FROM tail x WHERE x.entity = a.entity AND x.at <= at_time - o.gap) r ON true
  UNION ALL
  SELECT 2, a.entity, w.ordinality::int, count(f.id), 0, 0, 0, 0
  FROM unnest(fraud_entities, fraud_starts, fraud_delays)
    WITH ORDINALITY AS w(entity, start, delay, ordinality)
  JOIN asked a ON a.entity = w.entity
  JOIN features_fraud f ON f.entity = a.entity AND f.key = a.key
    AND f.at > at_time - w.start AND f.at <= at_time - w.delay
    AND f.known_at <= at_time AND (f.revoked_at IS NULL OR f.revoked_at > at_time)
  GROUP BY a.entity, w.ordinality
  UNION ALL
  SELECT 3, a.entity, w.ordinality::int, count(DISTINCT b.other_key), 0, 0, 0, 0
  FROM unnest(pair_entities, pair_others, pair_windows)
    WITH ORDINALITY AS w(entity, other, past, ordinality)
  JOIN asked a ON a.entity = w.entity
  CROSS JOIN LATERAL (
    SELECT p.other_key FROM features_pair p
    WHERE p.entity = a.entity AND p.key = a.key AND p.other = w.other
      AND p.last_at > at_time - w.past
    UNION ALL
    SELECT x.keys[w.other] FROM tail x
    WHERE x.entity = a.entity AND x.keys[w.other] <> '' AND x.at > at_time - w.past) b
  GROUP BY a.entity, w.ordinality;
END $$;

-- Carry finished transactions' sightings into the totals; returns how many. One folder at a time:
-- the row of the fold is its lock. A sighting that came late is added after those before it.
CREATE FUNCTION features_fold_totals(pairs_of smallint[], pairs_with smallint[], most int,
  at_time timestamptz)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  first_xid bigint;
  end_xid bigint;
  folded bigint;
BEGIN
  INSERT INTO features_fold (id, below_xid) VALUES (1, 0) ON CONFLICT DO NOTHING;
  SELECT below_xid INTO first_xid FROM features_fold FOR UPDATE;
  end_xid := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  SELECT coalesce((SELECT s.xid + 1 FROM features_sighting s
    WHERE s.xid >= first_xid AND s.xid < end_xid ORDER BY s.xid OFFSET most LIMIT 1), end_xid)
    INTO end_xid;
  IF end_xid <= first_xid THEN RETURN 0; END IF;
  INSERT INTO features_total
    (entity, key, at, sighting_id, count, amount, weight, square, outliers)
  SELECT n.entity, n.key, greatest(n.at, t.at), n.id,
    coalesce(t.count, 0) + n.count, coalesce(t.amount, 0) + n.amount,
    coalesce(t.weight, 0) + n.weight, coalesce(t.square, 0) + n.square,
    coalesce(t.outliers, 0) + n.outliers
  FROM (
    SELECT k.ordinality::smallint AS entity, k.key, s.at, s.id,
      count(*) OVER running AS count, (sum(s.hundredths) OVER running)::bigint AS amount,
      (sum(w.weight) OVER running)::bigint AS weight,
      (sum(w.weight * w.weight) OVER running)::bigint AS square,
      count(*) FILTER (WHERE s.is_outlier) OVER running AS outliers
    FROM features_sighting s
    CROSS JOIN LATERAL (SELECT least((s.hundredths + 50) / 100, 1000000) AS weight) w
    CROSS JOIN LATERAL unnest(s.keys) WITH ORDINALITY AS k(key, ordinality)
    WHERE s.xid >= first_xid AND s.xid < end_xid AND k.key <> ''
    WINDOW running AS (PARTITION BY k.ordinality, k.key ORDER BY s.at, s.id
      ROWS UNBOUNDED PRECEDING)) n
  LEFT JOIN LATERAL (
    SELECT l.at, l.count, l.amount, l.weight, l.square, l.outliers FROM features_total l
    WHERE l.entity = n.entity AND l.key = n.key
    ORDER BY l.at DESC, l.sighting_id DESC LIMIT 1) t ON true;
  INSERT INTO features_pair (entity, key, other, other_key, last_at)
  SELECT w.entity, s.keys[w.entity], w.other, s.keys[w.other], max(s.at)
  FROM features_sighting s CROSS JOIN unnest(pairs_of, pairs_with) AS w(entity, other)
  WHERE s.xid >= first_xid AND s.xid < end_xid
    AND s.keys[w.entity] <> '' AND s.keys[w.other] <> ''
  GROUP BY 1, 2, 3, 4
  ON CONFLICT ON CONSTRAINT features_pair_once
    DO UPDATE SET last_at = greatest(features_pair.last_at, excluded.last_at);
  SELECT count(*) INTO folded FROM features_sighting s
    WHERE s.xid >= first_xid AND s.xid < end_xid;
  UPDATE features_fold SET below_xid = end_xid, folded_at = at_time;
  RETURN folded;
END $$;
