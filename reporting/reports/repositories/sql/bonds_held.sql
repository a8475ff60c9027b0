-- Bonds that the bank had on a day, as it is known now.
SELECT bond_id, isin, currency, nominal, coupon, coupons_a_year, matures_on, issuer, quality
FROM dim_bond
WHERE valid_from <= $day AND valid_to > $day AND known_to = TIMESTAMP '9999-12-31'
  AND bought_on <= $day AND matures_on > $day AND (sold_on IS NULL OR sold_on > $day)
ORDER BY isin, bond_id
