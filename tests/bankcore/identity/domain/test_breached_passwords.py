"""Looking passwords up in a sorted file."""

import hashlib
import io

import pytest

from bankcore.identity.domain.breached_passwords import is_listed

LISTED = [f"password number {number}" for number in range(200)]


def file_of(passwords: list[str], *, end: str = "\n") -> io.BytesIO:
    hashes = sorted(hashlib.sha1(each.encode()).hexdigest().upper() for each in passwords)  # noqa: S324
    lines = [f"{each}:{number * 7919}" for number, each in enumerate(hashes)]
    return io.BytesIO(end.join([*lines, ""]).encode())


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_listed_password_is_found_and_no_other(end):
    file = file_of(LISTED, end=end)
    assert all(is_listed(each, in_file=file) for each in LISTED)
    assert not any(is_listed(each + "!", in_file=file) for each in LISTED)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_short_lists_are_searched_whole(count):
    file = file_of(LISTED[:count])
    assert [is_listed(each, in_file=file) for each in LISTED[:4]] == [n < count for n in range(4)]


def test_the_list_is_not_loaded():
    file = file_of([f"{number}" for number in range(5_000)])
    read = []
    line = file.readline
    file = type("Counted", (), {"seek": file.seek, "tell": file.tell,
                                "readline": lambda _: read.append(1) or line()})()  # fmt: skip
    assert is_listed("77", in_file=file)
    assert len(read) < 60
