"""What a newcomer to the demo bank is told: where it is, and as whom to log in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bankcore.demo import bank, shop, staff


@dataclass(frozen=True, slots=True)
class LogIn:
    """Somebody as whom the demo bank can be tried, and what their work is."""

    part: str
    username: str
    password: str
    does: str


CUSTOMER: Final = LogIn("customer", *bank.CUSTOMER_LOGIN, "pays, freezes")
STAFF: Final = (
    LogIn("teller", "demo-teller-1", staff.PASSWORD, "drawer and cash"),
    LogIn("risk analyst", "demo-risk", staff.PASSWORD, "the next case"),
    LogIn("operations", bank.STAFF_LOGIN[0], staff.PASSWORD, "approves, answers"),
    LogIn("second person", staff.SECOND, staff.PASSWORD, "approves theirs"),
    LogIn("finance", "demo-finance", staff.PASSWORD, "reports, figures"),
    LogIn("auditor", "demo-auditor", staff.PASSWORD, "reads, changes none"),
    LogIn("administrator", staff.ADMINISTRATORS[0], staff.PASSWORD, "staff, programs"),
)


def text(address: str) -> str:
    """Return what is printed once the bank is up, in lines of at most 80 characters."""
    return "\n".join(
        (
            f"Online banking   {address}/",
            _line(CUSTOMER),
            f"Back office      {address}/admin/",
            *(_line(each) for each in STAFF),
            f"Developers       {address}/developers/",
            f"  /api/v1 key    {bank.API_KEY}",
            f"  /v1 key        {shop.SANDBOX_KEY}  (nothing is booked)",
            "",
            "Second step      make code   shows the code that all these people's phones show",
            "Passkeys         need a name in the address: localhost in place of 127.0.0.1",
            "More to see      make day    lives a business day; stop the bank for it",
        )
    )


def _line(log_in: LogIn) -> str:
    return f"  {log_in.part:15}{log_in.username:20}{log_in.password:24}{log_in.does}"
