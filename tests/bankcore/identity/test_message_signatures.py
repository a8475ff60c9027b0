"""Signatures as RFC 9421 and RFC 9530 print them."""

import base64

import pytest

from bankcore.identity.domain import message_signatures as rfc9421
from bankcore.identity.domain.message_signatures import Message, NotWellFormed

# RFC 9421, B.2: the request, and the shared secret of B.1.5.
SECRET = base64.b64decode(
    "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=="
)
BODY = b'{"hello": "world"}'
REQUEST = Message(
    method="POST",
    authority="example.com",
    path="/foo",
    query="param=Value&Pet=dog",
    headers={
        "host": "example.com",
        "date": "Tue, 20 Apr 2021 02:07:55 GMT",
        "content-type": "application/json",
        "content-length": "18",
    },
    body=BODY,
)
INPUT = 'sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"'
VALUE = "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:"


def test_the_example_of_the_rfc_is_right():
    """RFC 9421, B.2.5."""
    signature = rfc9421.parse(signature_input=INPUT, signature=VALUE)
    assert signature.components == ("date", "@authority", "content-type")
    assert signature.parameters == {"created": 1618884473, "keyid": "test-shared-secret"}
    assert rfc9421.is_right(REQUEST, signature, secret=SECRET)
    assert not rfc9421.is_right(REQUEST, signature, secret=SECRET[:-1])


def test_the_base_is_the_one_the_rfc_prints():
    """RFC 9421, B.2.5, with the query beside it as section 2.2.7 spells it."""
    covered = '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"'
    base = rfc9421.base_of(
        REQUEST, components=("date", "@authority", "content-type"), covered=covered
    )
    assert base.decode().splitlines() == [
        '"date": Tue, 20 Apr 2021 02:07:55 GMT',
        '"@authority": example.com',
        '"content-type": application/json',
        f'"@signature-params": {covered}',
    ]
    query = rfc9421.base_of(REQUEST, components=("@method", "@path", "@query"), covered="()")
    assert query.decode().splitlines()[:3] == [
        '"@method": POST',
        '"@path": /foo',
        '"@query": ?param=Value&Pet=dog',
    ]


def test_the_digest_of_the_rfc_is_right():
    """RFC 9421, B.2, test-request: the SHA-256 of the body, as RFC 9530 spells it."""
    assert rfc9421.content_digest(BODY) == "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"
    assert rfc9421.is_digest_of(rfc9421.content_digest(BODY), BODY)
    assert rfc9421.is_digest_of(f"sha-512=:AAAA:, {rfc9421.content_digest(BODY)}", BODY)
    assert not rfc9421.is_digest_of(rfc9421.content_digest(BODY), BODY + b" ")
    assert not rfc9421.is_digest_of("", BODY)


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("", ""),
        ("sig=()", ""),
        ("sig=()", "other=:AAAA:"),
        ("sig=()", "sig=:AA=A:"),
        ('sig=("date" "date")', "sig=:AAAA:"),
        ('sig=("date");created=1;created=2', "sig=:AAAA:"),
        ('sig=("date";sf)', "sig=:AAAA:"),
        ("sig=(date)", "sig=:AAAA:"),
        ('sig=("date" )', "sig=:AAAA:"),
        ('sig=("date");keyid=bare', "sig=:AAAA:"),
        ('sig=("date"), more=("date")', "sig=:AAAA:, more=:AAAA:"),
        ('sig=("date")\n', "sig=:AAAA:"),
    ],
)
def test_what_is_not_one_plain_signature_is_malformed(given, value):
    with pytest.raises(NotWellFormed):
        rfc9421.parse(signature_input=given, signature=value)


def test_a_component_that_the_request_does_not_have_is_malformed():
    for name in ("x-absent", "@target-uri", "@status"):
        with pytest.raises(NotWellFormed):
            rfc9421.base_of(REQUEST, components=(name,), covered="()")
