SELECT id AS bond_id, isin, currency, nominal, coupon, coupons_a_year, matures_on, bought_on,
       sold_on, issuer, quality
FROM market_bond
