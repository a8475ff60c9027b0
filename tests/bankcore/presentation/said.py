"""What the bank's refusals say, read from the source: each sentence as the catalogue has it."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from bankcore.errors import BankError


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a refusal; figures stand in it as %(name)s."""

    error: type[BankError]
    sentence: str

    @property
    def has_figures(self) -> bool:
        return "%(" in self.sentence


def of_module(name: str) -> list[Said]:
    """Return every sentence that this module's refusals say."""
    module = importlib.import_module(name)
    tree = ast.parse(inspect.getsource(module))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            found += _of_function(node, vars(module))
        elif isinstance(node, ast.ClassDef):
            error = vars(module).get(node.name)
            if _is_error(error):
                found += _of_class(node, error)
    return found


def _is_error(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, BankError)


def _of_class(node: ast.ClassDef, error: type[BankError]) -> Iterator[Said]:
    for call in ast.walk(node):
        is_super = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if is_super and call.func.attr == "__init__" and call.args:
            yield from _said(error, call.args[0], node, call.lineno)


def _of_function(node: ast.FunctionDef, names: dict[str, object]) -> Iterator[Said]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and call.args:
            error = _named(call.func, names)
            if _is_error(error):
                yield from _said(error, call.args[0], node, call.lineno)


def _named(func: ast.expr, names: dict[str, object]) -> object:
    if isinstance(func, ast.Name):
        return names.get(func.id)
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
        return getattr(names.get(func.value.id), func.attr, None)
    return None


def _said(error, argument: ast.expr, within: ast.AST, line: int) -> Iterator[Said]:
    if isinstance(argument, ast.Name):
        assigned = [
            each
            for each in ast.walk(within)
            if isinstance(each, ast.Assign)
            and isinstance(each.targets[0], ast.Name)
            and each.targets[0].id == argument.id
            and each.lineno <= line
        ]
        if not assigned:
            for each in _of_table(argument.id, within):
                yield Said(error, each)
            return
        argument = max(assigned, key=lambda each: each.lineno).value
    sentence = _sentence(argument)
    if sentence:
        yield Said(error, sentence)


def _of_table(name: str, within: ast.AST) -> Iterator[str]:
    """Return the sentences of a table that is gone through: `for wrong, message in (...)`."""
    for loop in ast.walk(within):
        if isinstance(loop, ast.For) and isinstance(loop.target, ast.Tuple):
            names = [getattr(each, "id", "") for each in loop.target.elts]
            if name in names and isinstance(loop.iter, ast.Tuple):
                yield from (_sentence(row.elts[names.index(name)]) for row in loop.iter.elts)


def _sentence(value: ast.expr) -> str:
    if isinstance(value, ast.Call) and value.args:  # gettext("...")
        value = value.args[0]
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.BinOp):
        left, right = _sentence(value.left), _sentence(value.right)
        return left + right if left and right else ""
    if not isinstance(value, ast.JoinedStr):
        return ""
    sentence = ""
    for part in value.values:
        if isinstance(part, ast.Constant):
            sentence += part.value
        else:
            name = ast.unparse(part.value).split("(")[-1].rstrip(")").split(".")[-1]
            name = name if name.isidentifier() else "figure"
            again = f"%({name})s" in sentence
            sentence += f"%({name}_2)s" if again else f"%({name})s"
    return sentence
