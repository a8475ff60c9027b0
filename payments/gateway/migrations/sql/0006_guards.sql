-- Payments of merchants: what PostgreSQL itself keeps true, whoever writes.

-- Every change of state that there is; payments/gateway/domain/states.py and disputes.py have the
-- same, with what happens. A test holds the two together.
CREATE FUNCTION gateway_state_change_allowed(what text, before text, after text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT before = after OR (what, before, after) IN (
    ('intent', 'REQUIRES_PAYMENT_METHOD', 'REQUIRES_CONFIRMATION'),
    ('intent', 'REQUIRES_PAYMENT_METHOD', 'CANCELED'),
    ('intent', 'REQUIRES_CONFIRMATION', 'PROCESSING'),
    ('intent', 'REQUIRES_CONFIRMATION', 'REQUIRES_ACTION'),
    ('intent', 'REQUIRES_CONFIRMATION', 'REVIEW'),
    ('intent', 'REQUIRES_CONFIRMATION', 'REQUIRES_PAYMENT_METHOD'),
    ('intent', 'REQUIRES_CONFIRMATION', 'CANCELED'),
    ('intent', 'REQUIRES_ACTION', 'PROCESSING'),
    ('intent', 'REQUIRES_ACTION', 'REQUIRES_PAYMENT_METHOD'),
    ('intent', 'REQUIRES_ACTION', 'CANCELED'),
    ('intent', 'REVIEW', 'PROCESSING'),
    ('intent', 'REVIEW', 'REQUIRES_PAYMENT_METHOD'),
    ('intent', 'REVIEW', 'CANCELED'),
    ('intent', 'PROCESSING', 'REQUIRES_CAPTURE'),
    ('intent', 'PROCESSING', 'SUCCEEDED'),
    ('intent', 'PROCESSING', 'REQUIRES_PAYMENT_METHOD'),
    ('intent', 'PROCESSING', 'CONFLICTED'),
    ('intent', 'REQUIRES_CAPTURE', 'SUCCEEDED'),
    ('intent', 'REQUIRES_CAPTURE', 'CANCELED'),
    ('intent', 'REQUIRES_CAPTURE', 'CONFLICTED'),
    ('intent', 'SUCCEEDED', 'REQUIRES_PAYMENT_METHOD'),
    ('intent', 'SUCCEEDED', 'CONFLICTED'),
    ('intent', 'CONFLICTED', 'PROCESSING'),
    ('operation', 'QUEUED', 'SUCCEEDED'),
    ('operation', 'QUEUED', 'DECLINED'),
    ('operation', 'QUEUED', 'PENDING'),
    ('operation', 'QUEUED', 'UNKNOWN'),
    ('operation', 'QUEUED', 'REVERSED'),
    ('operation', 'QUEUED', 'NOT_SENT'),
    ('operation', 'PENDING', 'SUCCEEDED'),
    ('operation', 'PENDING', 'DECLINED'),
    ('operation', 'PENDING', 'UNKNOWN'),
    ('operation', 'PENDING', 'REVERSED'),
    ('operation', 'PENDING', 'NOT_SENT'),
    ('operation', 'UNKNOWN', 'SUCCEEDED'),
    ('operation', 'UNKNOWN', 'DECLINED'),
    ('operation', 'UNKNOWN', 'PENDING'),
    ('operation', 'UNKNOWN', 'REVERSED'),
    ('operation', 'UNKNOWN', 'NOT_SENT'),
    ('operation', 'SUCCEEDED', 'RETURNED'),
    ('dispute', 'NEEDS_RESPONSE', 'UNDER_REVIEW'),
    ('dispute', 'NEEDS_RESPONSE', 'ACCEPTED'),
    ('dispute', 'NEEDS_RESPONSE', 'WON'),
    ('dispute', 'NEEDS_RESPONSE', 'LOST'),
    ('dispute', 'UNDER_REVIEW', 'NEEDS_RESPONSE'),
    ('dispute', 'UNDER_REVIEW', 'WON'),
    ('dispute', 'UNDER_REVIEW', 'LOST'),
    ('authentication', 'PENDING', 'PASSED'),
    ('authentication', 'PENDING', 'FAILED'),
    ('authentication', 'PENDING', 'EXPIRED'))
$$;

CREATE FUNCTION gateway_intent_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.object_id, NEW.merchant_id, NEW.currency, NEW.client_secret, NEW.idempotency_id, NEW.created_at)
     IS DISTINCT FROM
     (OLD.id, OLD.object_id, OLD.merchant_id, OLD.currency, OLD.client_secret, OLD.idempotency_id, OLD.created_at) THEN
    RAISE EXCEPTION 'payment % stays what it is', OLD.object_id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT gateway_state_change_allowed('intent', OLD.state, NEW.state) THEN
    RAISE EXCEPTION 'payment % does not go from % to %', OLD.object_id, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER intent_changed BEFORE UPDATE ON gateway_paymentintent
  FOR EACH ROW EXECUTE FUNCTION gateway_intent_changed();

