"""Files made to exhaust or to reach for others are refused, and quickly."""

import time
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from payments import public as payments
from payments.models import BulkFile
from tests.conftest import NOW
from tests.factories import TESTER
from tests.payments.files import line, pain001
from tests.security.visitors import visitor

pytestmark = pytest.mark.usefixtures("bank")
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
LAUGHS = HEAD + (
    b'<!DOCTYPE lolz [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><Document>&j;</Document>"
)
HOSTILE = {
    "a billion laughs": LAUGHS,
    "one entity many times": HEAD
    + b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 50_000 + b'">]><x>' + b"&a;" * 5_000 + b"</x>",
    "an entity that is a file": HEAD
    + b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "an entity that is an address": HEAD
    + b'<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:1/">]><x>&a;</x>',
    "a parameter entity": HEAD
    + b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;]><x/>',
    "a type definition elsewhere": HEAD + b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/"><x/>',
    "elements in elements": HEAD + b"<a>" * 100_000 + b"</a>" * 100_000,
    "no end": HEAD + b"<Document>" + b"<a>" * 1_000,
    "another encoding than said": HEAD + "<x>é</x>".encode("latin-1"),
    "NUL": HEAD + b"<x>\x00</x>",
}  # fmt: skip


def submit(customer, data: bytes):
    return payments.submit_bulk_file(
        data=data, name="x.xml", customer_id=customer.customer.customer_id, actor=TESTER, now=NOW
    )


@pytest.fixture
def anna():
    return visitor("anna")


@pytest.mark.parametrize("data", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_xml_is_refused_at_once_and_nothing_is_kept(anna, data):
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(payments.UnreadableFile):
        submit(anna, data)
    took = time.process_time() - started
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < 5
    assert most < 100 * 1024 * 1024
    assert not BulkFile.objects.exists()


def test_a_file_larger_than_the_bank_takes_is_refused_before_it_is_read(anna, monkeypatch):
    def read(_data):
        pytest.fail("the file was read")

    monkeypatch.setattr("payments.services.bulk_files.read_pain001", read)
    data = HEAD + b"<Document>" + b" " * payments.LARGEST_FILE + b"</Document>"
    with pytest.raises(payments.FileTooLarge):
        submit(anna, data)
    assert not BulkFile.objects.exists()


def test_a_page_takes_no_file_of_100_megabytes(anna):
    browser = anna.browser()
    sent = SimpleUploadedFile("x.xml", HEAD + b"<a/>" * (25 * 1024 * 1024))
    assert browser.post("/payment-files/", {"file": sent}).status_code in {200, 400, 413}
    assert not BulkFile.objects.exists()


def test_a_whole_message_is_still_read(anna):
    file = submit(anna, pain001([line(anna.account)]))
    assert file.state == payments.FileState.RECEIVED
