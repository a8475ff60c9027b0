"""The whole bank lives a business day with planted secrets: none lies in the clear afterwards."""

from __future__ import annotations

import base64
import http.cookiejar
import json
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

import pytest
from django.conf import settings
from redis import Redis

from bankcore.runtime import postgres
from bankcore.settings import env
from tests.journeys.canaries import forms, lying_about
from tests.journeys.test_whole_bank_starts import Running, folder  # noqa: F401 - a fixture

CANARIES = {
    "e-mail": "canary.mailbox.4711@example.org",
    "phone": "+493077700412345",
    "street": "Kanarienvogelgasse 4711b",
    "place of birth": "Kanarienstadt-Sonderheim",
    "tax number": "DE77412345678903",
    "document number": "CANARY00C01X47",
    "document content": "canary-passport-content-4711",
    "note of a check": "canary-note-was-born-on-a-boat",
    "password": "canary-password-4711-long",
    "register number": "HRB-CANARY-77412",
}

# Keys, the dump's own files, published files; and what networks are told, in files and by the wire.
NOT_THE_BANKS = {"secrets", "postgres", "static", "exchange", "card-network.sqlite3"}

# Plants every word through the bank's own doors, and says which keys it was given.
PLANT = """
import django, json, os
django.setup()
from datetime import date
from bankcore import clock
from bankcore.actor import Actor
from accounts import public as accounts
from bankcore.identity import public as identity
from tests.factories import people
words, now, actor = json.loads(os.environ["WORDS"]), clock.now(), Actor.system("canary")
by = {"actor": actor, "now": now}
person = accounts.onboard_customer(
    applicant=people.person(place_of_birth=words["place of birth"]), **by).customer_id
company = accounts.onboard_customer(
    applicant=people.company(register_number=words["register number"]), **by).customer_id
accounts.set_address(customer_id=person, address=people.address(
    street=words["street"], valid_from=now.date()), **by)
for kind, name in (("EMAIL", "e-mail"), ("PHONE", "phone")):
    accounts.add_contact(customer_id=person, contact=accounts.Contact(
        kind=accounts.ContactKind(kind), value=words[name]), **by)
accounts.set_tax_residence(customer_id=person, residence=accounts.TaxResidence(
    country="FR", tin=words["tax number"], valid_from=now.date()), **by)
accounts.upload_document(customer_id=person, document=people.document(
    number=words["document number"],
    content=people.PDF.replace(b"Demo passport", words["document content"].encode())), **by)
accounts.record_kyc_check(customer_id=person, check=accounts.NewCheck(
    kind=accounts.KycKind.IDENTITY, result=accounts.KycResult.PASSED,
    note=words["note of a check"]), **by)
identity.ensure_user(username="canary", password=words["password"])
made = identity.create_api_client(client_id="canary", name="Canary", now=now,
                              scopes=["accounts:read"])
file = accounts.customer_file(customer_id=person)
assert file.contacts[0].value == words["e-mail"]
print(json.dumps({"API key": made.api_key, "signing secret": made.signing_secret,
                  "person": str(person)}))
"""


