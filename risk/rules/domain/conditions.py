"""The language of rules: a condition over a payment, written by an analyst, run without code.

    amount > 1000 and payer_count_10m >= 3
    payee_country in ("KP", "IR") or listed("mule accounts", payee)

Numbers, texts in quotes, `true` and `false`, the names in FIELDS, + - * /, comparisons (also
chained), `in` with a bracketed list, `and`, `or`, `not`, and the functions in FUNCTIONS. It is
read by Python's own parser, and then every node that is not of this language is refused: nothing
is ever executed that was not built here. A division by zero makes a condition false.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from bankcore.errors import BankError
from risk.terms.catalogue import WORDS

LONGEST: Final = 2_000
_DEEPEST: Final = 30


class Kind(StrEnum):
    """What a part of a condition is."""

    NUMBER = "number"
    TEXT = "text"
    TRUTH = "condition"


TEXTS: Final = {
    "channel": "where the payment comes from",
    "currency": "its currency, such as EUR",
    "merchant": "the merchant",
    "payer": "the payer",
    "instrument": "the card",
    "account": "the payer's account",
    "device": "the device",
    "address": "the network address",
    "terminal": "the terminal",
    "country": "the payer's country, such as DE",
    "payee": "the payee's account",
    "payee_country": "the payee's country",
}
# What the parts of risk before the rules have found; `points` is what the rules before add up to.
FOUND: Final = {
    "model_points": "the fraud model's points, 0 to 1000",
    "name_score": "how near a name is to one on a sanctions list, 0 to 100",
    "points": "the points of the other rules",
    "threshold": "the bank's threshold for a single amount",
}
FIELDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(TEXTS, Kind.TEXT),
    **dict.fromkeys(WORDS, Kind.NUMBER),
    **dict.fromkeys(FOUND, Kind.NUMBER),
    "recurring": Kind.TRUTH,
}
FUNCTIONS: Final = {
    "listed": 'whether a text is on a list: listed("name of the list", payee)',
    "starts_with": 'whether a text begins so: starts_with(address, "10.")',
    "lower": "a text in small letters",
    "abs": "a number without its sign",
}


class CannotRead(BankError):
    """The text is no condition of this language; `position` is where, from one."""

    code = "condition_unreadable"
    cure = "Mend the condition at the place named; the page of rules lists names and functions."

    def __init__(self, why: str, *, position: int = 1) -> None:
        """Say why, and where."""
        super().__init__(f"{why} (at character {position})", field="condition")
        self.position = position


def _cannot(position: int, why: str) -> CannotRead:
    return CannotRead(why, position=position)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What a condition is asked about: values of fields, lists, and the time."""

    values: Mapping[str, Any]
    lists: Mapping[str, Mapping[str, datetime | None]]
    now: datetime

    def is_listed(self, name: str, text: str) -> bool:
        """Return whether the text is on the list now."""
        entries = self.lists.get(name, {})
        if text not in entries:
            return False
        until = entries[text]
        return until is None or until > self.now


