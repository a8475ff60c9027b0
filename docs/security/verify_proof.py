"""Check a proof of Bankcore's seal, without Bankcore.

Use: verify_proof.py PROOF.json PUBLIC_KEY_HEX; exit code 1 where the proof does not hold.

Needs Python 3.11 and the package cryptography. The formats are RFC 6962's trees over SHA-256 and
Ed25519 signatures (RFC 8032); docs/security/audit.md tells every byte.
"""

import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def check(holds, message):
    if not holds:
        sys.exit(f"NOT PROVEN: {message}")


def head(told, key):
    """Check a head's signature; return its size and root."""
    message = told["signed"].encode("ascii")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(told["signature"]), message)
    except InvalidSignature:
        check(False, "the signature is not this key's")
    fields = json.loads(message)
    return fields[3], bytes.fromhex(fields[4])


def inclusion(leaf, position, size, path):
    """Return the root that the path leads to (RFC 9162, 2.1.3.2)."""
    last, found = size - 1, leaf
    for each in path:
        if position & 1 or position == last:
            found = node(each, found)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found = node(found, each)
        position, last = position >> 1, last >> 1
    check(last == 0, "the path is too short")
    return found


def consistency(first, second, root, path):
    """Return both roots that the path leads to (RFC 9162, 2.1.4.2)."""
    path = [root, *path] if first & (first - 1) == 0 else list(path)
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for each in path[1:]:
        if at & 1 or at == last:
            old, new = node(each, old), node(each, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node(new, each)
        at, last = at >> 1, last >> 1
    check(last == 0, "the path is too short")
    return old, new


def main(file, key):
    proof, key = json.loads(Path(file).read_text()), bytes.fromhex(key)
    path = [bytes.fromhex(each) for each in proof["path"]]
    if proof["kind"] == "inclusion":
        size, root = head(proof["head"], key)
        leaf = hashlib.sha256(b"\x00" + proof["row"].encode()).digest()
        found = inclusion(leaf, proof["position"], size, path)
        check(found == root, "the row is not in the log")
        return f"The log of {size} rows, as signed, holds this row: {proof['row']}"
    (first, old), (second, new) = head(proof["first"], key), head(proof["second"], key)
    if first == second:
        check(old == new and not path, "two logs of one size differ")
    else:
        found = consistency(first, second, old, path)
        check(found == (old, new), "the log was rewritten")
    return f"The log of {second} rows, as signed, begins with the log of {first}."


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
