"""Send every request of the Postman collection to a demo bank, by newman: make newman.

Once with the key of the sandbox's shop, once with that of the bank's own API. The quick start must
succeed. Of the rest most ask for an id that the reader fills in, so a refusal is an answer; what is
none is no answer at all, an error of the server, a key that is not known, or a method or a type of
body that the bank does not take. Prints what came of each, and exits 1 where one is none.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import Any

import own_bank

PACKAGES = own_bank.ROOT / ".audit"
COLLECTION = own_bank.ROOT / "dist/bankcore.postman_collection.json"
QUICK_START = "Quick start"
SANDBOX_KEY, API_KEY = "bk_test_sandbox_not_a_secret", "bk_test_demo_not_a_secret"
# Programs that get tokens show a client's secret, not the key.
WITHOUT_KEY = ("oauth/",)
REFUSALS = (400, 403, 404, 409, 412, 422)
Json = dict[str, Any]


def sent(bank: own_bank.Bank, key: str) -> list[Json]:
    """Send all requests with a key; returns newman's account of each."""
    report = PACKAGES / "newman.json"
    report.unlink(missing_ok=True)
    command = [str(PACKAGES / "node_modules/.bin/newman"), "run", str(COLLECTION)]
    command += ["--env-var", f"key={key}", "--env-var", f"base_url={bank.url}"]
    command += ["--reporters", "json", "--reporter-json-export", str(report)]
    subprocess.run([*command, "--timeout-request", "30000"], check=False)  # noqa: S603 - ours
    if not report.exists():
        sys.exit("newman did not run; it says above why.")
    return list(json.loads(report.read_text())["run"]["executions"])


def amiss(each: Json, *, is_quick_start: bool) -> str:
    """Return what is wrong with the answer to a request, or nothing."""
    answer = each.get("response")
    if answer is None:
        return f"no answer: {each.get('requestError', {}).get('message', '')}"
    code, path = answer["code"], "/".join(each["item"]["request"]["url"]["path"])
    taken = code < 300 or (not is_quick_start and code in REFUSALS)
    if taken or (code == 401 and path.startswith(WITHOUT_KEY)):
        return ""
    said = bytes(answer["stream"]["data"]).decode(errors="replace")
    return f"{code} {said[:200]}"


def main() -> int:
    """Send them all; returns 1 where an answer is none."""
    wrong = []
    with own_bank.demo_bank(day=False) as bank:
        bank.manage("make_postman", "--file", str(COLLECTION))
        folders = json.loads(COLLECTION.read_text())["item"]
        quick = len(next(each["item"] for each in folders if each["name"] == QUICK_START))
        for name, key in (("sandbox", SANDBOX_KEY), ("bank", API_KEY)):
            found = sent(bank, key)
            codes = Counter(each["response"]["code"] for each in found if "response" in each)
            told = ", ".join(f"{count} {code}" for code, count in sorted(codes.items()))
            print(f"With the key of the {name}: {len(found)} requests; {told}")
            for at, each in enumerate(found):
                # The quick start comes first, and is the sandbox's.
                bad = amiss(each, is_quick_start=at < quick and key == SANDBOX_KEY)
                if bad:
                    wrong.append(f"{name}: {each['item']['name']}: {bad}")
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
