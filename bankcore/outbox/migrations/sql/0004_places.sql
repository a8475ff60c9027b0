-- What was delivered before events had places gets them in the order in which it was written; what
-- still waits gets its place from the relay.
WITH placed AS (
  SELECT id, delivered_at, row_number() OVER (ORDER BY id) AS position,
         row_number() OVER (PARTITION BY subject ORDER BY id) AS sequence
  FROM outbox_event WHERE delivered_at IS NOT NULL)
UPDATE outbox_event e
SET position = placed.position, sequence = placed.sequence, placed_at = placed.delivered_at
FROM placed WHERE e.id = placed.id;

INSERT INTO outbox_cursor (name, position, highest)
SELECT name, top, top
FROM unnest(ARRAY['places', 'tasks', 'streams']) AS name,
     (SELECT coalesce(max(position), 0) AS top FROM outbox_event) AS tops;
