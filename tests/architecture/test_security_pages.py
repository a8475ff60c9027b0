"""The auditor's pages are all found from one."""

import re

import pytest

from bankcore.settings import env

FOLDER = env.REPOSITORY / "docs" / "security"
INDEX = FOLDER / "index.md"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path != INDEX)


def links(page) -> list[str]:
    """Return the page's links to other files, without the place within them."""
    found = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    return [each.split("#")[0] for each in found if "://" not in each and not each.startswith("#")]


def test_there_are_pages():
    assert len(PAGES) >= 6


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_is_linked_from_the_index(page):
    assert page.name in links(INDEX)


@pytest.mark.parametrize(
    "page",
    [INDEX, *PAGES, env.REPOSITORY / "SECURITY.md", env.REPOSITORY / "docs" / "index.md"],
    ids=lambda page: page.stem,
)
def test_every_link_leads_somewhere(page):
    assert [each for each in links(page) if not (page.parent / each).exists()] == []


def test_the_index_is_found_from_the_map_and_from_the_top():
    assert "security/index.md" in links(env.REPOSITORY / "docs" / "index.md")
    assert "docs/security/index.md" in links(env.REPOSITORY / "SECURITY.md")
