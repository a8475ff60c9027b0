"""A demo bank for what measures one: of its own, thrown away afterwards, or one that runs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bankcore.chaos.whole_bank import WholeBank  # noqa: E402 - the bank is where it was told

CUSTOMER = ("demo-customer", "demo-customer-password")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank that listens at `url`; `manage` runs one of its commands and returns what it says."""

    url: str
    manage: Callable[..., str]


@contextmanager
def demo_bank(*, day: bool) -> Iterator[Bank]:
    """Start a demo bank, after one business day where `day`; take the one at BANK_URL if it is set.

    The one at BANK_URL must have its data where BANKCORE_DATA says.
    """
    running = os.environ.get("BANK_URL", "")
    if running:
        yield Bank(running.rstrip("/"), _manage)
        return
    with tempfile.TemporaryDirectory(prefix="bank-") as folder:
        bank = WholeBank(Path(folder))
        print("Setting up a bank of its own ...", flush=True)
        bank.set_up()

        def manage(*command: str) -> str:
            went_well, said = bank.manage(*command)
            if not went_well:
                sys.exit(f"manage.py {command[0]} failed: {said}")
            return said

        try:
            if day:
                print("Running a business day ...", flush=True)
                manage("run_business_day")
            bank.start()
            yield Bank(f"http://{bank.address[0]}:{bank.address[1]}", manage)
        finally:
            bank.end()


def signed_in(browser: Browser, bank: Bank) -> BrowserContext:
    """Log the demo customer in, in two steps."""
    name, password = CUSTOMER
    context = browser.new_context(base_url=bank.url)
    page = context.new_page()
    page.goto("/login/?next=/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.locator("main button").first.click()
    page.wait_for_load_state()
    code = bank.manage("one_time_code", name)
    page.locator("main input:not([type=hidden])").first.fill(code)
    page.locator("main button").first.click()
    page.locator("a[href='/pay/']").first.wait_for()
    return context


def _manage(*command: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip().splitlines()[-1]
