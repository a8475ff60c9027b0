"""What the back office puts before its staff; what is noted of what people see and change."""

from bankcore.settings.env import read

# What waits for whom, where work begins, what a bank needs before it begins, what the search looks
# through, what a customer's page tells in its tabs, and the headings of the list of pages.
BACK_OFFICE_WORK = "bankcore.desk.WORK"
BACK_OFFICE_STARTS = "bankcore.starts.STARTS"
BACK_OFFICE_SETUP = "bankcore.desk.SETUP"
BACK_OFFICE_SEARCHES = "bankcore.desk.SEARCHES"
BACK_OFFICE_SUBJECTS = "bankcore.desk.SUBJECTS"
CUSTOMER_TABS = "bankcore.desk.CUSTOMER_TABS"
# What other parts of the bank show on a customer's page in the back office, each to whom it may:
# `panel(request, customer_id)` returns a title, lines and links, or None.
CUSTOMER_PANELS: list[str] = ["risk.crime.presentation.admin.names.panel"]
# Views that staff save of lists: what a list's page offers, and the page that keeps them.
# Who is meant by user:30 in the books, and the number of a log-in.
STAFF_NAMES = "bankcore.identity.public.staff_names"
USER_ID = "bankcore.identity.public.user_id_of"
SAVED_VIEWS = "bankcore.identity.presentation.admin.saved_views.offered"
SAVED_VIEWS_PAGE = "bankcore.identity.presentation.admin.saved_views.keep"
# Which bank this is, on every page; nothing is said where money is real.
ENVIRONMENT_NAME = "Test data" if read().api_mode == "test" else ""

# Who is shown what: whose data a page shows, which pages show nobody's, and who writes it down.
STAFF_READS = "bankcore.staff_reads.PATHS"
STAFF_READS_EXEMPT = "bankcore.staff_reads.EXEMPT"
STAFF_READS_NOTED_BY = "bankcore.audit.presentation.reading.note"

# Whose changes are logged field by field, and how django-auditlog finds the request and masks.
AUDITED_MODELS = "bankcore.audited.MODELS"
AUDITLOG_CID_GETTER = "bankcore.audit.services.changes.request_id"
AUDITLOG_MASK_CALLABLE = "bankcore.audit.services.changes.mask"
