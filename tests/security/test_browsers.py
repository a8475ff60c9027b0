"""What a browser is given, and what it gives away: nothing to other origins, scripts or storage."""

import re

import pytest
from django.test import Client

from bankcore.identity.models import User
from bankcore.settings import env
from tests.clients import ApiClient
from tests.security.visitors import PASSWORD, visitor

SCRIPTS = sorted(
    path
    for package in ("accounts", "bankcore", "payments", "reporting", "risk")
    for path in (env.REPOSITORY / package).rglob("static/**/*.js")
)
MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|postMessage"
    r"|__proto__|Object\.assign"
)
STORAGE = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.")
ELSEWHERE = {"Origin": "https://evil.example"}


@pytest.mark.parametrize("word", ["a.innerHTML = b", "eval(b)", "o.__proto__.x = 1"])
def test_what_writes_markup_is_known(word):
    assert MARKUP.search(word)


def test_no_script_of_ours_writes_markup():
    assert [path.name for path in SCRIPTS if MARKUP.search(path.read_text())] == []


def test_no_script_of_ours_keeps_anything():
    assert STORAGE.search("window.localStorage.x")
    assert [path.name for path in SCRIPTS if STORAGE.search(path.read_text())] == []


@pytest.mark.usefixtures("bank")
def test_no_other_origin_is_let_read():
    answers = [
        ApiClient()._http.get("/api/v1/accounts", headers=ELSEWHERE),
        ApiClient()._http.options("/api/v1/accounts", headers=ELSEWHERE),
        Client().get("/login/", headers=ELSEWHERE),
        Client().options("/login/", headers=ELSEWHERE),
    ]
    for answer in answers:
        assert not [name for name in answer.headers if name.startswith("Access-Control-")]


@pytest.fixture
def logged_in(bank):
    visitor("anna")
    browser = Client()
    browser.post("/login/", {"username": "anna", "password": PASSWORD})
    return browser


def test_the_session_is_out_of_reach_of_scripts(logged_in):
    cookie = logged_in.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_every_cookie_is_named_in_production_for_this_host_and_for_tls(logged_in, settings):
    source = (env.REPOSITORY / "bankcore/settings/production.py").read_text()
    given = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    given |= {settings.REMEMBERED_DEVICE_COOKIE_NAME}
    assert {*logged_in.cookies} == given
    for name in ("SESSION", "CSRF", "REMEMBERED_DEVICE"):
        assert f'\n{name}_COOKIE_NAME = "__Host-' in source
    for name in ("SESSION", "CSRF"):
        assert f"\n{name}_COOKIE_SECURE = True" in source
    assert settings.MESSAGE_STORAGE.endswith("SessionStorage")


def test_the_remembered_browsers_cookie_is_as_secure_as_the_sessions(bank, settings):
    settings.SESSION_COOKIE_SECURE = True
    visitor("anna")
    answer = Client().post("/login/", {"username": "anna", "password": PASSWORD})
    cookie = answer.cookies[settings.REMEMBERED_DEVICE_COOKIE_NAME]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert (cookie["path"], cookie["domain"], cookie["samesite"]) == ("/", "", "Lax")


def test_logging_out_clears_what_the_browser_keeps(logged_in):
    answer = logged_in.post("/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_who_is_switched_off_is_out_at_once(logged_in):
    assert logged_in.get("/").status_code == 200
    User.objects.filter(username="anna").update(is_active=False)
    assert logged_in.get("/")["Location"].startswith("/login/")


def test_a_link_changes_nothing(logged_in):
    assert logged_in.get("/logout/").status_code == 405
    assert logged_in.get("/").status_code == 200


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("path", ["/login/", "/api/v1/accounts", "/admin/login/", "/nowhere/"])
def test_what_is_sent_is_not_sent_back(path):
    answer = Client().generic("TRACE", path, b"a-word", headers={"X-Secret": "a-secret"})
    assert b"a-secret" not in answer.content
    assert b"a-word" not in answer.content


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("path", ["/static/", "/static/bankcore/", "/.git/config", "/.env"])
def test_a_folder_is_not_listed(path):
    assert Client().get(path).status_code == 404
