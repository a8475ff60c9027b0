"""Take the pictures in docs/screens of a bank that is running (make run): make screens."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import urllib.request
import uuid
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/screens"
BANK = f"http://{os.environ.get('WEB_ADDRESS', '127.0.0.1:8000')}"
KEY, PASSWORD = "bk_test_sandbox_not_a_secret", "demo-staff-password"
CUSTOMER = ("demo-customer", "demo-customer-password")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
NARROW, WIDE = {"width": 400, "height": 720}, {"width": 1280, "height": 720}
LARGEST_BYTES = 120_000
# Online banking: where, what to follow from there, and in which theme.
BANKING = {
    "overview": ("/", None, "light"),
    "account": ("/", "main a[href^='/accounts/']", "light"),
    "spending": ("/spending/", None, "dark"),
    "card": ("/cards/", "main a[href^='/cards/']", "light"),
    "loan": ("/", "main a[href^='/loans/']:not([href$='apply/'])", "light"),
}
# The back office: who, where, and the row to open there, if any: the first, or one with this text.
FIRST = ""
OFFICE = {
    "payments": ("demo-operations", "/admin/gateway/paymentintent/", None),
    "dispute": ("demo-operations", "/admin/gateway/dispute/", FIRST),
    "settlement": ("demo-operations", "/admin/settlement/settlementbatch/", FIRST),
    "end-of-day": ("demo-operations", "/admin/endofday/dayrun/", FIRST),
    "customer": ("demo-operations", "/admin/accounts/customer/?q=Demo+Person+01", "Demo Person 01"),
    "rules": ("demo-risk", "/admin/rules/ruleversion/", None),
    "case": ("demo-risk", "/admin/cases/case/", FIRST),
    "reports": ("demo-finance", "/admin/reports/run/catalogue/", None),
}
DEVELOPERS = "/developers/"


def link() -> str:
    """Make a payment link of the demo bank's sandbox shop, and return its id."""
    body = {"amount": 2_500, "currency": "eur", "description": "A book"}
    headers = {"Authorization": f"Bearer {KEY}", "Idempotency-Key": uuid.uuid4().hex}
    headers["Content-Type"] = "application/json"
    request = urllib.request.Request(  # noqa: S310 - this machine's own bank
        f"{BANK}/v1/payment_links", json.dumps(body).encode(), headers
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return str(json.load(answer)["id"])


def take(page: Page, name: str) -> None:
    """Take a picture, small enough for a page of text: 256 colours are all that pages have."""
    file = FOLDER / f"{name}.png"
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)
    if file.stat().st_size > LARGEST_BYTES:
        sys.exit(f"{file} has more than {LARGEST_BYTES:,} bytes.")
    print(file.relative_to(ROOT))


def checkout(browser: Browser) -> None:
    """Follow a payment link to a card that is declined, and to one whose bank asks."""
    page = browser.new_page(base_url=BANK, viewport=NARROW)
    page.goto(f"/pay/{link()}")
    page.click("main button")
    for number, name in (("4000000000000002", "declined"), ("4000002760003184", "challenge")):
        for box, value in (("number", number), ("expiry", "12 / 31"), ("code", "123")):
            page.fill(f"#id_{box}", value)
        page.fill("#id_name", "Demo Person 01")
        page.click("main button")
        page.wait_for_load_state()
        take(page, name)


def log_in(page: Page, name: str, password: str = PASSWORD, home: str = "/admin/") -> None:
    """Log somebody of the demo bank in, in two steps."""
    shown = [sys.executable, "manage.py", "one_time_code", name]
    page.goto(f"{home}login/?next={home}")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.locator("main button").first.click()
    page.wait_for_load_state()
    code = subprocess.run(shown, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    page.locator("main input:not([type=hidden])").first.fill(code.stdout.strip())
    page.locator("main button").first.click()
    page.wait_for_url(f"{BANK}{home}")


def banking(browser: Browser) -> None:
    """Show what customers see."""
    page = browser.new_context(base_url=BANK, viewport=WIDE).new_page()
    log_in(page, *CUSTOMER, home="/")
    for name, (path, link, theme) in BANKING.items():
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.goto(path)
        if link is not None:
            page.locator(link).first.click()
            page.wait_for_load_state()
        take(page, name)


def office(browser: Browser) -> None:
    """Show lists of the back office, or the newest row of one."""
    pages: dict[str, Page] = {}
    for name, (who, path, row) in OFFICE.items():
        if who not in pages:
            pages[who] = browser.new_context(base_url=BANK, viewport=WIDE).new_page()
            log_in(pages[who], who)
            if who == "demo-operations":
                take(pages[who], "desk-operations")
        page = pages[who]
        page.goto(path)
        if row is not None:
            rows = page.locator("#result_list tbody th a").filter(has_text=row)
            if not rows.count():
                sys.exit(f"There is nothing at {path} yet. Run: make day")
            rows.first.click()
            page.wait_for_load_state()
        if name == "end-of-day":
            page.mouse.wheel(0, 420)  # the steps stand below what the day is
            page.wait_for_timeout(300)
        take(page, name)


def portal(browser: Browser) -> None:
    """Show what programmers see."""
    page = browser.new_page(base_url=BANK, viewport=WIDE)
    page.goto(DEVELOPERS)
    take(page, "developers")


def main() -> None:
    """Take them all."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium takes the pictures. Install it: apt-get install chromium")
    try:
        urllib.request.urlopen(f"{BANK}/login/").close()  # noqa: S310
    except OSError:
        sys.exit(f"No bank answers at {BANK}. Start it in another terminal: make run")
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        checkout(browser)
        banking(browser)
        office(browser)
        portal(browser)
        browser.close()


if __name__ == "__main__":
    main()
