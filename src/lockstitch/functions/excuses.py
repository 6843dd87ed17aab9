"""Which tests of a Python source are out of the run, or expected to fail, by its syntax tree.

Only what holds under no condition counts: `skipif(sys.platform == "win32")` takes no test out of the run. Marks are
those of pytest and unittest: https://docs.pytest.org/en/stable/how-to/skipping.html.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from lockstitch.functions.forms import dotted, tree_of
from lockstitch.functions.python import recoded

FAILS, NEVER = 1, 2
"""It is expected to fail, which it may not do; no run shows it as passed."""
WORDS = (b"skip", b"Skip", b"xfail", b"expectedFailure", b"__test__")
"""Without one of these a source excuses nothing."""
MARK = re.compile(r"(?:(?:\w+\.)*mark\.|unittest\.)?(skip|skipif|skipIf|skipUnless|xfail|expectedFailure)")
CALLS = re.compile(r"(?:pytest\.)?(?:skip|xfail)|self\.skipTest")
RAISED = re.compile(r"(?:unittest\.(?:case\.)?)?SkipTest|(?:pytest\.)?skip\.Exception")
SETUPS = ("setUp", "setUpClass", "asyncSetUp", "setup_method", "setup_class")
"""Methods that run before every test of their class."""


def excused(source: bytes) -> dict[str, int] | None:
    """Qualified name → `FAILS` or `NEVER`, of functions; None where this Python cannot parse the source."""
    if not any(word in source for word in WORDS):
        return {}
    tree = tree_of(recoded(source).removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace"))
    if tree is None:
        return None
    found: dict[str, int] = {}
    _walk(tree.body, "", max(_pytestmark(tree.body), _given_up(tree.body)), found)
    return {name: state for name, state in found.items() if state}


def _walk(body: Sequence[ast.stmt], around: str, state: int, found: dict[str, int]) -> None:
    """Puts the functions of a body into `found`; of several with one name the last, which is what runs."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            setups = (f.body for f in node.body if isinstance(f, ast.FunctionDef) and f.name in SETUPS)
            own = max([_marked(node.decorator_list), _pytestmark(node.body), *map(_given_up, setups)])
            _walk(node.body, f"{around}{node.name}::", max(state, own), found)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[around + node.name] = max(state, _marked(node.decorator_list), _given_up(node.body))
        else:
            _walk([each for part in _inner(node) for each in part], around, state, found)


def _inner(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The bodies below `if`, `try` and `with`."""
    if isinstance(node, ast.If | ast.Try | ast.With):
        yield node.body
        yield getattr(node, "orelse", [])
        yield from (handler.body for handler in getattr(node, "handlers", []))


def _given_up(body: Sequence[ast.stmt]) -> int:
    """Whether a statement of the body itself, under no condition, ends it as skipped or as expected to fail."""
    for node in body:
        ends = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and CALLS.fullmatch(_name(node.value))
        if ends or (isinstance(node, ast.Raise) and node.exc and RAISED.fullmatch(_name(node.exc))):
            return NEVER
    return 0


def _pytestmark(body: Sequence[ast.stmt]) -> int:
    """What `pytestmark` and `__test__` say of a module or a class."""
    return max((_said(node) for node in body), default=0)


def _said(node: ast.stmt) -> int:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        appended = re.fullmatch(r"pytestmark\.(?:append|extend)", _name(node.value))
        return _marked([mark for value in node.value.args for mark in _listed(value)]) if appended else 0
    if not isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) or node.value is None:
        return 0
    names = {dotted(target) for target in (node.targets if isinstance(node, ast.Assign) else [node.target])}
    if "__test__" in names and isinstance(node.value, ast.Constant) and not node.value.value:
        return NEVER
    return _marked(list(_listed(node.value))) if "pytestmark" in names else 0


def _listed(value: ast.expr) -> Iterator[ast.expr]:
    """The marks of `pytestmark`: one, or those of lists that are joined with `+`."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.List | ast.Tuple):
            yield from node.elts
        elif isinstance(node, ast.BinOp):
            waiting += [node.left, node.right]
        else:
            yield node


def _marked(marks: Sequence[ast.expr]) -> int:
    return max(map(_state, marks), default=0)


def _state(mark: ast.expr) -> int:
    """What one decorator or mark says."""
    match = MARK.fullmatch(_name(mark))
    if match is None:
        return 0
    arguments = mark.args if isinstance(mark, ast.Call) else []
    named = {keyword.arg: keyword.value for keyword in mark.keywords} if isinstance(mark, ast.Call) else {}
    conditions = [*arguments, *([named["condition"]] if "condition" in named else [])]
    if match[1] in ("skipif", "skipIf"):
        return NEVER if any(map(_holds, conditions)) else 0
    if match[1] == "skipUnless":
        return NEVER if conditions and _is(conditions[0], False) else 0
    if match[1] == "xfail":
        if conditions and not any(map(_holds, conditions)):
            return 0
        return NEVER if _is(named.get("run"), False) or _is(named.get("strict"), True) else FAILS
    return NEVER if match[1] == "skip" else FAILS


def _holds(condition: ast.expr) -> bool:
    """Whether a condition is written as one that always holds; pytest evaluates text."""
    return _is(condition, True) or (isinstance(condition, ast.Constant) and condition.value in ("True", "1"))


def _is(node: ast.expr | None, wanted: bool) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and bool(node.value) is wanted


def _name(node: ast.expr) -> str:
    return dotted(node.func if isinstance(node, ast.Call) else node)
