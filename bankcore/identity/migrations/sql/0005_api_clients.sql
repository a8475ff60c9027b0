-- A key is of its client's kind, and neither clients nor keys vanish: they tell who called.
ALTER TABLE identity_apikey
  ADD CONSTRAINT identity_key_of_clients_kind
  FOREIGN KEY (client_id, kind) REFERENCES identity_apiclient (id, kind);
ALTER TABLE identity_apikey
  ADD CONSTRAINT identity_key_hash CHECK (octet_length(sha256) = 32);
ALTER TABLE identity_accesstoken
  ADD CONSTRAINT identity_token_hash CHECK (octet_length(sha256) = 32),
  ADD CONSTRAINT identity_token_short CHECK (expires_at <= created_at + interval '1 hour');
REVOKE DELETE, TRUNCATE ON identity_apiclient, identity_apikey, identity_signingsecret
  FROM bankcore_app;
