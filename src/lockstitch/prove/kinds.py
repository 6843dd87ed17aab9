"""Why a test failed without the fix: for want of a name that the fix adds, or by what the code does.

The first shows no behaviour: any test that mentions a new function fails without it. Which names are new is read from
the fix itself, so that a missing attribute within the product's own work stays the proof that it is.
"""

from __future__ import annotations

import re

from lockstitch.prove.added import Added
from lockstitch.prove.job import Failure

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


def missing(failure: Failure, added: Added) -> str:
    """What of the fix's interface the test lacked, in words; empty where its failure shows behaviour."""
    for kind, judge in _JUDGES.items():
        if kind == failure.type or kind in failure.types:
            return judge(failure, added)
    return f"{failure.type}: {failure.message}" if failure.type in _JAVA else ""


def _attribute(failure: Failure, added: Added) -> str:
    if failure.owner in _OWN or _OWN_WORDS.match(failure.message):
        return ""
    name = failure.name or next(iter(_ATTRIBUTE.findall(failure.message)), "")
    return f"the attribute {name}" if name in added.names else ""


def _name(failure: Failure, added: Added) -> str:
    name = failure.name or next(iter(_QUOTED.findall(failure.message)), "")
    return f"the name {name}" if name in added.names else ""


def _import(failure: Failure, added: Added) -> str:
    names = [name for name in _QUOTED.findall(failure.message) if name in added.names]
    return f"the import {names[0]}" if names else ""


def _module(failure: Failure, _added: Added) -> str:
    return f"a module ({failure.message})"


def _argument(failure: Failure, added: Added) -> str:
    """A call that does not fit: an argument that the fix adds, or a signature that it changes."""
    argument = _ARGUMENT.search(failure.message)
    if argument:
        return f"the argument {argument[1]}" if argument[1] in added.names else ""
    called = _CALLED.search(failure.message)
    if called and _SIGNATURE.search(failure.message):
        *outer, name = called[1].split(".")
        owner = outer[-1] if outer and name in ("__init__", "__new__") else name
        if owner in added.parameters:
            return f"the changed signature of {owner}()"
    return ""


_JUDGES = {
    "ModuleNotFoundError": _module,
    "ImportError": _import,
    "AttributeError": _attribute,
    "NameError": _name,
    "TypeError": _argument,
}
