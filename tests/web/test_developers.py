"""The developers' portal reads well for everybody, and its languages turn without a script."""

import pytest

from tests.web.browsing import NARROWEST, PHONE, WIDE, visiting

pytestmark = pytest.mark.enable_socket
PAGES = [
    "/developers/",
    "/developers/docs/gateway/quickstart/",
    "/developers/docs/gateway/states/",
    "/developers/errors/?q=404",
    "/developers/events/",
    "/developers/testing/",
    "/developers/search/?q=test",
]


def test_every_page_of_the_portal_is_sound(address):
    with visiting(address) as visit:
        wrong = []
        for path in PAGES:
            page = visit.go(path)
            for size, scheme in ((WIDE, "light"), (PHONE, "dark")):
                page.set_viewport_size(size)
                page.emulate_media(color_scheme=scheme)
                wrong += [f"{path} {size['width']} {scheme}: {each}" for each in visit.faults()]
            page.set_viewport_size(NARROWEST)
            if visit.overflow():
                wrong.append(f"{path}: {visit.overflow()} pixels wider than 320")
            page.set_viewport_size(WIDE)
        assert wrong == []
        assert visit.complaints == []
        assert visit.strangers == []


def test_the_language_is_chosen_without_a_script(address):
    with visiting(address, java_script_enabled=False) as visit:
        page = visit.go("/developers/")
        assert page.locator(".call-sh").is_visible()
        page.locator("#language-js").check()
        assert page.locator(".call-js").is_visible()
        assert not page.locator(".call-sh").is_visible()
