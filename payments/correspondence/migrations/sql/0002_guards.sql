-- What customers and the bank wrote stays as it was sent. Two ways more, and no others: the tables'
-- owner may seal a column anew when keys are rotated, and what is of a closed customer may go when
-- it is erased.
CREATE FUNCTION correspondence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE sealed text[] := ARRAY['body', 'file_name', 'content', 'text'];
BEGIN
  IF TG_OP = 'UPDATE' AND current_user <> 'bankcore_app'
    AND to_jsonb(NEW) - sealed = to_jsonb(OLD) - sealed
  THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' AND EXISTS (
    SELECT FROM accounts_customer c WHERE c.status = 'CLOSED' AND c.id = CASE TG_TABLE_NAME
      WHEN 'correspondence_customernote' THEN (to_jsonb(OLD) ->> 'customer_id')::bigint
      WHEN 'correspondence_message' THEN (
        SELECT customer_id FROM correspondence_thread
        WHERE id = (to_jsonb(OLD) ->> 'thread_id')::bigint)
      WHEN 'correspondence_attachment' THEN (
        SELECT t.customer_id FROM correspondence_message m
        JOIN correspondence_thread t ON t.id = m.thread_id
        WHERE m.id = (to_jsonb(OLD) ->> 'message_id')::bigint)
      ELSE (
        SELECT t.customer_id FROM correspondence_attachment a
        JOIN correspondence_message m ON m.id = a.message_id
        JOIN correspondence_thread t ON t.id = m.thread_id
        WHERE a.id = (to_jsonb(OLD) ->> 'attachment_id')::bigint)
      END)
  THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% on % refused: it stays as it was sent', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON correspondence_message
  FOR EACH ROW EXECUTE FUNCTION correspondence_stays();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON correspondence_attachment
  FOR EACH ROW EXECUTE FUNCTION correspondence_stays();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON correspondence_attachmentcontent
  FOR EACH ROW EXECUTE FUNCTION correspondence_stays();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON correspondence_customernote
  FOR EACH ROW EXECUTE FUNCTION correspondence_stays();

-- What a thread is about is emptied for a closed customer who is erased, and else stays.
CREATE FUNCTION correspondence_only_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before text := to_jsonb(OLD) ->> TG_ARGV[0]; after text := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
  IF after IS DISTINCT FROM before AND current_user = 'bankcore_app' AND (after IS NOT NULL
    OR NOT EXISTS (SELECT FROM accounts_customer WHERE id = OLD.customer_id AND status = 'CLOSED'))
  THEN
    RAISE EXCEPTION '% of % stays as it is', TG_ARGV[0], TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_emptied BEFORE UPDATE OF subject ON correspondence_thread
  FOR EACH ROW EXECUTE FUNCTION correspondence_only_emptied('subject');
CREATE TRIGGER only_emptied BEFORE UPDATE OF narrative ON correspondence_dispute
  FOR EACH ROW EXECUTE FUNCTION correspondence_only_emptied('narrative');

-- A dispute goes the ways that payments/correspondence/domain/disputes.py names, and stays decided.
CREATE FUNCTION correspondence_dispute_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE free text[] := ARRAY['state', 'assignee', 'request_id', 'ground', 'decided_by', 'decided_at',
                             'refund_txn_id', 'narrative'];
BEGIN
  IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free THEN
    RAISE EXCEPTION 'dispute % stays what it is of', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state NOT IN ('RECEIVED', 'UNDER_REVIEW')
    AND to_jsonb(NEW) - 'narrative' IS DISTINCT FROM to_jsonb(OLD) - 'narrative'
  THEN
    RAISE EXCEPTION 'dispute % stays decided', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
      ('RECEIVED', 'UNDER_REVIEW'), ('RECEIVED', 'WON'), ('RECEIVED', 'LOST'),
      ('RECEIVED', 'WITHDRAWN'), ('UNDER_REVIEW', 'WON'), ('UNDER_REVIEW', 'LOST'),
      ('UNDER_REVIEW', 'WITHDRAWN')) THEN
    RAISE EXCEPTION 'dispute % does not go from % to %', OLD.id, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER dispute_changed BEFORE UPDATE ON correspondence_dispute
  FOR EACH ROW EXECUTE FUNCTION correspondence_dispute_changed();

-- A notice is told once, and that it was sent stays.
CREATE FUNCTION correspondence_notice_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.sent_at IS NOT NULL THEN
    RAISE EXCEPTION 'notice % was sent', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER notice_changed BEFORE UPDATE ON correspondence_notice
  FOR EACH ROW EXECUTE FUNCTION correspondence_notice_changed();

REVOKE UPDATE, TRUNCATE ON correspondence_message, correspondence_attachment,
  correspondence_attachmentcontent, correspondence_customernote FROM bankcore_app;
REVOKE UPDATE, DELETE, TRUNCATE ON correspondence_thread, correspondence_dispute,
  correspondence_notice FROM bankcore_app;
REVOKE DELETE, TRUNCATE ON correspondence_noticechoices FROM bankcore_app;
GRANT UPDATE (state, closed_at, last_message_at, waiting_since, unread_by_customer, unread_by_bank,
              subject)
  ON correspondence_thread TO bankcore_app;
GRANT UPDATE (state, assignee, request_id, ground, decided_by, decided_at, refund_txn_id,
              narrative)
  ON correspondence_dispute TO bankcore_app;
GRANT UPDATE (sent_at, mails) ON correspondence_notice TO bankcore_app;

-- A customer's request has that customer's rows (bankcore/db/row_scope.py); of notes it has none.
DO $$
DECLARE guarded text;
BEGIN
  FOREACH guarded IN ARRAY ARRAY['correspondence_thread', 'correspondence_dispute',
    'correspondence_notice', 'correspondence_noticechoices']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY of_one_customer ON %I '
                   'USING (accounts_is_of_session(customer_id))', guarded);
  END LOOP;
END $$;
ALTER TABLE correspondence_customernote ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_staff ON correspondence_customernote USING (accounts_is_of_session(NULL));
-- The threads, messages and files that a query sees are the customer's own already.
ALTER TABLE correspondence_message ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_one_customer ON correspondence_message USING (accounts_is_of_session(NULL)
  OR EXISTS (SELECT FROM correspondence_thread t WHERE t.id = thread_id));
ALTER TABLE correspondence_attachment ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_one_customer ON correspondence_attachment USING (accounts_is_of_session(NULL)
  OR EXISTS (SELECT FROM correspondence_message m WHERE m.id = message_id));
ALTER TABLE correspondence_attachmentcontent ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_one_customer ON correspondence_attachmentcontent USING (
  accounts_is_of_session(NULL)
  OR EXISTS (SELECT FROM correspondence_attachment a WHERE a.id = attachment_id));
