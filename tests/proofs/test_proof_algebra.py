"""Merging proof ledgers is a join: shards and branches may be put together in any order, any number of times."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from lockstitch import lines
from lockstitch.errors import LockstitchError
from lockstitch.load import Source
from lockstitch.model import Proof, ProofVerdict, Ran
from lockstitch.proofs import merged, read, renewed, text
from lockstitch.proofs.table import LONGEST

PLAIN = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(PLAIN, max_size=12)
SAID = TEXTS.filter(lambda said: bool(said.strip()))
SHAS = st.text("0123456789abcdef", min_size=40, max_size=40)
HASHES = st.sampled_from(["0" * 32, "1f" * 16])
HELD = st.dictionaries(SAID, st.sets(st.integers(1, 2000), max_size=8).map(lines.of), max_size=2)
PROOFS = st.lists(
    st.builds(
        Proof,
        record=st.sampled_from(["A-1", "A-2"]) | SAID,
        test=st.sampled_from(["t.py::a", "t.py::b"]) | SAID,
        environment=st.sampled_from(["x", "y"]),
        verdict=st.sampled_from(get_args(ProofVerdict)),
        reason=TEXTS,
        commits=st.lists(SHAS, max_size=2).map(tuple),
        base=st.just("") | SHAS,
        test_hash=HASHES,
        fix_hash=HASHES,
        after=st.sampled_from(get_args(Ran)),
        before=st.sampled_from(get_args(Ran)),
        kind=TEXTS,
        message=st.text(PLAIN, max_size=LONGEST),
        exercised=HELD,
        tool=TEXTS,
        day=st.none() | st.dates(),
        head=st.just("") | SHAS,
        setup_hash=st.just("") | HASHES,
    ).map(lambda proof: proof._replace(after="passed", before="failed") if proof.verdict == "proven" else proof),
    max_size=5,
)


@given(PROOFS, PROOFS)
def test_the_order_does_not_matter(left: Sequence[Proof], right: Sequence[Proof]) -> None:
    assert merged(left, right) == merged(right, left)


@given(PROOFS, PROOFS, PROOFS)
def test_the_grouping_does_not_matter(a: Sequence[Proof], b: Sequence[Proof], c: Sequence[Proof]) -> None:
    assert merged(merged(a, b), c) == merged(a, merged(b, c)) == merged(a, b, c)


@given(PROOFS)
def test_merging_again_adds_nothing(proofs: Sequence[Proof]) -> None:
    once = merged(proofs)
    assert merged(once) == merged(once, once) == once
    assert len({proof[:3] for proof in once}) == len(once)


@given(PROOFS, PROOFS)
def test_nothing_is_made_up_and_no_key_is_lost(left: Sequence[Proof], right: Sequence[Proof]) -> None:
    for joined in (merged(left, right), renewed(left, right)):
        assert {proof[:3] for proof in joined} == {proof[:3] for proof in (*left, *right)}
        assert all(proof in (*left, *right) for proof in joined)


@given(PROOFS)
@settings(deadline=None)
def test_any_proofs_survive_the_file(proofs: Sequence[Proof]) -> None:
    whole = merged(proofs)
    assert _read(text(whole).encode()) == whole
    assert text(_read(text(whole).encode())) == text(whole)


@given(PROOFS.filter(bool), st.data())
@settings(deadline=None)
def test_a_damaged_file_is_read_or_refused(proofs: Sequence[Proof], data: st.DataObject) -> None:
    damaged = bytearray(text(proofs).encode())
    start = data.draw(st.integers(0, len(damaged)))
    junk = st.binary(max_size=4) | st.sampled_from([b'"', b"{", b"]", b"\n", b"1e999", b"<<<<<<< a\n"])
    damaged[start : start + data.draw(st.integers(0, 20))] = data.draw(junk)
    try:
        _read(bytes(damaged))
    except LockstitchError as error:
        assert error.exit_code == 2
        assert all(fault.line and "\n" not in fault.message and len(fault.message) < 300 for fault in error.faults)


def _read(data: bytes) -> tuple[Proof, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p"
        path.write_bytes(data)
        return read(Source(str(path), "p"))