CREATE FUNCTION gateway_operation_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.public_id, NEW.object_id, NEW.merchant_id, NEW.intent_id, NEW.payment_method_id, NEW.original_id,
      NEW.kind, NEW.connector, NEW.amount_minor, NEW.currency, NEW.is_final, NEW.attempt, NEW.idempotency_id,
      NEW.deadline, NEW.created_at)
     IS DISTINCT FROM
     (OLD.id, OLD.public_id, OLD.object_id, OLD.merchant_id, OLD.intent_id, OLD.payment_method_id, OLD.original_id,
      OLD.kind, OLD.connector, OLD.amount_minor, OLD.currency, OLD.is_final, OLD.attempt, OLD.idempotency_id,
      OLD.deadline, OLD.created_at) THEN
    RAISE EXCEPTION 'operation % stays what it is', OLD.object_id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT gateway_state_change_allowed('operation', OLD.state, NEW.state) THEN
    RAISE EXCEPTION 'operation % does not go from % to %', OLD.object_id, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF (OLD.txn_id IS NOT NULL AND NEW.txn_id IS DISTINCT FROM OLD.txn_id)
     OR (OLD.return_txn_id IS NOT NULL AND NEW.return_txn_id IS DISTINCT FROM OLD.return_txn_id)
     OR (OLD.settlement_batch IS NOT NULL AND NEW.settlement_batch IS DISTINCT FROM OLD.settlement_batch) THEN
    RAISE EXCEPTION 'operation % is booked and settled once', OLD.object_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER operation_changed BEFORE UPDATE ON gateway_operation
  FOR EACH ROW EXECUTE FUNCTION gateway_operation_changed();

CREATE FUNCTION gateway_dispute_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.object_id, NEW.merchant_id, NEW.intent_id, NEW.chargeback_id, NEW.notice_key, NEW.connector,
      NEW.reason, NEW.amount_minor, NEW.excess_minor, NEW.currency, NEW.created_at)
     IS DISTINCT FROM
     (OLD.id, OLD.object_id, OLD.merchant_id, OLD.intent_id, OLD.chargeback_id, OLD.notice_key, OLD.connector,
      OLD.reason, OLD.amount_minor, OLD.excess_minor, OLD.currency, OLD.created_at) THEN
    RAISE EXCEPTION 'dispute % stays what it is', OLD.object_id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT gateway_state_change_allowed('dispute', OLD.stage, NEW.stage) THEN
    RAISE EXCEPTION 'dispute % does not go from % to %', OLD.object_id, OLD.stage, NEW.stage
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER dispute_changed BEFORE UPDATE ON gateway_dispute
  FOR EACH ROW EXECUTE FUNCTION gateway_dispute_changed();

CREATE FUNCTION gateway_authentication_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT gateway_state_change_allowed('authentication', OLD.state, NEW.state) THEN
    RAISE EXCEPTION 'the question % is answered once', OLD.object_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER authentication_changed BEFORE UPDATE ON gateway_authentication
  FOR EACH ROW EXECUTE FUNCTION gateway_authentication_changed();

-- An increment, capture or void is of an authorisation of the same payment.
CREATE FUNCTION gateway_operation_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.original_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM gateway_operation
    WHERE id = NEW.original_id AND intent_id = NEW.intent_id AND kind = 'AUTHORISE' AND connector = NEW.connector) THEN
    RAISE EXCEPTION 'operation % is of no authorisation of its payment', NEW.object_id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER operation_made BEFORE INSERT ON gateway_operation
  FOR EACH ROW EXECUTE FUNCTION gateway_operation_made();

DO $$
DECLARE kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY[
    'gateway_paymentintent', 'gateway_operation', 'gateway_statechange', 'gateway_dispute', 'gateway_disputeevidence',
    'gateway_authentication', 'gateway_onushold', 'gateway_merchant', 'gateway_merchantaccount', 'gateway_merchantfees']
  LOOP
    EXECUTE format('CREATE TRIGGER rows_stay BEFORE DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', kept);
    EXECUTE format('REVOKE DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
  FOREACH kept IN ARRAY ARRAY[
    'gateway_statechange', 'gateway_disputeevidence', 'gateway_onushold', 'gateway_merchantaccount', 'gateway_merchantfees']
  LOOP
    EXECUTE format('CREATE TRIGGER rows_never_change BEFORE UPDATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', kept);
    EXECUTE format('REVOKE UPDATE ON %I FROM bankcore_app', kept);
  END LOOP;
  FOREACH kept IN ARRAY ARRAY['gateway_payer', 'gateway_paymentmethod', 'gateway_mandate', 'gateway_connectorhealth',
                              'gateway_merchantclient', 'gateway_routingrule']
  LOOP
    EXECUTE format('REVOKE DELETE, TRUNCATE ON %I FROM bankcore_app', kept);
  END LOOP;
END $$;

REVOKE UPDATE ON gateway_operation, gateway_dispute, gateway_authentication, gateway_merchantclient FROM bankcore_app;
GRANT UPDATE (state, approved_minor, network_reference, authorisation_code, decline_code, raw_code, metadata, fee_minor,
              business_date, txn_id, return_txn_id, settlement_batch, excess_minor, inquiries, inquire_at, decided_at)
  ON gateway_operation TO bankcore_app;
GRANT UPDATE (stage, representment_id, decided_at) ON gateway_dispute TO bankcore_app;
GRANT UPDATE (state, decided_at) ON gateway_authentication TO bankcore_app;
