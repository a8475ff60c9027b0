"""Every use of cryptography stands in the inventory, docs/security/cryptography.md."""

import ast
import re

import pytest

from bankcore.settings import env
from tests.architecture.source import PACKAGES, files, tree

PAGE = env.REPOSITORY / "docs" / "security" / "cryptography.md"
LIBRARIES = {
    "cryptography", "hashlib", "hmac", "secrets", "ssl", "argon2", "webauthn", "jwcrypto", "jwt",
    "nacl", "Crypto", "django.core.signing", "django.contrib.auth.hashers",
    "django.contrib.auth.tokens", "django.utils.crypto",
}  # fmt: skip
# The last four: MACs on card networks' wires, and keys under keys.
CIPHERS = {
    "AESGCM", "HKDF", "SHA256", "Ed25519PrivateKey", "Ed25519PublicKey",
    "AES", "CMAC", "aes_key_wrap", "aes_key_unwrap",
}  # fmt: skip
# What the library's modules give beside primitives: errors and forms of keys.
NOT_CIPHERS = {
    "InvalidTag", "InvalidSignature", "Encoding", "PrivateFormat", "PublicFormat", "NoEncryption",
    "load_pem_private_key", "UnsupportedAlgorithm", "InvalidUnwrap", "bytes_eq",
}  # fmt: skip
# Jitter between tries, and invented figures: nothing that anybody must not guess.
OTHER_RANDOM = {
    "bankcore/benchmark/books.py",
    "bankcore/benchmark/callers.py",
    "bankcore/benchmark/decisions.py",
    "bankcore/benchmark/gateway.py",
    "bankcore/benchmark/hordak_program.py",
    "bankcore/chaos/clients.py",
    "bankcore/chaos/faults.py",
    "bankcore/chaos/management/commands/chaos.py",
    "bankcore/db/transactions.py",
    "bankcore/demo/course.py",
    "bankcore/demo/day.py",
    "bankcore/demo/fraud_models.py",
    "payments/webhooks/services/dispatcher.py",
    "risk/credit/domain/sample.py",
}


def modules() -> dict[str, ast.Module]:
    """Return every module of the bank by its path."""
    return {str(path): tree(path) for path in files(*PACKAGES, "docs")}


def imports(node: ast.Module) -> dict[str, set[str]]:
    """Return the modules that are imported, and what of each."""
    found: dict[str, set[str]] = {}
    for each in ast.walk(node):
        if isinstance(each, ast.Import):
            for alias in each.names:
                found.setdefault(alias.name, set())
        if isinstance(each, ast.ImportFrom) and each.module:
            found.setdefault(each.module, set()).update(alias.name for alias in each.names)
            for alias in each.names:
                found.setdefault(f"{each.module}.{alias.name}", set())
    return found


def uses_cryptography(node: ast.Module) -> bool:
    return any(
        name == library or name.startswith(f"{library}.")
        for name in imports(node)
        for library in LIBRARIES
    )


def listed() -> set[str]:
    """Return the files named in the inventory's tables."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    return {each for row in rows for each in re.findall(r"`([\w/.]+\.py)`", row)}


@pytest.mark.parametrize(
    "code", ["import hashlib", "from hmac import compare_digest", "from django.core import signing"]
)
def test_what_uses_cryptography_is_known(code):
    assert uses_cryptography(ast.parse(code))


def test_every_use_of_cryptography_is_in_the_inventory():
    using = {path for path, node in modules().items() if uses_cryptography(node)}
    assert using - listed() == set()


def test_the_inventory_names_no_module_that_uses_none():
    using = {path for path, node in modules().items() if uses_cryptography(node)}
    assert listed() - using == set()


def test_only_named_ciphers_are_used():
    used = {
        name
        for node in modules().values()
        for module, names in imports(node).items()
        if module.split(".")[0] == "cryptography"
        for name in names
    }
    assert used - CIPHERS - NOT_CIPHERS == set()


def test_only_named_hashes_are_used():
    used = {
        (path, each.attr)
        for path, node in modules().items()
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute)
        and isinstance(each.value, ast.Name)
        and each.value.id == "hashlib"
    }
    # Lists of breached passwords are published as SHA-1; nothing is protected by it.
    looked_up = {("bankcore/identity/domain/breached_passwords.py", "sha1")}
    assert {name for path, name in used - looked_up} == {"sha256"}


def test_no_module_uses_the_other_random_numbers():
    found = {
        path for path, node in modules().items() if {"random", "random.Random"} & {*imports(node)}
    }
    assert found == OTHER_RANDOM
