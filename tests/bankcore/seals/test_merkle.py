"""The trees are RFC 6962's, to the bit."""

import hashlib
import importlib.util
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankcore.seals.domain import merkle
from bankcore.settings import env

# The eight leaves that Certificate Transparency's own implementations test with, and the roots of
# the trees of the first 1, 2, ... 8 of them.
LEAVES = [
    bytes.fromhex(each)
    for each in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def load_verifier():
    """Load the script that auditors check proofs with: it knows nothing of the bank's code."""
    path = Path(env.REPOSITORY) / "docs" / "security" / "verify_proof.py"
    spec = importlib.util.spec_from_file_location("verify_proof", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFIER = load_verifier()


def plainly(leaves: list[bytes]) -> bytes:
    """Return the root as the RFC's first paragraph defines it, with no thought for speed."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    left, right = plainly(leaves[:middle]), plainly(leaves[middle:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def over(leaves: list[bytes]) -> merkle.Perfect:
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]

    def perfect(level: int, index: int) -> bytes:
        part = hashes[index << level : (index + 1) << level]
        assert len(part) == 1 << level, "asked for a subtree that is not whole"
        return merkle.folded(part)

    return perfect


def numbered(count: int) -> list[bytes]:
    return [str(number).encode() for number in range(count)]


@pytest.mark.parametrize(("count", "root"), list(enumerate(ROOTS, start=1)))
def test_the_published_roots_come_out(count, root):
    assert merkle.root(over(LEAVES), count).hex() == root
    assert plainly(LEAVES[:count]).hex() == root


def test_the_empty_log_has_the_hash_of_nothing():
    assert merkle.root(over([]), 0) == merkle.EMPTY == plainly([])
    assert merkle.Frontier().root() == merkle.EMPTY


@given(st.integers(1, 200))
def test_root_and_frontier_are_the_definitions(size):
    leaves = numbered(size)
    frontier = merkle.Frontier()
    for leaf in leaves:
        frontier.append(merkle.leaf_hash(leaf))
    assert merkle.root(over(leaves), size) == frontier.root() == plainly(leaves)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_a_path_leads_from_every_leaf_to_the_root_and_from_no_other_leaf(drawn):
    position, size = drawn
    leaves = numbered(size)
    path = merkle.inclusion_path(over(leaves), position, size)
    root = plainly(leaves)
    own, other = merkle.leaf_hash(leaves[position]), merkle.leaf_hash(b"another")
    assert VERIFIER.inclusion(own, position, size, path) == root
    assert VERIFIER.inclusion(other, position, size, path) != root
    if size > 1:
        with pytest.raises(SystemExit):
            VERIFIER.inclusion(own, position, size, path[:-1])


@given(st.integers(2, 200).flatmap(lambda n: st.tuples(st.integers(1, n - 1), st.just(n))))
def test_a_log_that_goes_on_proves_it_and_one_that_was_rewritten_cannot(drawn):
    first, second = drawn
    leaves = numbered(second)
    path = merkle.consistency_path(over(leaves), first, second)
    old, new = plainly(leaves[:first]), plainly(leaves)
    assert VERIFIER.consistency(first, second, old, path) == (old, new)
    rewritten = [b"rewritten", *leaves[1:]]
    forged = merkle.consistency_path(over(rewritten), first, second)
    assert VERIFIER.consistency(first, second, old, forged) != (old, plainly(rewritten))
