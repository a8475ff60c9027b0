"""Each part that takes advisory locks by number has a number of its own."""

import re
from collections import Counter

from tests.architecture.source import PACKAGES, files, text

_NAMED = re.compile(r"^_\w*LOCK\w* = ([\d_]+)$", re.MULTILINE)


def test_no_two_parts_share_the_first_number_of_their_locks():
    numbers = Counter(
        int(found.replace("_", ""))
        for path in files(*PACKAGES)
        for found in _NAMED.findall(text(path))
    )
    assert len(numbers) >= 4
    assert [number for number, count in numbers.items() if count > 1] == []
    # The bank's own, spelt out where they are taken.
    assert 7301 not in numbers
