-- A dimension of type 2 as it is after a load; builds.prepare_versions says what is put in where.
CREATE OR REPLACE TEMP TABLE changed_{name} AS
SELECT {attributes} FROM staged_{name}
EXCEPT
SELECT {attributes} FROM {name}
WHERE valid_to = DATE '9999-12-31' AND known_to = TIMESTAMP '9999-12-31';
CREATE OR REPLACE TEMP TABLE known_{name} AS
SELECT d.*, c.{key} IS NOT NULL AS changes,
       c.{key} IS NOT NULL AND ({differs}) AS differs, c.{key} IS NOT NULL AND ({corrects}) AS corrects
FROM {name} d
LEFT JOIN changed_{name} c ON c.{key} = d.{key} AND d.known_to = TIMESTAMP '9999-12-31';
CREATE OR REPLACE TEMP VIEW next_{name} AS
WITH standing AS (
  SELECT *, changes AND (corrects OR valid_to = DATE '9999-12-31') AS ends,
         valid_to = DATE '9999-12-31' AS is_last
  FROM known_{name}
)
-- What was known stays, up to now where something else is known now.
SELECT {attributes}, valid_from, valid_to, known_from,
       CASE WHEN ends THEN {moment} ELSE known_to END AS known_to
FROM standing
UNION ALL
-- The same for the same days, corrected; the last up to the day on which it changed, if it did.
SELECT * FROM (
  SELECT {corrected}, {from} AS valid_from,
         CASE WHEN d.is_last AND d.differs THEN {day} ELSE d.valid_to END AS valid_to,
         {moment} AS known_from, TIMESTAMP '9999-12-31' AS known_to
  FROM standing d JOIN changed_{name} c ON c.{key} = d.{key}
  WHERE d.ends)
WHERE valid_from < valid_to
UNION ALL
-- The new row of what changed or began.
SELECT {attributes},
       CASE WHEN {key} IN (SELECT {key} FROM {name}) THEN {day} ELSE least({born}, {day}) END,
       DATE '9999-12-31', {moment}, TIMESTAMP '9999-12-31'
FROM changed_{name}
WHERE {key} NOT IN (SELECT {key} FROM standing WHERE is_last AND changes AND NOT differs)
