-- As before, but that no more than `most_others` of the others of an entity are read, the latest: an
-- address from which a program pays for all its customers has as many as the bank. More are not
-- told apart, and those that are counted are grouped before they are held against the windows.
CREATE OR REPLACE FUNCTION features_figures_of(
  asked_entities smallint[], asked_keys text[], offsets interval[],
  fraud_entities smallint[], fraud_starts interval[], fraud_delays interval[],
  pair_entities smallint[], pair_others smallint[], pair_windows interval[],
  at_time timestamptz)
RETURNS TABLE (number int, kind int, place int, count bigint, amount bigint, weight bigint,
  square bigint, outliers bigint)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
DECLARE
  folded bigint := coalesce((SELECT f.below_xid FROM features_fold f), 0);
  most_others CONSTANT int := 500;  -- as risk.terms.catalogue has it
  spans interval[] := (SELECT array_agg(DISTINCT p.past ORDER BY p.past)
    FROM unnest(pair_windows) AS p(past));
BEGIN
  RETURN QUERY
  WITH RECURSIVE asked AS MATERIALIZED (
    SELECT a.ordinality::int AS number, a.entity, a.key
    FROM unnest(asked_entities, asked_keys) WITH ORDINALITY AS a(entity, key, ordinality)),
  -- OFFSET 0 keeps every sighting from being compared with every entity asked about: it is hashed.
  tail AS MATERIALIZED (
    SELECT a.number, a.entity, s.at, s.hundredths,
      least((s.hundredths + 50) / 100, 1000000) AS weight, s.is_outlier, s.keys,
      width_bucket(at_time - s.at, offsets) AS last_place
    FROM (
      SELECT e.entity, f.keys[e.entity] AS key, f.at, f.hundredths, f.is_outlier, f.keys
      FROM features_sighting f CROSS JOIN (SELECT DISTINCT k.entity FROM asked k) e
      WHERE f.xid >= folded AND f.at <= at_time OFFSET 0) s
    JOIN asked a ON a.entity = s.entity AND a.key = s.key),
  pairs AS MATERIALIZED (
    SELECT w.entity, w.other, max(w.past) AS past
    FROM unnest(pair_entities, pair_others, pair_windows) AS w(entity, other, past)
    GROUP BY w.entity, w.other),
  -- A line of the totals holds at all offsets until the one that is before it.
  lines AS (
    SELECT a.number, a.entity, a.key, 1 AS first_place,
      width_bucket(at_time - t.at, offsets) AS last_place,
      t.count, t.amount, t.weight, t.square, t.outliers
    FROM asked a CROSS JOIN LATERAL (
      SELECT l.at, l.count, l.amount, l.weight, l.square, l.outliers FROM features_total l
      WHERE l.entity = a.entity AND l.key = a.key AND l.at <= at_time - offsets[1]
      ORDER BY l.at DESC, l.sighting_id DESC LIMIT 1) t
    UNION ALL
    SELECT p.number, p.entity, p.key, p.last_place + 1,
      width_bucket(at_time - t.at, offsets),
      t.count, t.amount, t.weight, t.square, t.outliers
    FROM lines p CROSS JOIN LATERAL (
      SELECT l.at, l.count, l.amount, l.weight, l.square, l.outliers FROM features_total l
      WHERE l.entity = p.entity AND l.key = p.key AND l.at <= at_time - offsets[p.last_place + 1]
      ORDER BY l.at DESC, l.sighting_id DESC LIMIT 1) t
    WHERE p.last_place < cardinality(offsets)),
  sums AS (
    SELECT l.number, l.first_place, l.last_place, l.count, l.amount, l.weight, l.square, l.outliers
    FROM lines l
    UNION ALL
    SELECT x.number, 1, x.last_place, count(*), sum(x.hundredths), sum(x.weight),
      sum(x.weight * x.weight), count(*) FILTER (WHERE x.is_outlier)
    FROM tail x GROUP BY x.number, x.last_place)
  SELECT s.number, 1, o.place, sum(s.count)::bigint, sum(s.amount)::bigint, sum(s.weight)::bigint,
    sum(s.square)::bigint, sum(s.outliers)::bigint
  FROM sums s CROSS JOIN LATERAL generate_series(s.first_place, s.last_place) AS o(place)
  GROUP BY s.number, o.place
  UNION ALL
  SELECT a.number, 2, w.ordinality::int, count(*), 0, 0, 0, 0
  FROM asked a
  JOIN features_fraud f ON f.entity = a.entity AND f.key = a.key
    AND f.at > at_time - (SELECT max(s) FROM unnest(fraud_starts) s) AND f.at <= at_time
    AND f.known_at <= at_time AND (f.revoked_at IS NULL OR f.revoked_at > at_time)
  JOIN unnest(fraud_entities, fraud_starts, fraud_delays)
    WITH ORDINALITY AS w(entity, start, delay, ordinality)
    ON w.entity = a.entity AND f.at > at_time - w.start AND f.at <= at_time - w.delay
  GROUP BY a.number, w.ordinality
  UNION ALL
  SELECT l.number, 3, w.ordinality::int, least(sum(l.count), most_others)::bigint, 0, 0, 0, 0
  FROM (
    SELECT b.number, b.entity, b.other, width_bucket(at_time - b.last_at, spans) AS place,
      count(*) AS count
    FROM (
      SELECT c.number, c.entity, c.other, c.other_key, max(c.last_at) AS last_at
      FROM (
        SELECT a.number, a.entity, w.other, p.other_key COLLATE "C" AS other_key, p.last_at
        FROM asked a JOIN pairs w ON w.entity = a.entity CROSS JOIN LATERAL (
          SELECT q.other_key, q.last_at FROM features_pair q
          WHERE q.entity = a.entity AND q.key = a.key AND q.other = w.other
            AND q.last_at > at_time - w.past
          ORDER BY q.last_at DESC LIMIT most_others) p
        UNION ALL
        SELECT x.number, x.entity, w.other, x.keys[w.other] COLLATE "C", x.at
        FROM tail x JOIN pairs w ON w.entity = x.entity
        WHERE x.keys[w.other] <> '') c
      GROUP BY c.number, c.entity, c.other, c.other_key) b
    GROUP BY b.number, b.entity, b.other, place) l
  JOIN unnest(pair_entities, pair_others, pair_windows)
    WITH ORDINALITY AS w(entity, other, past, ordinality)
    ON w.entity = l.entity AND w.other = l.other AND array_position(spans, w.past) > l.place
  GROUP BY l.number, w.ordinality;
END $$;
