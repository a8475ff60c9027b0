"""One transfer after another with django-hordak; run by the Python of an environment of its own.

Nothing of the bank is loaded here. Takes the database's address, the seconds and the number of
accounts; prints JSON: transfers, seconds, and the milliseconds of each.
"""

import importlib
import json
import random
import sys
import time
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from django.conf import settings
from django.core.management import call_command


def _database(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote((parts.netloc.rpartition("@")[2]).partition(":")[0]),
        "PORT": parts.port or "",
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def main(address: str, seconds: float, count: int) -> None:
    """Open so many accounts and transfer a cent between any two of them, for so long."""
    settings.configure(
        DATABASES={"default": _database(address)},
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "mptt",
            "djmoney",
            "hordak",
        ],
        SECRET_KEY="-",  # noqa: S106 - nothing is signed
        USE_TZ=True,
        DEFAULT_CURRENCY="EUR",
        CURRENCIES=["EUR"],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    )
    django.setup()
    call_command("migrate", verbosity=0)
    models: Any = importlib.import_module("hordak.models")
    money: Any = importlib.import_module("moneyed")
    accounts = [
        models.Account.objects.create(
            name=f"Benchmark {number}", code=str(number), type="AS", currencies=["EUR"]
        )
        for number in range(count)
    ]
    cent, chance = money.Money("0.01", "EUR"), random.Random(1)  # noqa: S311 - guards nothing
    taken: list[float] = []
    started = time.perf_counter()
    while not taken or time.perf_counter() - started < seconds:
        debit, credit = chance.sample(accounts, 2)
        began = time.perf_counter()
        debit.transfer_to(credit, cent)
        taken.append((time.perf_counter() - began) * 1000)
    wall = time.perf_counter() - started
    print(json.dumps({"transfers": len(taken), "seconds": wall, "milliseconds": taken}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
