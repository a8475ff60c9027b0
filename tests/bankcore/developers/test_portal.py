"""The developers' portal: the repository's own pages, for everybody, with links that lead on."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from bankcore.developers.domain import handbook, markdown
from bankcore.developers.services import handbook as pages
from bankcore.developers.services import samples
from bankcore.presentation import problems
from bankcore.presentation.api import refusals
from payments.gateway import public as gateway
from payments.interbank import public as interbank
from payments.payees import public as payees
from payments.webhooks import public as webhooks
from tests.architecture.test_errors import refusals as every_refusal

pytestmark = pytest.mark.usefixtures("bank")
OWN = ["/developers/", "/developers/errors/", "/developers/events/", "/developers/testing/"]
PAGES = [*OWN, *(handbook.page_at(name) for name in handbook.NAMES)]


@pytest.fixture(scope="module")
def shown():
    """Return every page of the portal, as somebody who is not logged in sees it."""
    return {}


def page(path: str, kept: dict) -> str:
    if path not in kept:
        answer = Client().get(path)
        assert answer.status_code == 200, path
        kept[path] = answer.content.decode()
    return kept[path]


def test_every_page_is_open_to_everybody_and_has_nothing_inline(shown):
    for path in PAGES:
        html = page(path, shown)
        assert "<h1" in html, path
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", html), path
    policy = Client().get(PAGES[0]).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert len(PAGES) > 25


def test_every_link_of_every_page_leads_to_a_page_and_to_its_place_there(shown):
    wrong, tried = [], 0
    for path in PAGES:
        article = page(path, shown).partition('<article class="stack prose">')[2]
        for href in re.findall(r'<a [^>]*href="([^"]+)"', article):
            target = urlsplit(urljoin(path, unescape(href)))
            if target.netloc or target.path in {"/api/v1/docs/", "/api/v1/schema/"}:
                continue
            tried += 1
            answer = Client().get(target.path)
            if target.path == "/developers/keys/":  # of who is logged in
                assert answer["Location"].startswith("/login/")
            elif answer.status_code != 200:
                wrong.append((path, href, answer.status_code))
            elif target.fragment and f'id="{target.fragment}"' not in answer.content.decode():
                wrong.append((path, href))
    assert wrong == []
    assert tried > 90


def test_the_instance_of_a_problem_is_a_page_that_says_how_to_look_it_up():
    problem = Client().get("/api/v1/nothing-here").json()
    page = Client().get(urlsplit(problem["instance"]).path)
    assert page.status_code == 200
    assert f"?q={problem['request_id']}" in page.content.decode()
    shown = Client().get("/developers/requests/<script>x").content.decode()
    assert "<script>x" not in shown


def test_every_link_in_the_contents_is_a_page(shown):
    listed = {entry.address for _, entries in pages.contents() for entry in entries}
    assert listed == set(PAGES) - set(OWN)
    assert all(entry.title for _, entries in pages.contents() for entry in entries)


def test_what_is_not_on_the_portal_is_not_linked_and_is_not_there():
    assert "operations/" not in Client().get("/developers/docs/events/").content.decode()
    for name in ("security/index/", "../SECURITY/", "../../manage.py", "adr/", "customers.md"):
        assert Client().get(f"/developers/docs/{name}").status_code == 404, name


def test_every_page_is_also_there_as_it_is_written():
    for name in handbook.NAMES:
        answer = Client().get(f"/developers/docs/{name}.md")
        assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
        assert answer.content.decode() == pages.text_of(name)


def test_language_models_are_told_of_every_page():
    text = Client().get("/llms.txt").content.decode()
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert {Client().get(urlsplit(each).path).status_code for each in links} == {200}
    assert len(links) == len(handbook.NAMES) + 2


def test_a_heading_is_found_by_its_words_in_any_order():
    found = pages.search("cards TEST")
    assert found[0].address == "/developers/docs/gateway/quickstart/#test-cards"
    html = Client().get("/developers/search/", {"q": "cards TEST"}).content.decode()
    assert found[0].address in html
    assert pages.search("insufficient_funds")[0].address.endswith("errors/#insufficient_funds")
    assert pages.search("no-such-word-anywhere") == []
    assert pages.search("  ") == []


def test_what_is_looked_for_stays_text():
    html = Client().get("/developers/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in html


def test_markup_in_a_page_is_shown_and_not_obeyed():
    made = markdown.render("# A\n\n<script>x</script> [a](javascript:x)", link=lambda _: None)
    assert "<script" not in made.html
    assert "href" not in made.html
    assert made.title == "A"


def test_headings_of_one_name_have_anchors_of_their_own():
    made = markdown.render("# A b\n\n## C\n\n## C\n", link=str)
    assert [each.anchor for each in made.headings] == ["a-b", "c", "c-1"]


def test_every_error_leads_to_its_place_in_the_catalogue(shown):
    """Every code that any refusal, anything of the framework or a decline comes with."""
    codes = {code for codes in refusals.codes().values() for code in codes}
    codes |= {
        each.code for each in every_refusal() if not each.__module__.startswith("bankcore.demo.")
    }
    codes |= {"card_declined", "refused"}
    html = page("/developers/errors/", shown)
    listed = {each.code: each for each in pages.errors()}
    wrong = []
    for code in codes:
        address = urlsplit(problems.type_of(code))
        leads = address.path == "/developers/errors/" and f'id="{address.fragment}"' in html
        if not (leads and listed[code].cause and listed[code].cure):
            wrong.append(code)
    assert wrong == []
    assert len(codes) > 300


def test_a_problem_of_the_api_says_where_its_place_is():
    for path in ("/api/v1/accounts", "/api/v1/nothing-here", "/v1/nothing-here"):
        problem = Client().get(path).json()
        assert problem["type"] == problems.type_of(problem["code"])
        assert problem["type"].startswith("http")


def test_errors_are_found_by_words_of_their_cause():
    found = pages.errors_with("404 account")
    assert {each.status for each in found} == {404}
    assert "account_not_found" in {each.code for each in found}


def test_the_catalogue_shows_every_event_that_is_told(shown):
    html = page("/developers/events/", shown)
    told = {each.type for each in webhooks.TOLD.values()} | {webhooks.PAYMENT_COMPLETED.type}
    assert {each.type for each in samples.of_clients()} == told
    for each in (*samples.of_clients(), *samples.of_merchants()):
        assert f'id="{each.type}"' in html
        assert each.object["id"]
        assert not each.object.get("livemode")
    assert len(samples.of_merchants()) > 20


def test_no_sample_says_what_is_for_the_bank_alone():
    for each in samples.of_clients():
        assert not webhooks.BANKS_OWN & set(each.object)


def test_the_page_of_test_cards_is_the_sandboxs_own_table(shown):
    html = page("/developers/testing/", shown)
    for card in gateway.SANDBOX_CARDS:
        assert card.number in html
    for amount in gateway.SANDBOX_AMOUNTS:
        assert f"<code>{amount.digits}</code>" in html
    for payment in interbank.SANDBOX_PAYMENTS:
        assert f"<code>.{payment.ending}</code>" in html
    for payee in payees.SANDBOX_PAYEES:
        line = f"<code>{payee.iban}</code></td><td>{payee.name}</td><td><code>{payee.answer}</code>"
        assert line in html
    quickstart = pages.text_of("gateway/quickstart")
    known = {card.number: card for card in gateway.SANDBOX_CARDS}
    for number, code in re.findall(r"^\| ([\d ]{19}) \| (?:`(\w+)`)?", quickstart, re.MULTILINE):
        assert known[number.replace(" ", "")].code == code
