"""Online banking speaks the visitor's language; programs and staff are answered in English."""

import io
import re

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django import forms
from django.test import Client
from django.urls import get_resolver
from django.utils import translation

from bankcore.money import Money
from bankcore.presentation.templatetags.money import day, money
from bankcore.settings.env import REPOSITORY
from tests.conftest import OPENING_DAY
from tests.security.visitors import visitor

FOLDER = REPOSITORY / "bankcore" / "locale" / "de" / "LC_MESSAGES"
MARKED = re.compile(r"""{% translate (?:"([^"]+)"|'([^']+)')""")
FORMS = re.compile(r"""\b(?:_|gettext)\("([^"]+)"\)""")


def german() -> dict[str, str]:
    """Return what the German catalogue says, by the English."""
    with (FOLDER / "django.po").open("rb") as file:
        found = read_po(file, locale="de")
    told = {}
    for each in found:
        if each.id:
            ids, strings = each.id, each.string
            pairs = [(ids, strings)] if isinstance(ids, str) else zip(ids, strings, strict=True)
            told |= dict(pairs)
    return told


def marked() -> set[str]:
    """Return every text that pages of online banking mark for translation."""
    templates = [*(REPOSITORY / "templates" / "web").rglob("*.html")]
    templates += (REPOSITORY / "templates").glob("*.html")
    templates += (REPOSITORY / "templates" / "emails").rglob("*.txt")
    found = {a or b for page in templates for a, b in MARKED.findall(page.read_text())}
    packages = ("accounts", "payments", "payments/gateway", "payments/interbank")
    for package in (*packages, "payments/issuing", "payments/correspondence"):
        for module in (REPOSITORY / package / "presentation" / "web").glob("*.py"):
            found |= set(FORMS.findall(module.read_text()))
    return found


def test_every_text_that_is_marked_is_there_in_german():
    told = german()
    assert sorted(text for text in marked() if not told.get(text)) == []
    assert all(told.values())
    assert len(told) > 300


def test_what_is_compiled_is_what_is_written():
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = read_mo(io.BytesIO(file.read()))
    written = german()
    found = {}
    for each in compiled:
        if each.id:
            pairs = (
                [(each.id, each.string)]
                if isinstance(each.id, str)
                else zip(each.id, each.string, strict=True)
            )
            found |= dict(pairs)
    assert found == written


@pytest.mark.parametrize(
    ("language", "euros", "yen", "dinars", "when"),
    [
        ("en", "1,234.50 EUR", "1,234 JPY", "1,234.500 KWD", "2 Mar 2026"),
        ("de", "1.234,50 EUR", "1.234 JPY", "1.234,500 KWD", "02.03.2026"),
    ],
)
def test_money_and_days_are_written_as_the_language_does(language, euros, yen, dinars, when):
    with translation.override(language):
        shown = [
            money(Money.of(amount, code)).replace("\N{NO-BREAK SPACE}", " ")
            for amount, code in (("1234.50", "EUR"), (1234, "JPY"), ("1234.5", "KWD"))
        ]
        assert shown == [euros, yen, dinars]
        assert day(OPENING_DAY) == when


def forms_of_pages(of=forms.Form):
    """Return every form of online banking."""
    for each in of.__subclasses__():
        if ".presentation.web." in each.__module__:
            yield each
        yield from forms_of_pages(each)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_day_that_is_filled_in_is_one_that_the_browser_reads(language):
    get_resolver().url_patterns  # noqa: B018 - loads every page's module
    days = [
        (form, name, field.widget)
        for form in forms_of_pages()
        for name, field in form.base_fields.items()
        if getattr(field.widget, "input_type", "") == "date"
    ]
    assert len(days) > 5
    with translation.override(language):
        unread = [
            (form.__name__, name)
            for form, name, widget in days
            if widget.format_value(OPENING_DAY) != OPENING_DAY.isoformat()
        ]
    assert unread == []


@pytest.mark.usefixtures("bank")
class TestPages:
    def test_a_page_is_in_the_browsers_language_until_the_visitor_chooses(self):
        browser = visitor("anna").browser(headers={"Accept-Language": "de"})
        assert b"Alle Konten" in browser.get("/").content or b"Konten" in browser.get("/").content
        browser.post("/display/", {"language": "en", "next": "/"})
        page = browser.get("/")
        assert b'<html lang="en"' in page.content
        assert b"Konten" not in page.content
        assert page.headers["Content-Language"] == "en"

    def test_programs_and_staff_are_answered_in_english(self):
        german_browser = Client(headers={"Accept-Language": "de"})
        answer = german_browser.get("/api/v1/accounts")
        assert "Content-Language" not in answer.headers
        assert b"Anmelde" not in answer.content
        assert b"Passwort" not in german_browser.get("/admin/login/", follow=False).content

    def test_a_choice_leads_back_to_the_bank_and_nowhere_else(self):
        for back in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
            answer = Client().post("/display/", {"theme": "dark", "next": back})
            assert (answer.status_code, answer.headers["Location"]) == (302, "/")

    def test_a_dark_page_is_dark_from_the_first_byte(self):
        browser = visitor("anna").browser()
        browser.post("/display/", {"theme": "dark", "next": "/"})
        assert b'data-theme="dark"' in browser.get("/").content
        browser.post("/display/", {"theme": "pink", "next": "/"})
        assert b'data-theme="dark"' in browser.get("/").content
