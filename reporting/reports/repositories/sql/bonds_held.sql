-- Bonds that the bank had on a day, as it is known now.
SELECT bond_id, isin, currency, nominal, coupon, coupons_a_year, matures_on, issuer, quality
FROM dim_bond_on($day)
WHERE bought_on <= $day AND matures_on > $day AND (sold_on IS NULL OR sold_on > $day)
ORDER BY isin, bond_id
