"""Calls and decorators of Python tests: marks that name records, properties, and reasons of xfail and skip."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from lockstitch.mentions.dialect import LOOSE, Dialect, Place, of_values, reasons
from lockstitch.model.mentions import DIGITS, Mention
from lockstitch.values import NamedTuple

EXCUSE = re.compile(
    r"x_?fail\w*|skip(?:_?(?:if|unless|test))?|fails(?:_\w+)?|expected_?failures?\w*|known_?fail\w*", re.IGNORECASE
)
"""Last names of calls and decorators that excuse a test from passing: pytest's, unittest's, SQLAlchemy's, sympy's."""
CONDITIONAL = re.compile(r"\w*_?(?:if|unless|on\w*|imports?)|fails_\w+", re.IGNORECASE)


class Call(NamedTuple):
    """A call, or a decorator without one. `names`: its dotted name, `("pytest", "mark", "xfail")`."""

    names: tuple[str, ...]
    node: ast.expr

    @property
    def strings(self) -> tuple[str, ...]:
        return tuple(value for value in self._constants() if isinstance(value, str))

    @property
    def numbers(self) -> tuple[str, ...]:
        whole = (value for value in self._constants() if isinstance(value, int) and not isinstance(value, bool))
        return tuple(str(value) for value in whole if value < 10**DIGITS)

    def _constants(self) -> Iterator[object]:
        """The constants among the arguments, also those in lists and in joined text."""
        if isinstance(self.node, ast.Call):
            for argument in [*self.node.args, *(keyword.value for keyword in self.node.keywords)]:
                yield from (each.value for each in ast.walk(argument) if isinstance(each, ast.Constant))


def call(node: ast.AST) -> Call | None:
    """The call or dotted name that `node` is, if it is one."""
    called = node.func if isinstance(node, ast.Call) else node
    names: list[str] = []
    while isinstance(called, ast.Attribute):
        names.append(called.attr)
        called = called.value
    if not isinstance(called, ast.Name) or not isinstance(node, ast.expr):
        return None
    return Call((*reversed([*names, called.id]),), node)


def is_excuse(one: Call) -> bool:
    return EXCUSE.fullmatch(one.names[-1]) is not None


def is_final(one: Call) -> bool:
    """Whether the excuse holds always: no condition is given."""
    if not is_excuse(one) or CONDITIONAL.fullmatch(one.names[-1]):
        return False
    if not isinstance(one.node, ast.Call):
        return True
    conditions = [arg for arg in one.node.args if not isinstance(arg, ast.Constant | ast.JoinedStr | ast.BinOp)]
    return not conditions and all(keyword.arg != "condition" for keyword in one.node.keywords)


def of_call(one: Call, test: str, dialect: Dialect) -> Iterator[Mention]:
    """What one call says: of a mark, an excuse, or a property that is recorded."""
    name, line = one.names[-1], one.node.lineno
    if is_excuse(one):
        yield from reasons(" ".join(one.strings), Place(test, "reason", line), dialect)
    elif _is_mark(one, dialect):
        place = Place(test, "marker", line)
        yield from of_values((*one.strings, *one.numbers), place, dialect, name)
    elif _is_property(one, dialect):
        yield from of_values(one.strings[1:], Place(test, "property", line), dialect, one.strings[0])


def _is_property(one: Call, dialect: Dialect) -> bool:
    """Whether it is `record_property("issue", "12")`, or `user_properties.append(("issue", "12"))`."""
    records = one.names[-1].startswith("record_") or one.names[-2:] == ("user_properties", "append")
    return records and len(one.strings) > 1 and one.strings[0].casefold() in dialect.properties


def _is_mark(one: Call, dialect: Dialect) -> bool:
    name = one.names[-1].casefold()
    if name not in dialect.markers and name not in LOOSE:
        return False
    return "mark" in one.names[:-1] or "allure" in one.names[:-1]


def of_decorator(node: ast.expr, test: str, dialect: Dialect) -> Iterator[Mention]:
    """What one decorator says, with the marks within it: `parametrize(…, [param(…, marks=mark.defect("A-1"))])`."""
    top = call(node)
    if top and len(top.names) == 1 and top.names[0].casefold() in dialect.markers and isinstance(node, ast.Call):
        place = Place(test, "marker", node.lineno)
        yield from of_values((*top.strings, *top.numbers), place, dialect, top.names[0])
        return
    if top and is_excuse(top):
        yield from of_call(top, test, dialect)
        return
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and (one := call(inner)):
            yield from of_call(one, test, dialect)


def excuses(test: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[tuple[int, int]]:
    """First and last lines of everything that excuses a test, or the tests of a class, from passing."""
    body = [] if isinstance(test, ast.ClassDef) else test.body
    calls = (node for part in [*test.decorator_list, *body] for node in ast.walk(part) if isinstance(node, ast.Call))
    for node in [*test.decorator_list, *calls]:
        one = call(node)
        if one and is_excuse(one):
            yield node.lineno, node.end_lineno or node.lineno
