"""Security codes: in one process's memory for a quarter of an hour, and taken once."""

import contextlib
import os
import socket
import stat
import time

import pytest

from payments.vault import public as vault
from payments.vault.services import security_codes


@pytest.fixture
def path(tmp_path, settings):
    settings.SECURITY_CODES_SOCKETS = f"{tmp_path}/codes*.sock"
    return tmp_path / "codes-visa.sock"


def test_a_code_is_taken_once(path):
    with vault.SecurityCodes(path) as codes:
        vault.send_security_code(token="card_a", code="123")
        assert codes.take("card_b") == ""
        assert codes.take("card_a") == "123"
        assert codes.take("card_a") == ""


def test_the_newest_code_of_a_card_counts(path):
    with vault.SecurityCodes(path) as codes:
        vault.send_security_code(token="card_a", code="123")
        vault.send_security_code(token="card_a", code="4567")
        assert codes.take("card_a") == "4567"


def test_each_link_that_runs_here_is_told(path):
    with (
        vault.SecurityCodes(path) as one,
        vault.SecurityCodes(path.with_name("codes2.sock")) as two,
    ):
        vault.send_security_code(token="card_a", code="123")
        assert one.take("card_a") == two.take("card_a") == "123"


def test_another_process_takes_a_code_once_and_leaves_it_at_no_link(path):
    with (
        vault.SecurityCodes(path) as one,
        vault.SecurityCodes(path.with_name("codes2.sock")) as two,
    ):
        vault.send_security_code(token="card_a", code="123")
        assert vault.take_security_code(token="card_a") == "123"
        assert one.take("card_a") == two.take("card_a") == ""
        assert vault.take_security_code(token="card_a") == ""
    assert vault.take_security_code(token="card_a") == ""


def test_nothing_happens_while_no_link_runs(path):
    vault.send_security_code(token="card_a", code="123")
    path.touch()  # and where a link was killed, its name is left
    vault.send_security_code(token="card_a", code="123")
    with vault.SecurityCodes(path) as codes:
        assert codes.take("card_a") == ""


def test_a_code_goes_after_its_time(path):
    with vault.SecurityCodes(path, ttl_seconds=0.05) as codes:
        vault.send_security_code(token="card_a", code="123")
        time.sleep(0.1)
        assert codes.take("card_a") == ""


def test_of_too_many_the_oldest_go(path):
    with vault.SecurityCodes(path, most=2) as codes:
        for token in ("card_a", "card_b", "card_c"):
            vault.send_security_code(token=token, code="123")
        assert [codes.take(f"card_{each}") for each in "abc"] == ["", "123", "123"]


def test_the_socket_is_for_its_owner_alone(path):
    with vault.SecurityCodes(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.exists()


def test_a_program_of_another_user_is_not_heard(path, monkeypatch):
    with vault.SecurityCodes(path) as codes:
        monkeypatch.setattr(security_codes, "_user_of", lambda _: os.geteuid() + 1)
        vault.send_security_code(token="card_a", code="123")
        assert codes.take("card_a") == ""


@pytest.mark.parametrize(
    "sent", [b"card_a 12\n", b"card_a 12345\n", b"x 123\n", b"\xff" * 500, b"card_a 123", b""]
)
def test_what_is_no_code_is_not_kept_and_the_holder_goes_on(path, sent):
    with vault.SecurityCodes(path) as codes:
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(str(path))
            link.sendall(sent)
            link.shutdown(socket.SHUT_WR)
            link.settimeout(5)
            with contextlib.suppress(ConnectionResetError):  # it closes without reading the rest
                assert link.recv(1) == b""
        assert codes.take("card_a") == ""
        vault.send_security_code(token="card_a", code="123")
        assert codes.take("card_a") == "123"


def test_what_was_held_is_wiped_when_taken_and_at_the_end(path, monkeypatch):
    wiped = []
    plain = security_codes._wipe
    monkeypatch.setattr(security_codes, "_wipe", lambda held: (wiped.append(held), plain(held)))
    with vault.SecurityCodes(path) as codes:
        vault.send_security_code(token="card_a", code="123")
        vault.send_security_code(token="card_b", code="456")
        codes.take("card_a")
        assert repr(codes) == "SecurityCodes(1)"
    assert wiped
    assert not any(any(held) for held in wiped)
    assert sorted(map(len, wiped)) == [3, 3, 64, 64]


def test_a_folder_made_for_the_socket_is_its_owners_alone(tmp_path):
    with vault.SecurityCodes(tmp_path / "made" / "codes.sock"):
        assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o700


def test_one_who_says_nothing_holds_up_nobody(path, monkeypatch):
    monkeypatch.setattr(security_codes, "_CALL_SECONDS", 0.2)
    with vault.SecurityCodes(path) as codes, socket.socket(socket.AF_UNIX) as silent:
        silent.connect(str(path))
        time.sleep(0.3)
        vault.send_security_code(token="card_a", code="123")
        assert codes.take("card_a") == "123"


def test_a_link_that_does_not_answer_holds_up_no_payment(path, monkeypatch):
    monkeypatch.setattr(security_codes, "_CALL_SECONDS", 0.1)
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(path))
        deaf.listen(1)
        begun = time.monotonic()
        vault.send_security_code(token="card_a", code="123")
        assert time.monotonic() - begun < 5


@pytest.mark.parametrize("code", ["12", "12345", "12a", "123\ncard_b 999"])
def test_what_is_no_code_is_told_to_nobody(path, monkeypatch, code):
    told = []
    monkeypatch.setattr(security_codes, "_tell_all", told.append)
    vault.send_security_code(token="card_a", code=code)
    assert told == []
