"""On which pages of the back office work begins; its first page offers them to their staff."""

from typing import Final

from bankcore.presentation.work import Start

_READ_DASHBOARDS: Final = "dashboards.read_dashboards"

STARTS: Final[tuple[Start, ...]] = (
    Start(
        title="Customers",
        page="accounts_customer_changelist",
        needs=("accounts.onboard_customer", "accounts.record_kyc", "payments.operate_drawer"),
    ),
    Start(
        title="Drawers and counters",
        page="payments_tellerdrawer_changelist",
        needs=("payments.operate_drawer",),
    ),
    Start(title="Take the next case", page="cases_case_next", needs=("cases.work_case",)),
    Start(
        title="Requests for a second person",
        page="approvals_request_changelist",
        needs=("approvals.decide_request",),
    ),
    Start(title="End of day", page="endofday_dayrun_changelist", needs=("endofday.close_day",)),
    Start(
        title="Programs and their keys",
        page="identity_apiclient_changelist",
        needs=("identity.manage_clients",),
    ),
    Start(
        title="Requests of programs",
        page="developers_loggedrequest_changelist",
        needs=("developers.view_loggedrequest",),
    ),
    Start(title="Dashboards", page="dashboards_selection_changelist", needs=(_READ_DASHBOARDS,)),
    Start(
        title="Bank today",
        page="dashboards_selection_board",
        about=("bank-today",),
        needs=(_READ_DASHBOARDS,),
    ),
    Start(
        title="Dashboards by mail",
        page="dashboards_subscription_changelist",
        needs=(_READ_DASHBOARDS,),
    ),
    Start(title="SQL workbench", page="workbench_savedquery_bench", needs=("workbench.run_sql",)),
)
