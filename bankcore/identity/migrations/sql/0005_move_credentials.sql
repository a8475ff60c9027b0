INSERT INTO identity_apikey (client_id, kind, prefix, sha256, created_at)
  SELECT id, kind, key_prefix, key_sha256, created_at FROM identity_apiclient;
INSERT INTO identity_signingsecret (client_id, secret_id, secret, created_at)
  SELECT id, client_id || '-1', signing_secret, created_at FROM identity_apiclient;
SET CONSTRAINTS ALL IMMEDIATE;
