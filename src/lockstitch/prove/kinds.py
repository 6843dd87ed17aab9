"""Why a test failed without the fix: for want of a name that the fix adds, or by what the code does.

The first shows no behaviour: any test that mentions a new function fails without it. Which names are new is read from
the fix itself, so that a missing attribute within the product's own work stays the proof that it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lockstitch.prove.added import Added
from lockstitch.prove.job import Failure
from lockstitch.values import NamedTuple

_QUOTED = re.compile(r"['\"`]([^\W\d]\w*)['\"`]")
_CALLED = re.compile(r"([\w.<>]+)\(\)")
_SIGNATURE = re.compile(
    r"unexpected keyword argument|positional arguments?\b|keyword-only argument|multiple values for|takes no arguments"
)
_ARGUMENT = re.compile(r"unexpected keyword argument '([^\W\d]\w*)'")
_ATTRIBUTE = re.compile(r"(?:has no attribute|does not have the attribute|no attribute) '([^\W\d]\w*)'")
_OWN = ("builtins.NoneType", "builtins.str", "builtins.bytes", "builtins.int", "builtins.float", "builtins.bool",
        "builtins.list", "builtins.dict", "builtins.tuple", "builtins.set")  # fmt: skip
"""Types to which no fix can add an attribute."""
_OWN_WORDS = re.compile(r"^'(?:NoneType|str|bytes|int|float|bool|list|dict|tuple|set)' object has no attribute")
_JAVA = ("NoSuchMethodError", "NoSuchFieldError", "NoClassDefFoundError", "ClassNotFoundException", "ReferenceError")


class _Lack(NamedTuple):
    """A name that was asked for in vain. `what`: attribute, argument, …"""

    what: str
    name: str


def missing(failure: Failure, added: Callable[[], Added], product: str = "") -> str:
    """What of the fix's interface the test lacked, in words; empty where its failure shows behaviour.

    `added`: called only where a name is missing at all. `product`: the source of the file in which the failure was
    raised, where that is product without the fix. A name that stands there was asked for by the product itself, not by
    the test: that is the defect at work.
    """
    if "ModuleNotFoundError" in (failure.type, *failure.types):
        return f"a module ({failure.message})"
    if failure.type in _JAVA:
        return f"{failure.type}: {failure.message}"
    judges = (judge for kind, judge in _JUDGES.items() if kind in (failure.type, *failure.types))
    lack = next((lack for judge in judges if (lack := judge(failure, added()))), None)
    if lack is None or re.search(rf"\b{re.escape(lack.name)}\b", product):
        return ""
    return f"the {lack.what} {lack.name}" if lack.what != "signature" else f"the changed signature of {lack.name}()"


def _attribute(failure: Failure, added: Added) -> _Lack | None:
    if failure.owner in _OWN or _OWN_WORDS.match(failure.message):
        return None
    name = failure.name or next(iter(_ATTRIBUTE.findall(failure.message)), "")
    return _Lack("attribute", name) if name in added.names else None


def _name(failure: Failure, added: Added) -> _Lack | None:
    name = failure.name or next(iter(_QUOTED.findall(failure.message)), "")
    return _Lack("name", name) if name in added.names else None


def _import(failure: Failure, added: Added) -> _Lack | None:
    return next((_Lack("import", name) for name in _QUOTED.findall(failure.message) if name in added.names), None)


def _argument(failure: Failure, added: Added) -> _Lack | None:
    """A call that does not fit: an argument that the fix adds, or a signature that it changes."""
    argument = _ARGUMENT.search(failure.message)
    if argument:
        return _Lack("argument", argument[1]) if argument[1] in added.names else None
    called = _CALLED.search(failure.message)
    if called and _SIGNATURE.search(failure.message):
        *outer, name = called[1].split(".")
        owner = outer[-1] if outer and name in ("__init__", "__new__") else name
        return _Lack("signature", owner) if owner in added.parameters else None
    return None


_JUDGES = {"ImportError": _import, "AttributeError": _attribute, "NameError": _name, "TypeError": _argument}
