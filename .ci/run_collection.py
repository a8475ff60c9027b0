"""Send every request of the Postman collection to a demo bank, by newman: make newman.

With the key of the sandbox's shop for /v1 and that of a program for /api/v1, in the collection's
order: answers give later requests their ids. The quick start must succeed, and of all others
FEWEST in a hundred. What is left may be refused, as the API describes; what is no answer at all is
an error of the server, a key that is not known, or a method or a type of body that the bank does
not take. Prints what came of each that did not succeed, and exits 1 where one is no answer.
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
REFUSALS = (400, 402, 403, 404, 409, 412, 422)
# Where events are sent to: this machine, where nobody need listen.
RECEIVER = "http://127.0.0.1:8098/"
FEWEST = 85
FILES = {"bulk-files": PACKAGES / "wages.csv", "documents": PACKAGES / "paper.pdf"}
WAGES = """debtor_iban,creditor_iban,creditor_name,amount,currency
DE48999999991000000001,DE89370400440532013000,Demo Landlord,12.50,EUR
"""
Json = dict[str, Any]


def sent(bank: own_bank.Bank) -> list[Json]:
    """Send all requests; returns newman's account of each."""
    report = PACKAGES / "newman.json"
    report.unlink(missing_ok=True)
    command = [str(PACKAGES / "node_modules/.bin/newman"), "run", str(COLLECTION)]
    given = {"key": SANDBOX_KEY, "bank_key": API_KEY, "base_url": bank.url, "receiver": RECEIVER}
    for name, value in given.items():
        command += ["--env-var", f"{name}={value}"]
    command += ["--reporters", "json", "--reporter-json-export", str(report)]
    subprocess.run([*command, "--timeout-request", "30000"], check=False)  # noqa: S603 - ours
    if not report.exists():
        sys.exit("newman did not run; it says above why.")
    found = json.loads(report.read_text())["run"]["executions"]
    # What a request makes for itself beforehand stands under its name too, before it.
    return list({each["item"]["id"]: each for each in found}.values())


def amiss(each: Json, *, is_quick_start: bool) -> str:
    """Return what is wrong with the answer to a request, or nothing."""
    answer = each.get("response")
    if answer is None:
        return f"no answer: {each.get('requestError', {}).get('message', '')}"
    taken = answer["code"] < 300 or (not is_quick_start and answer["code"] in REFUSALS)
    return "" if taken else said(each)


def said(each: Json) -> str:
    """Return an answer's code and how its body begins."""
    answer = each["response"]
    return f"{answer['code']} {bytes(answer['stream']['data']).decode(errors='replace')[:200]}"


def write_files() -> None:
    """Write what is sent: a payment from the demo customer's account, and an empty paper."""
    FILES["bulk-files"].write_text(WAGES)
    FILES["documents"].write_bytes(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")


def choose_files() -> None:
    """Choose the files that requests of the collection send, as a reader does in Postman."""
    made = json.loads(COLLECTION.read_text())
    for folder in made["item"]:
        for item in folder["item"]:
            for field in item["request"].get("body", {}).get("formdata", []):
                if field["type"] == "file":
                    field["src"] = str(FILES[item["request"]["url"]["path"][-1]])
    COLLECTION.write_text(json.dumps(made, indent=1) + "\n")


def main() -> int:
    """Send them all; returns 1 where an answer is none, or too few succeed."""
    with own_bank.demo_bank(day=True) as bank:
        bank.manage("make_postman", "--file", str(COLLECTION))
        write_files()
        choose_files()
        folders = json.loads(COLLECTION.read_text())["item"]
        quick = len(next(each["item"] for each in folders if each["name"] == QUICK_START))
        found = sent(bank)
    codes = Counter(each["response"]["code"] for each in found if "response" in each)
    for each in found:
        if each.get("response", {}).get("code", 0) >= 300:
            print(f"{each['item']['name']}: {said(each)}")
    print(", ".join(f"{count} {code}" for code, count in sorted(codes.items())))
    good = sum(count for code, count in codes.items() if code < 300)
    print(f"{good} of {len(found)} requests succeed.")
    # The quick start comes first.
    told = [(each, amiss(each, is_quick_start=at < quick)) for at, each in enumerate(found)]
    wrong = [f"{each['item']['name']}: {bad}" for each, bad in told if bad]
    print(*wrong, sep="\n")
    return 1 if wrong or good * 100 < FEWEST * len(found) else 0


if __name__ == "__main__":
    sys.exit(main())
