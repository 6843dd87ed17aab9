"""What `lockstitch prove` has shown: lines for people, `lockstitch/proofs/1` for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from lockstitch import lines
from lockstitch.model import ProofReport, ProofVerdict, Tried
from lockstitch.renderers.escape import encodable, visible

SCHEMA = "lockstitch/proofs/1"
WORDS: Mapping[ProofVerdict, str] = {
    "proven": "✓ proven",
    "refuted": "✗ refuted",
    "failing": "✗ failing",
    "flaky": "? flaky",
    "inconclusive": "? inconclusive",
    "not-run": "? not run",
}
NEXT: Mapping[ProofVerdict, str] = {
    "refuted": "the test does not notice the fix disappearing: make it fail without the fix, or link another one",
    "failing": "the regression test is red today: mend it or the product first",
    "flaky": "a test that changes its mind proves nothing: make it repeatable",
    "inconclusive": "nothing is claimed: the reason says what was in the way",
    "not-run": "a test that is not run proves nothing: unskip it, or link one that runs",
}
NOTHING = "nothing to prove: no fixed defect is asked for"
EMPTY: Mapping[str, str] = {
    "stale": "nothing is stale: no proof in the ledger has to be made again",
    "change": "nothing to prove: this change claims to fix no defect",
}
"""What is said where nothing fits what was selected."""
WIDTH = 240
"""Characters of one reason."""


def terminal(report: ProofReport, select: str = "") -> str:
    """By record: its tests with verdict and reason, the next step once a verdict, and what it all comes to.

    `select`: what was asked for, as the command's option says it.
    """
    return "\n".join(_lines(report, EMPTY.get(select, NOTHING))) + "\n"


def _lines(report: ProofReport, nothing: str) -> Iterator[str]:
    record = ""
    for one in report.tried:
        if one.proof.record != record:
            record = one.proof.record
            yield visible(record, WIDTH)
        ran = f" (from the ledger{f' of {one.proof.day}' if one.proof.day else ''})" if one.known else ""
        yield f"  {WORDS[one.proof.verdict]:<15} {visible(one.written, WIDTH)}{ran}"
        if one.proof.verdict != "proven" or one.proof.reason:
            yield f"  {'':<15} {visible(one.proof.reason, WIDTH)}"
    for lack in report.untried:
        yield visible(lack.record, WIDTH)
        yield f"  {'? not tried':<15} {visible(lack.why, WIDTH)}"
    if report.tried or report.untried:
        yield ""
    found = {one.proof.verdict for one in report.tried}
    yield from (f"{verdict}: {words}" for verdict, words in NEXT.items() if verdict in found)
    known = sum(one.known for one in report.tried)
    if known:
        what = "all of this is" if known == len(report.tried) else f"{known} of {len(report.tried)} are"
        yield f"{what} from the ledger, and no test was run for it: --all runs everything again"
    yield verdict(report) if report.tried or report.untried else nothing


def verdict(report: ProofReport) -> str:
    """One line: how many defects are proven, and what every test came to."""
    records = {one.proof.record for one in report.tried} | {lack.record for lack in report.untried}
    held = {one.proof.record for one in report.tried if one.proof.verdict == "proven"}
    counts = [(sum(one.proof.verdict == word for one in report.tried), word) for word in WORDS]
    told = ", ".join(f"{count} {word}" for count, word in counts if count) or "none was tried"
    noun = "defect is" if len(records) == 1 else "defects are"
    where = f" on {report.environment}" if report.environment else ""
    return f"{len(held)} of {len(records)} {noun} proven{where} (tests: {told})"


def json_(report: ProofReport) -> str:
    whole = {
        "schema": SCHEMA,
        "version": report.version,
        "exit_code": report.exit_code,
        "environment": report.environment,
        "proofs": [_proof(one) for one in report.tried],
        "untried": [{"record": encodable(each.record), "reason": encodable(each.why)} for each in report.untried],
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _proof(one: Tried) -> dict[str, Any]:
    proof = one.proof
    exercised = {encodable(path): [list(run) for run in lines.ranges(held)] for path, held in proof.exercised.items()}
    return {
        "record": encodable(proof.record),
        "test": encodable(one.written),
        "verdict": proof.verdict,
        "reason": encodable(proof.reason),
        "before": proof.before,
        "after": proof.after,
        "kind": encodable(proof.kind),
        "message": encodable(proof.message),
        "traceback": encodable(one.traceback),
        "environment": proof.environment,
        "commits": list(proof.commits),
        "base": proof.base,
        "exercised": exercised,
        "day": proof.day.isoformat() if proof.day else None,
        "from_ledger": one.known,
    }
