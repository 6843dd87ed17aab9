"""The proof ledger, held against the tree and the history of today. Nothing is hashed but what it speaks of.

A proof is valid while its test's own source and its fix are what they were when it was tried.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from lockstitch import load
from lockstitch.errors import Fault, ReadError, plural
from lockstitch.gate.fixes import Fixes
from lockstitch.gate.past import Past
from lockstitch.gate.scene import Run, Scene
from lockstitch.gate.scope import Scoped, required
from lockstitch.model import Input, Proof, ProofState, SettledProof
from lockstitch.settings import Config, Level
from lockstitch.values import NamedTuple

SHOWN = 5
"""Refuted tests that are named one by one."""


class Kept(NamedTuple):
    """`of`: by judged record, what the ledger holds of it. `orphans`: proofs of records that there are not."""

    of: Mapping[str, tuple[SettledProof, ...]] = MappingProxyType({})
    orphans: tuple[Proof, ...] = ()
    inputs: tuple[Input, ...] = ()


def asked(config: Config) -> bool:
    """Whether there is a ledger to be read: one lies there, or the configuration names one."""
    return config.proofs != Config._field_defaults["proofs"] or Path(config.root, config.proofs).exists()


def settle(run: Run, scene: Scene, scoped: Sequence[Scoped], past: Past, fixed: Fixes) -> Kept:
    """Raises `UsageError` for a malformed ledger."""
    config = run.config
    if not asked(config):
        return Kept()
    from lockstitch import proofs

    try:
        ledger = proofs.read(load.Source(str(Path(config.root, config.proofs)), config.proofs, config.limits))
    except ReadError as error:
        return Kept(inputs=tuple(Input("proofs", config.proofs, fault=_named(fault)) for fault in error.faults))
    by_record: dict[str, list[Proof]] = defaultdict(list)
    for proof in ledger:
        by_record[proof.record].append(proof)
    judged = [one for one in scoped if one.scope == "judged" and one.record.id in by_record]
    today = _Today(run, scene, past, fixed.substance)
    of = {one.record.id: tuple(today.settled(one, proof) for proof in by_record[one.record.id]) for one in judged}
    known = {record.id for record in scene.records}
    orphans = tuple(proof for proof in ledger if proof.record not in known) if known else ()
    notes = tuple(_refuted(judged, of, config))
    return Kept(of, orphans, (Input("proofs", config.proofs, "proof ledger", _counted(ledger, of), notes=notes),))


def _named(fault: Fault) -> Fault:
    return fault._replace(hint=fault.hint or "lockstitch prove writes it; `proofs` in the configuration names it")


class _Today:
    """The hashes of today, each worked out once."""

    def __init__(self, run: Run, scene: Scene, past: Past, substance: Mapping[str, str]) -> None:
        self._run = run
        self._files = frozenset(scene.files)
        self._shallow = past.shallow
        self._tests: dict[str, str] = {}
        self._sources: dict[str, bytes | None] = {}
        self._substance = substance

    def settled(self, one: Scoped, proof: Proof) -> SettledProof:
        state, why = self._state(one, proof)
        return SettledProof(proof, state, why)

    def _state(self, one: Scoped, proof: Proof) -> tuple[ProofState, str]:
        from lockstitch import proofs

        test = proof.test.partition("[")[0]
        since = f"since {proof.day}" if proof.day else "since it was tried"
        found = self._test(test)
        if not found:
            return "stale", f"{test} is gone"
        if found != proof.test_hash:
            return "stale", f"{test} changed {since}"
        if one.commits and any(commit.sha not in self._substance for commit in one.commits):
            return "unchecked", "this clone leaves out what stood before the fix"
        if not one.commits and proof.commits and self._shallow:
            return "unchecked", "the fix may lie before this shallow clone begins"
        if proofs.fix_hash(self._substance[commit.sha] for commit in one.commits) != proof.fix_hash:
            tried = ", ".join(sha[:10] for sha in proof.commits) or "none"
            return "stale", f"the fix changed {since} (tried then: {tried})"
        return "valid", ""

    def _test(self, test: str) -> str:
        """Hash of a test's own source as it lies in the working tree; empty where its file does not."""
        from lockstitch import proofs

        if test not in self._tests:
            source = self._source(test.partition("::")[0])
            self._tests[test] = "" if source is None else proofs.test_hash(source, test)
        return self._tests[test]

    def _source(self, path: str) -> bytes | None:
        if path not in self._sources:
            whole = Path(self._run.config.root, path)
            try:
                given = load.Source(str(whole), path, self._run.config.limits)
                self._sources[path] = load.contents(given) if path in self._files else None
            except ReadError:
                self._sources[path] = None
        return self._sources[path]


def _counted(ledger: Sequence[Proof], of: Mapping[str, Sequence[SettledProof]]) -> str:
    """`12 proofs: 8 proven, 2 refuted, 1 stale, 1 not judged`."""
    settled = [each for held in of.values() for each in held]
    counts: Counter[str] = Counter(each.proof.verdict if each.state == "valid" else each.state for each in settled)
    order = ("proven", "refuted", "inconclusive", "flaky", "failing", "not-run", "stale", "unchecked")
    shown = [f"{counts[word]} {word}" for word in order if counts[word]]
    if left := len(ledger) - len(settled):
        shown.append(f"{left} of records that are not judged")
    return plural(len(ledger), "proof") + (f": {', '.join(shown)}" if shown else "")


def _refuted(judged: Iterable[Scoped], of: Mapping[str, Sequence[SettledProof]], config: Config) -> Iterator[str]:
    """Of records that need no proof: those whose proof says that the test would not notice. To be known, no finding."""
    told = []
    for one in judged:
        valid = [each.proof for each in of[one.record.id] if each.state == "valid"]
        refuted = [proof for proof in valid if proof.verdict == "refuted"]
        if refuted and len(refuted) == len(valid) and required(one.record, config) < Level.PROVEN:
            told.append(f"{one.record.id}: {refuted[0].test} passes without the fix too ({refuted[0].environment})")
    yield from told[:SHOWN]
    if len(told) > SHOWN:
        yield f"{len(told) - SHOWN} more records have no proof but refuted ones: lockstitch explain ID tells"
