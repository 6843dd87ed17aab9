"""A test that holds a fixed defect or a delivered feature stays.

What it finds: a test that was linked to a defect or feature at the base, by its source, by the record's `tests:` or by
the commit of the fix (however it was renamed or moved since then), and that this change deletes, takes out of the run,
or strips of the words that linked it, while the defect counts as fixed. Out of the run is what is skipped or expected
to fail under no condition: the test itself, or its class, group or module (`pytestmark`, `describe.skip`, `@Disabled`,
`t.Skip`, `#[ignore]`, ...); `skipif` with a real condition is none of it. A class or group that is linked as a whole is
looked at as a whole. A test that was renamed or moved, to another class or file, is not lost, as long as the link went
with it or another one holds; nor is one that the file may still make: by a base class, an import, a loop.

It says nothing where another linked test still holds the defect: in a run with reports one that passed, else one that
is there and in the run. Merging two tests into one is good housekeeping.

Why: the test was the only thing that kept the defect from coming back. Taking it away looks like tidying up.

Mend: bring the test back into the run, or link the one that took its place. If the defect is open again, say so in its
record.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Matrix, Rule

RULE = Rule("lost-regression-test", "the change takes a defect's test away", __doc__, needs=("records", "change"))


def check(matrix: Matrix) -> Iterator[Finding]:
    kinds = {trace.record.id: trace.record.kind for trace in matrix.traces}
    for each in matrix.lost:
        kind = "feature" if kinds.get(each.record) == "feature" else "defect"
        by = f" (commit {each.commit.sha[:10]}: {each.commit.subject})" if each.commit else " (not committed yet)"
        message = f"{each.record}: its test {each.test} {each.how}{by}, and no other linked test holds the {kind}"
        state = "a defect that is open again" if kind == "defect" else "a feature that is given up"
        hint = f"bring it back, or link the test that took its place; {state} says so in its record"
        yield Finding(RULE.id, "broken", message, record=each.record, location=each.where, hint=hint)
