"""Reading, writing and merging proof ledgers.

A ledger holds one proof a key: record, test and environment. Where a file or several of them hold more, as after git
joined two branches line by line (`merge=union`), the newest stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, TypeAlias

from lockstitch import lines
from lockstitch.errors import Fault, UsageError
from lockstitch.load import Source
from lockstitch.model import Proof, ProofVerdict, Ran
from lockstitch.proofs.table import LAST_LINE, LONGEST, PROOF, REQUIRED
from lockstitch.shape import FieldError, described, problems
from lockstitch.shape import fields as f
from lockstitch.shape.json_ import Repeated, json_lines, json_value

Key: TypeAlias = tuple[str, str, str]

MOST = 100
"""Faults that are told at once; a file with more is no proof ledger."""

FAILED: tuple[Ran, ...] = ("failed", "error", "timeout")
"""What a proven test may have come to without the fix; a timeout where the defect was a hang."""
LINES = lines.span(1, LAST_LINE)
"""Coverage data may hold a line 0, for what runs before a module's first line."""

_MARKER = re.compile(r"(<{7}|\|{7}|={7}|>{7})( |$)")
"""What git writes between the sides of a conflict: https://git-scm.com/docs/git-merge#_how_conflicts_are_presented."""
_WORSE: tuple[ProofVerdict, ...] = ("not-run", "proven", "inconclusive", "flaky", "failing", "refuted")
"""What is known to have gone wrong on a day stands against what went well on it."""


def read(source: Source, conflict: bool = False) -> tuple[Proof, ...]:
    """The proofs of a file, in the order of `text`; an empty file holds none.

    `conflict`: pass over the markers of a conflict that git left, so that both sides are read. Raises `UsageError` with
    the faults of all lines, `ReadError` where the file cannot be opened.
    """
    faults: list[Fault] = []

    def fatal(message: str, line: int = 0, hint: str = "") -> UsageError:
        return UsageError(*faults, Fault(message, source.name, line, hint))

    found = []
    for number, line in json_lines(source, fatal):
        if _MARKER.match(line):
            if not conflict:
                hint = f"both sides can stand: lockstitch merge {source.name} --output {source.name}"
                raise fatal("holds a conflict that git left", number, hint)
            continue
        proof = _proof(line, number, source.name, faults)
        found += [proof] if proof else []
        if len(faults) >= MOST:
            raise fatal(f"has more faults than the first {MOST}", hint="is it a proof ledger?")
    if faults:
        raise UsageError(*faults)
    return merged(found)


def text(proofs: Iterable[Proof]) -> str:
    """The ledger of these proofs: one line each, sorted, whose text depends on nothing but the proof.

    ASCII, so that nothing in a message moves or hides in a review.
    """
    return "".join(f"{line}\n" for _, line in sorted((_key(proof), _line(proof)) for proof in proofs))


def merged(*ledgers: Iterable[Proof]) -> tuple[Proof, ...]:
    """One proof a key, out of ledgers of equal rank: the newest; of one day, the worst. What could not even be tried
    stands behind what was.

    In which order the ledgers are given, or how they are grouped, does not matter.
    """
    found: dict[Key, Proof] = {}
    for proof in (proof for ledger in ledgers for proof in ledger):
        key = _key(proof)
        known = found.get(key)
        if known is None or _weight(proof) > _weight(known):
            found[key] = proof
    return tuple(sorted(found.values(), key=_key))


def renewed(ledger: Iterable[Proof], now: Iterable[Proof]) -> tuple[Proof, ...]:
    """The ledger in which each proof of `now` stands in the place of what its key had, whatever the days say."""
    found = {_key(proof): proof for proof in (*ledger, *merged(now))}
    return tuple(sorted(found.values(), key=_key))


def _key(proof: Proof) -> Key:
    return proof[:3]


def _weight(proof: Proof) -> tuple[bool, date, int, str]:
    return proof.after != "absent", proof.day or date.min, _WORSE.index(proof.verdict), _line(proof)


def _proof(line: str, number: int, name: str, faults: list[Fault]) -> Proof | None:
    """The proof of one line; None, with what is wrong among the `faults`, where it is none."""
    try:
        value = json_value(line)
    except json.JSONDecodeError as error:
        faults.append(Fault(f"is not well-formed JSON: {error.msg} (column {error.colno})", name, number))
        return None
    except ValueError as error:
        faults.append(Fault(str(error), name, number))
        return None
    if isinstance(value, Repeated):
        faults.append(Fault(f"{described(value.key)} is given twice", name, number))
        return None
    if isinstance(value, dict):
        try:
            return _sound(_built(value), number, name, faults)
        except (FieldError, KeyError):
            pass  # told below, with everything else that is wrong with this line
    told = islice(problems(value, PROOF), MOST)
    faults += (Fault(problem.message, name, number, problem.hint) for problem in told)
    return None


def _sound(proof: Proof, number: int, name: str, faults: list[Fault]) -> Proof | None:
    """The proof, unless it claims what its own outcomes do not show."""
    if proof.verdict != "proven" or (proof.after == "passed" and proof.before in FAILED):
        return proof
    message = f"is said to be proven, though its test {proof.before} without the fix and {proof.after} with it"
    faults.append(Fault(message, name, number, "run lockstitch prove, which writes these lines"))
    return None


def _built(value: Mapping[str, object]) -> Proof:
    """Raises `FieldError` or `KeyError` where anything is wrong."""
    given: dict[str, Any] = f.read(value, PROOF)
    if not given.keys() >= REQUIRED:
        raise KeyError
    return Proof(**given)


def _line(proof: Proof) -> str:
    return json.dumps(dict(_written(proof)), ensure_ascii=True, separators=(", ", ": "))


def _written(proof: Proof) -> Iterator[tuple[str, object]]:
    """Key and value as JSON has them; what says nothing is left out."""
    for key in PROOF:
        value = getattr(proof, key)
        if value or key in REQUIRED:
            yield key, _json(key, value)


def _json(key: str, value: Any) -> object:
    if key == "exercised":
        return {_whole(path): [list(run) for run in lines.ranges(held & LINES)] for path, held in sorted(value.items())}
    if isinstance(value, str):
        said = _whole(value)
        return f"{said[: LONGEST - 1]}…" if key == "message" and len(said) > LONGEST else said
    return value.isoformat() if isinstance(value, date) else value


def _whole(value: str) -> str:
    r"""Text without surrogates, which are the undecodable bytes of a file's name and no text in JSON: `\udcff`."""
    return value.encode("utf-8", "backslashreplace").decode("utf-8")
