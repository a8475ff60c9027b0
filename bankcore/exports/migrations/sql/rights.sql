-- An order is never deleted: who took what out of the bank stays known.
REVOKE DELETE, TRUNCATE ON exports_listexport FROM bankcore_app;
