-- Items of the card networks' advices, as the bank has read them from the files it received.
SELECT a.id AS advice_id, l.number, a.network, a.business_date AS settled_on,
       a.settlement_reference, l.arn, l.kind, a.currency, l.amount_minor AS amount,
       l.interchange_minor AS interchange, l.scheme_fee_minor AS scheme_fee,
       l.amount_minor - l.interchange_minor - l.scheme_fee_minor AS net, f.name AS file_name,
       f.sha256 AS file_sha256, a.xid
FROM settlement_networkadvice a
JOIN settlement_networkadviceline l ON l.advice_id = a.id
JOIN settlement_receivedfile f ON f.id = a.file_id
WHERE a.xid >= %(from_xid)s AND a.xid < %(to_xid)s
