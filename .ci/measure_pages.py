"""Measure the pages of online banking by Lighthouse: make lighthouse.

Prints a table, and exits 1 where a page has less than 95 of 100 in a category, or moves while it
loads. A page that has less is measured again, at most three times in all, and its best is taken: a
machine that does something else meanwhile only makes pages slower.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import Any

import own_bank
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

PACKAGES = own_bank.ROOT / ".audit"
PROGRAM = own_bank.ROOT / ".ci/audit/lighthouse.mjs"
CATEGORIES = ("performance", "accessibility", "best-practices")
LEAST, RUNS = 95, 3
# A layout shift up to this is good: https://web.dev/articles/cls
MOST_SHIFT = 0.1
PAYEE = {
    "#id_creditor_iban": "DE89370400440532013000",
    "#id_creditor_name": "Demo Landlord",
    "#id_amount": "12.50",
}
Json = dict[str, Any]


def pages(bank: own_bank.Bank, chromium: str) -> tuple[Json, list[Json]]:
    """Return the session's cookie, and what to measure."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=own_bank.ARGUMENTS)
        context = own_bank.signed_in(browser, bank)
        page = context.pages[0]
        account = page.locator("main a[href^='/accounts/']").first.get_attribute("href") or ""
        page.goto("/cards/")
        card = page.locator("main a[href^='/cards/']").first.get_attribute("href")
        (cookie,) = (each for each in context.cookies() if "session" in each["name"])
        browser.close()
    found: list[Json] = [{"name": "log-in", "path": "/login/", "signed_in": False}]
    for name, path in (
        ("overview", "/"),
        ("account", account),
        ("pay", "/pay/"),
        ("cards", "/cards/"),
        ("card", card),
        ("statements", f"{account}statements/"),
        ("spending", "/spending/"),
        ("messages", "/messages/"),
        ("security", "/security/"),
    ):
        found.append({"name": name, "path": path, "signed_in": True})
    check = {"name": "check page", "path": "/pay/", "fill": PAYEE, "press": "main form button"}
    found.insert(4, {**check, "signed_in": True})
    return {"name": cookie["name"], "value": cookie["value"]}, found


def measured(asked: Json) -> list[Json]:
    """Run Lighthouse, and say each page as it is done."""
    found = []
    program = subprocess.Popen(  # noqa: S603 - our own program
        [shutil.which("node") or "node", str(PROGRAM)],
        cwd=PACKAGES,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if program.stdin is None or program.stdout is None:
        raise AssertionError
    program.stdin.write(json.dumps(asked))
    program.stdin.close()
    for line in program.stdout:
        found.append(json.loads(line))
        print(f"{found[-1]['name']}, {found[-1]['form']}", flush=True)
    if program.wait() or len(found) < len(asked["pages"]) * len(asked["forms"]):
        sys.exit("Lighthouse did not measure all pages; it says above why.")
    return found


def amiss(found: Json) -> list[str]:
    """Return what is wrong with a page."""
    wrong = [f"{name} {found[name]}" for name in CATEGORIES if found[name] < LEAST]
    if found["shift"] > MOST_SHIFT:
        wrong.append(f"layout shift {found['shift']:.3f}")
    if found.get("error"):
        wrong.append(found["error"])
    is_elsewhere = found["name"] != "log-in" and "/login/" in found["address"]
    if is_elsewhere or found["title"].startswith("Error:"):
        wrong.append(f"it is another page, {found['title']!r}")
    return wrong


def show(found: list[Json]) -> None:
    """Print the figures."""
    table = Table(title=f"Lighthouse, of 100; {LEAST} is the least")
    table.add_column("page")
    for name in ("screen", *CATEGORIES, "shift", "paint, s", "blocked, ms", "KB"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in found:
        table.add_row(
            each["name"],
            each["form"],
            *(str(each[name]) for name in CATEGORIES),
            f"{each['shift']:.3f}",
            f"{each['paint'] / 1000:.1f}",
            f"{each['blocked']:.0f}",
            f"{each['bytes'] / 1000:.0f}",
        )
    Console(width=120).print(table)


def main() -> int:
    """Measure them all; returns 1 where one is not good enough."""
    chromium = os.environ.get("CHROME_PATH") or shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium shows the pages. Install it: apt-get install chromium")
    with own_bank.demo_bank(day=True) as bank:
        cookie, chosen = pages(bank, chromium)
        only = re.compile(os.environ.get("PAGES", ""))
        found = measured(
            {
                "address": bank.url,
                "cookie": cookie,
                "pages": [each for each in chosen if only.search(each["name"])],
                "forms": ["mobile", "desktop"],
                "chromium": chromium,
                "arguments": own_bank.ARGUMENTS,
                "runs": RUNS,
                "least": LEAST,
            }
        )
    show(found)
    (PACKAGES / "lighthouse.json").write_text(json.dumps(found, indent=1) + "\n")
    wrong = [each for each in found if amiss(each)]
    for each in wrong:
        told = ", ".join([*amiss(each), *each["wrong"]])
        print(f"{each['name']}, {each['form']}, {each['address']}: {told}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
