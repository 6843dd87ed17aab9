"""Every defect has an owner.

What it finds: defects whose records name no `owner`, and whose fix touched no file that CODEOWNERS gives an owner.
CODEOWNERS is read as GitHub and GitLab define it: `.github/`, `.gitlab/`, the top folder or `docs/`; the last pattern
that matches a file wins, within each section of GitLab's; a pattern without owners takes them away. The files are
looked up as the fix's commits called them.

Why: what belongs to nobody is mended by nobody. One team owns a defect from the first report to the running fix.

Mend: write `owner:` into the record, or assign the issue in the tracker and export that, or let CODEOWNERS name the
owner of the code.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.model import Finding, Matrix, Rule
from lockstitch.rules import by_file

RULE = Rule("unowned-defect", "a defect has no owner", __doc__, severity="warning", needs=("records", "change"))


def check(matrix: Matrix) -> Iterator[Finding]:
    gaps = (
        (t.record, "has no owner" + (", and CODEOWNERS names none for the files of its fix" if t.fix.commits else ""))
        for t in by_file.defects(matrix)
        if not t.record.owner and not matrix.owners.get(t.record.id)
    )
    code = "name the owner of the code in CODEOWNERS"
    hint = by_file.Hint(f"write owner: into the record, or {code}", f"assign it in the tracker, or {code}")
    yield from by_file.findings(RULE.id, matrix, gaps, "have no owner, nor have the files of their fixes", hint)
