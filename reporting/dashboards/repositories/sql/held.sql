-- Those of them that were chosen.
SELECT h.*
FROM holder h
JOIN choice k
  ON (k.branch IS NULL OR h.branch = k.branch)
 AND (k.product IS NULL OR h.product = k.product)
 AND h.currency = k.currency
