"""What could turn text into code, programs, patterns or mail is used in known places or nowhere."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGES, files, text, tree

# Start programs: set-up, supervision and measuring, with lists of arguments of our own.
STARTS_PROGRAMS = {
    "bankcore/backups/services/archive.py",
    "bankcore/backups/services/server.py",
    "bankcore/benchmark/api.py",
    "bankcore/benchmark/fuzzing.py",
    "bankcore/benchmark/hordak.py",
    "bankcore/benchmark/tpcb.py",
    "bankcore/benchmark/webhooks.py",
    "bankcore/chaos/clocks.py",
    "bankcore/chaos/disks.py",
    "bankcore/chaos/whole_bank.py",
    "bankcore/demo/outside.py",
    "bankcore/runtime/postgres.py",
    "bankcore/runtime/processes.py",
    "bankcore/runtime/redis.py",
    "bankcore/runtime/setup.py",
    "reporting/workbench/repositories/processes.py",
    "risk/scoring/services/checking.py",
}
NEVER_CALLED = {"eval", "exec", "compile", "__import__"}
NEVER_IMPORTED = {"pickle", "marshal", "shelve", "yaml", "smtplib", "imaplib", "jinja2"}
PATTERNS = {
    "compile",
    "search",
    "match",
    "fullmatch",
    "sub",
    "subn",
    "split",
    "findall",
    "finditer",
}


def bank() -> list[tuple[Path, ast.Module]]:
    """Return every module of the bank with its path."""
    return [(path, tree(path)) for path in files(*PACKAGES)]


def calls(node: ast.AST) -> list[ast.Call]:
    return [each for each in ast.walk(node) if isinstance(each, ast.Call)]


def imported(node: ast.Module) -> set[str]:
    names = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Import):
            names.update(alias.name.split(".")[0] for alias in each.names)
        if isinstance(each, ast.ImportFrom) and each.module:
            names.add(each.module.split(".")[0])
    return names


def makes_code(node: ast.Module) -> bool:
    """Whether the module runs text, or makes a template of it."""
    for call in calls(node):
        if isinstance(call.func, ast.Name) and call.func.id in {*NEVER_CALLED, "Template"}:
            return True
        if isinstance(call.func, ast.Attribute) and call.func.attr == "from_string":
            return True
    return bool(imported(node) & {"pickle", "marshal", "shelve", "yaml", "jinja2"})


def makes_patterns(node: ast.Module) -> bool:
    """Whether a function, which may have been given input, makes a pattern of anything."""
    functions = [each for each in ast.walk(node) if isinstance(each, ast.FunctionDef | ast.Lambda)]
    for call in [call for function in functions for call in calls(function)]:
        called = call.func
        if (
            isinstance(called, ast.Attribute)
            and isinstance(called.value, ast.Name)
            and called.value.id == "re"
            and called.attr in PATTERNS
            and not isinstance(call.args[0], ast.Constant)
        ):
            return True
    return False


@pytest.mark.parametrize(
    "code", ["eval(x)", "import pickle", "Template(x)", "engine.from_string(x)"]
)
def test_what_makes_code_is_known(code):
    assert makes_code(ast.parse(code))


def test_no_code_is_made_of_text():
    assert [str(path) for path, node in bank() if makes_code(node)] == []


def test_no_pattern_is_made_of_input():
    assert makes_patterns(ast.parse("def find(asked, words):\n    re.search(asked, words)"))
    assert [str(path) for path, node in bank() if makes_patterns(node)] == []


def test_every_start_of_a_program_is_known():
    found = {str(path) for path, node in bank() if "subprocess" in imported(node)}
    assert found - STARTS_PROGRAMS == set()
    assert not [
        path for path, _ in bank() if re.search(r"shell=True|os\.(system|popen)", text(path))
    ]


def test_mail_goes_through_djangos_own_messages():
    assert [str(path) for path, node in bank() if imported(node) & {"smtplib", "email"}] == []
    assert not [path for path, node in bank() if imported(node) & NEVER_IMPORTED]
