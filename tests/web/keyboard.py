"""A keyboard, and no mouse: what it stops at, whether one sees where it is, and in what order."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

_FARTHEST = 120
_STOP = """
() => {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  const style = getComputedStyle(stop);
  const box = stop.getClientRects()[0] || stop.getBoundingClientRect();
  const label = [...(stop.labels || [])].map((each) => each.innerText).join(' ');
  const seen = [0.02, 0.25, 0.5, 0.75, 0.98].some((part) => {
    const at = document.elementFromPoint(box.x + box.width * part, box.y + box.height / 2);
    return at && stop.contains(at);
  });
  return {
    name: (stop.getAttribute('aria-label') || label || stop.innerText || stop.value || '').trim(),
    tag: stop.tagName.toLowerCase(),
    outlined: style.outlineStyle === 'auto'
      || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
      || style.boxShadow !== 'none',
    covered: !seen,
    ordered: stop.tabIndex === 0,
  };
}
"""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the keyboard is: what is read aloud of it, and what kind of thing it is."""

    name: str
    tag: str


class Keyboard:
    """Moves over a page by Tab alone, and notes every stop that is not seen, or out of order.

    A part of it must be seen: WCAG 2.2, 2.4.11 (AA).
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self.amiss: list[str] = []

    def here(self) -> Stop | None:
        """Return where the keyboard is, after a look at whether people see it."""
        found = self._page.evaluate(_STOP)
        if found is None:
            return None
        stop = Stop(found["name"], found["tag"])
        for wrong, words in (
            (not found["outlined"], "shows no focus"),
            (found["covered"], "is covered"),
            (not found["ordered"], "has an order of its own"),
        ):
            if wrong:
                self.amiss.append(f"{self._page.url}: {stop} {words}")
        return stop

    def tab_to(self, name: str) -> list[Stop]:
        """Press Tab until the name begins like this; return the stops on the way, this one last."""
        stops: list[Stop] = []
        while len(stops) < _FARTHEST:
            self._page.keyboard.press("Tab")
            stop = self.here()
            if stop is not None:
                stops.append(stop)
                # A style may write it in capitals.
                if stop.name.lower().startswith(name.lower()):
                    return stops
        message = f"Tab never comes to {name!r}: {[each.name for each in stops]}"
        raise AssertionError(message)

    def type(self, name: str, text: str) -> None:
        """Go to a field and fill it in."""
        self.tab_to(name)
        self._page.keyboard.type(text)

    def press(self, name: str, key: str = "Enter") -> None:
        """Go to a button, link or box and use it."""
        self.tab_to(name)
        self._page.keyboard.press(key)