class Bank(Running):
    """The running bank, and every line that it has said."""

    said = ""

    def read_until(self, text: str) -> None:
        for line in self.process.stdout:
            self.said += line
            up = re.match(r"(\w+) +up, process (\d+)", line)
            if up:
                self.pids[up[1]] = int(up[2])
            if text in line:
                return
        pytest.fail(f"the bank ended without saying {text!r}")

    def manage(self, *arguments: str, **more: str) -> str:
        variables = self.variables | more
        done = subprocess.run(
            [sys.executable, *arguments], env=variables, cwd=env.REPOSITORY,
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        # What planting prints is the keys themselves, told once to whoever asked for them.
        self.said += done.stderr + ("" if arguments[0] == "-c" else done.stdout)
        assert done.returncode == 0, done.stderr
        return done.stdout


def log_in(address: str, password: str) -> str:
    """Log in at the bank's page as a browser would; returns the session's key."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"http://{address}/login/", timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    body = {"csrfmiddlewaretoken": token, "username": "canary", "password": password}
    try:
        browser.open(f"http://{address}/login/", urllib.parse.urlencode(body).encode(), timeout=20)
    except urllib.error.HTTPError as error:  # nobody's customer: there is no page for them
        if error.code >= 500:
            raise
    return next((c.value for c in jar if "sessionid" in c.name), "")


def call(address: str, path: str, key: str, body: dict | None = None) -> None:
    """Call the API with the planted key, in whatever way it answers."""
    request = urllib.request.Request(
        f"http://{address}{path}",
        None if body is None else json.dumps(body).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json",
         "Idempotency-Key": "canary"},
    )  # fmt: skip
    try:
        urllib.request.urlopen(request, timeout=20).read()  # noqa: S310 - our own address
    except urllib.error.HTTPError as error:
        if error.code >= 500:
            raise


def dumped(environment: env.Environment) -> bytes:
    """Return the whole database as pg_dump writes it."""
    return subprocess.run(
        [postgres.binary("pg_dump"), "-h", environment.socket_folder, "-U", "postgres", "bankcore"],
        capture_output=True, check=True, timeout=120,
    ).stdout  # fmt: skip


def all_of_redis(environment: env.Environment) -> bytes:
    """Return every key and value of every database of the broker."""
    found = b""
    for number in range(16):
        client = Redis(unix_socket_path=str(environment.socket_folder / "redis.sock"), db=number)
        for key in client.scan_iter(count=1000):
            found += key + b"\n" + (client.dump(key) or b"") + b"\n"
            kind = client.type(key)
            if kind == b"list":
                found += b"\n".join(client.lrange(key, 0, -1))
            elif kind == b"hash":
                found += b"\n".join(b"=".join(pair) for pair in client.hgetall(key).items())
        client.close()
    # Messages that were taken are in the append-only file still; bodies are base64 within JSON.
    return found + b"".join(
        path.read_bytes() for path in environment.redis_folder.rglob("*") if path.is_file()
    )


def opened_bodies(redis: bytes) -> bytes:
    """Return what the bodies of Celery's messages hold, which are base64."""
    return b"\n".join(
        base64.b64decode(body + b"=" * (-len(body) % 4))
        for body in re.findall(rb'"body": ?"([A-Za-z0-9+/]+)=*"', redis)
    )


@pytest.fixture
def bank(folder):  # noqa: F811 - the fixture
    made = Bank(folder)
    yield made
    if made.process.poll() is None:
        made.kill()


def test_no_secret_lies_in_the_clear_after_a_business_day(bank):
    told = json.loads(bank.manage("-c", PLANT, WORDS=json.dumps(CANARIES)).splitlines()[-1])
    words = CANARIES | {"card number": "4000000000000259"}
    words |= {name: told[name] for name in ("API key", "signing secret")}
    session = log_in(bank.address, words["password"])
    if not settings.SESSION_ENGINE.startswith("django."):
        words["session key"] = session
    call(bank.address, "/api/v1/accounts", words["API key"])
    call(
        bank.address, "/api/v1/transfers", words["API key"], {"signature": words["signing secret"]}
    )
    said = bank.manage("manage.py", "run_business_day")
    for network in ("ach_debit", "mastercard", "sepa_debit", "visa"):
        row = next(line for line in said.splitlines() if f"│ {network} " in line)
        _, items, alike, ours, theirs, _, unexplained = map(str.strip, row.strip("│").split("│"))
        assert (items, ours) == (alike, theirs), row
        assert items != "0", row
        assert unexplained.startswith("0.00"), row
    environment = env.read({"BANKCORE_DATA": str(bank.folder)})
    redis = all_of_redis(environment)
    places = {"the database": dumped(environment), "Redis": redis, "messages": opened_bodies(redis)}
    bank.stop()
    places |= {
        str(path.relative_to(bank.folder)): path.read_bytes()
        for path in bank.folder.rglob("*")
        if path.is_file() and not NOT_THE_BANKS & {*path.parts}
    }
    log = bank.folder / "postgres" / "log"
    places["PostgreSQL's log"] = log.read_bytes() if log.is_file() else b""
    places["what was said"] = bank.said.encode()
    assert b"canary" in places["the database"], "the dump is of this bank"
    assert b"accounts_contactpoint" in places["the database"]
    assert len(places["Redis"]) > 1000
    assert lying_about(words, places) == []


@pytest.mark.parametrize("form", forms("x"))
def test_a_word_is_found_in_whatever_form_it_lies(form):
    word = "canary.mailbox.4711@example.org"
    places = {"here": b"before " + forms(word)[form] + b" after"}
    assert any(
        found.startswith("e-mail lies in") for found in lying_about({"e-mail": word}, places)
    )
    assert lying_about({"e-mail": "another"}, places) == []


@pytest.mark.parametrize("before", [b"", b"x", b"yz"])
def test_a_word_is_found_inside_a_longer_base64(before):
    places = {"here": base64.b64encode(before + b"canary-note" + b" and more")}
    assert lying_about({"note": "canary-note"}, places)
