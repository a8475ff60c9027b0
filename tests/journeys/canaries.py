"""Words that must lie nowhere in the clear, and the forms in which they might."""

from __future__ import annotations

import base64
from urllib.parse import quote


def forms(word: str) -> dict[str, bytes]:
    """Return how a word might lie about: as it is, in hexadecimal, base64, quoted for a URL."""
    plain = word.encode()
    found = {
        "clear": plain,
        "lower case": plain.lower(),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "URL": quote(word, safe="").encode(),
        "UTF-16": word.encode("utf-16-le"),
    }
    for shift, start in ((0, 0), (1, 2), (2, 3)):
        encoded = base64.b64encode(bytes(shift) + plain)
        whole = (shift + len(plain)) * 8 // 6
        found[f"base64 +{shift}"] = encoded[start:whole]
        found[f"base64url +{shift}"] = encoded[start:whole].translate(bytes.maketrans(b"+/", b"-_"))
    return found


def lying_about(words: dict[str, str], places: dict[str, bytes]) -> list[str]:
    """Return where which word lies in which form."""
    return [
        f"{name} lies in {form} in {place}"
        for name, word in words.items()
        for form, pattern in forms(word).items()
        for place, content in places.items()
        if pattern in content
    ]
