"""What every answer tells the browser to refuse."""

import base64
import os
import subprocess
import sys

import pytest

from bankcore.identity import public as identity
from bankcore.settings import env
from tests.clients import ApiClient

pytestmark = pytest.mark.usefixtures("bank")
PAGES = ["/login/", "/admin/login/", "/api/v1/docs/", "/api/v1/accounts", "/nowhere/"]


@pytest.fixture(params=PAGES)
def answer(request, client):
    return client.get(request.param)


def policy(answer) -> dict[str, str]:
    directives = answer["Content-Security-Policy"].split(";")
    return dict(each.strip().split(" ", 1) for each in directives)


def test_scripts_and_styles_come_from_the_banks_own_files_alone(answer):
    told = policy(answer)
    assert told["default-src"] == "'none'"
    assert told["script-src"] == told["style-src"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_a_page_is_never_framed_and_its_forms_go_nowhere_else(answer):
    told = policy(answer)
    assert told["frame-ancestors"] == told["base-uri"] == "'none'"
    assert told["form-action"] == "'self'"
    assert answer["X-Frame-Options"] == "DENY"


def test_other_origins_learn_nothing(answer):
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_browsers_camera_and_place_are_not_asked_for(answer):
    allowed = answer["Permissions-Policy"]
    assert {"camera=()", "geolocation=()", "payment=()"} <= set(allowed.split(", "))


def test_what_is_shown_is_kept_in_no_cache(client):
    identity.ensure_user(username="demo", password="a-long-demo-password")
    client.login(username="demo", password="a-long-demo-password")
    for answer in (client.get("/"), ApiClient().get("/api/v1/accounts")):
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]


def test_production_passes_djangos_own_check():
    given = {
        "DJANGO_SETTINGS_MODULE": "bankcore.settings.production",
        "SECRET_KEY": "".join(chr(ord("0") + n) for n in range(75)),
        "FIELD_KEY": "a-key-of-the-test",
        "MASTER_KEYS": f"1:{base64.b64encode(bytes(32)).decode()}",
        "DATABASE_URL": "postgresql://app@127.0.0.1/bank",
        "BROKER_URL": "redis://127.0.0.1:6379/0",
        "ALLOWED_HOSTS": "bank.example",
        "PUBLIC_ADDRESS": "https://bank.example",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=env.REPOSITORY,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