_Run = Callable[[Payment], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition that was read; `fields` and `lists` are what it looks at."""

    text: str
    fields: frozenset[str]
    lists: frozenset[str]
    run: _Run

    def holds(self, payment: Payment) -> bool:
        """Return whether it holds; what cannot be reckoned does not hold."""
        try:
            return bool(self.run(payment))
        except (ZeroDivisionError, OverflowError):
            return False


def read_condition(text: str) -> Condition:
    """Return the condition; raises CannotRead for what is not of the language."""
    if len(text) > LONGEST:
        raise _cannot(LONGEST, f"A condition has at most {LONGEST:,} characters")
    if not text.strip():
        raise _cannot(1, "A condition says something")
    reader = _Reader(text)
    run, kind = reader.read()
    if kind is not Kind.TRUTH:
        raise _cannot(1, f"A condition is true or false, and this is a {kind}")
    return Condition(
        text=text, fields=frozenset(reader.fields), lists=frozenset(reader.lists), run=run
    )


_Typed = tuple[_Run, Kind]
_COMPARISONS: Final[dict[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_ARITHMETIC: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_ORDERED: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_TRUTHS: Final = {"true": True, "false": False}


class _Reader:
    """Turns the parser's nodes into functions, and refuses what it does not know."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\n", " ").replace("\r", " ").replace("\t", " ").strip()
        self._depth = 0
        self.fields: set[str] = set()
        self.lists: set[str] = set()

    def read(self) -> _Typed:
        try:
            tree = ast.parse(self._text, mode="eval")
        except SyntaxError as error:
            raise _cannot(error.offset or 1, "This cannot be read") from None
        except (ValueError, RecursionError, MemoryError):
            raise _cannot(1, "This cannot be read") from None
        return self._node(tree.body)

    def _node(self, node: ast.expr) -> _Typed:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._refusal(node, "This has too many brackets inside each other")
        try:
            reader = self._READERS.get(type(node))
            if reader is None:
                raise self._refusal(node, "This is not of the language of rules")
            return reader(self, node)
        finally:
            self._depth -= 1

    def _refusal(self, node: ast.AST, why: str) -> CannotRead:
        return CannotRead(why, position=getattr(node, "col_offset", 0) + 1)

    def _want(self, node: ast.expr, kind: Kind) -> _Run:
        run, found = self._node(node)
        if found is not kind:
            raise self._refusal(node, f"A {kind} is wanted, and this is a {found}")
        return run

    def _constant(self, node: ast.Constant) -> _Typed:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise self._refusal(node, "Only numbers and texts can stand here")
        kind = Kind.TEXT if isinstance(value, str) else Kind.NUMBER
        return (lambda _: value), kind

    def _name(self, node: ast.Name) -> _Typed:
        name = node.id
        if name in _TRUTHS:
            return (lambda _: _TRUTHS[name]), Kind.TRUTH
        if name not in FIELDS:
            raise self._refusal(node, f"There is no field {name}")
        self.fields.add(name)
        return (lambda payment: payment.values[name]), FIELDS[name]

    def _several(self, node: ast.BoolOp) -> _Typed:
        parts = [self._want(each, Kind.TRUTH) for each in node.values]
        if isinstance(node.op, ast.And):
            return (lambda payment: all(part(payment) for part in parts)), Kind.TRUTH
        return (lambda payment: any(part(payment) for part in parts)), Kind.TRUTH

    def _sign(self, node: ast.UnaryOp) -> _Typed:
        if isinstance(node.op, ast.Not):
            condition = self._want(node.operand, Kind.TRUTH)
            return (lambda payment: not condition(payment)), Kind.TRUTH
        if not isinstance(node.op, ast.USub):
            raise self._refusal(node, "This is not of the language of rules")
        number = self._want(node.operand, Kind.NUMBER)
        return (lambda payment: -number(payment)), Kind.NUMBER

    def _sum(self, node: ast.BinOp) -> _Typed:
        act = _ARITHMETIC.get(type(node.op))
        if act is None:
            raise self._refusal(node, "Numbers are put together by + - * and /")
        left, right = self._want(node.left, Kind.NUMBER), self._want(node.right, Kind.NUMBER)
        return (lambda payment: act(left(payment), right(payment))), Kind.NUMBER

    def _comparison(self, node: ast.Compare) -> _Typed:
        sides = [node.left, *node.comparators]
        links = [
            self._link(sides[number], act, sides[number + 1]) for number, act in enumerate(node.ops)
        ]
        return (lambda payment: all(link(payment) for link in links)), Kind.TRUTH

    def _link(self, left: ast.expr, act: ast.cmpop, right: ast.expr) -> _Run:
        if isinstance(act, (ast.In, ast.NotIn)):
            return self._membership(left, right, is_in=isinstance(act, ast.In))
        compare = _COMPARISONS.get(type(act))
        if compare is None:
            raise self._refusal(right, "This is no comparison of the language of rules")
        first, kind = self._node(left)
        if kind is not Kind.NUMBER and isinstance(act, _ORDERED):
            raise self._refusal(left, f"Only numbers have an order, and this is a {kind}")
        second = self._want(right, kind)
        return lambda payment: compare(first(payment), second(payment))

    def _membership(self, left: ast.expr, right: ast.expr, *, is_in: bool) -> _Run:
        first, kind = self._node(left)
        if not isinstance(right, (ast.Tuple, ast.List)) or not right.elts:
            raise self._refusal(right, 'After `in` comes a list, such as ("KP", "IR")')
        if not all(isinstance(each, ast.Constant) for each in right.elts):
            raise self._refusal(right, "The list holds numbers or texts alone")
        members = [self._want(each, kind) for each in right.elts]
        return lambda payment: (first(payment) in [each(payment) for each in members]) is is_in

    def _call(self, node: ast.Call) -> _Typed:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS or node.keywords:
            raise self._refusal(node, "There is no such function")
        wanted = 2 if name in ("listed", "starts_with") else 1
        if len(node.args) != wanted:
            raise self._refusal(node, f"{name} takes {wanted} value{'s' * (wanted > 1)}")
        if name == "listed":
            return self._listed(node)
        if name == "abs":
            number = self._want(node.args[0], Kind.NUMBER)
            return (lambda payment: abs(number(payment))), Kind.NUMBER
        text = self._want(node.args[0], Kind.TEXT)
        if name == "lower":
            return (lambda payment: text(payment).lower()), Kind.TEXT
        start = self._want(node.args[1], Kind.TEXT)
        return (lambda payment: text(payment).startswith(start(payment))), Kind.TRUTH

    def _listed(self, node: ast.Call) -> _Typed:
        which = node.args[0]
        if not isinstance(which, ast.Constant) or not isinstance(which.value, str):
            raise self._refusal(which, "The list is named by a text in quotes")
        name: str = which.value
        self.lists.add(name)
        text = self._want(node.args[1], Kind.TEXT)
        return (lambda payment: payment.is_listed(name, text(payment))), Kind.TRUTH

    _READERS: Final[dict[type[ast.expr], Callable[[_Reader, Any], _Typed]]] = {
        ast.Constant: _constant,
        ast.Name: _name,
        ast.BoolOp: _several,
        ast.UnaryOp: _sign,
        ast.BinOp: _sum,
        ast.Compare: _comparison,
        ast.Call: _call,
    }
