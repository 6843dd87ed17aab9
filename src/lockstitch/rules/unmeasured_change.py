"""Every changed product file was measured.

What it finds: changed statements of a product file that no coverage report lists, although a report measures its
language, and changed statements that a report leaves out without a visible reason. Languages other than Python are not
parsed: there a line counts that cannot be anything but a statement (`return x;`, `if (x) {`) in Java, JavaScript,
TypeScript, Go, PHP and Kotlin, when the report lists its file and knows nothing of it, as one does that was made before
the line was written.

Why: a file that the coverage run never saw counts as nothing in a percentage, so that a whole untested module looks
green.

Mend: let the run measure it: `source` in coverage's configuration lists files that were never imported, an `omit` may
be too wide. A test, a support file or documentation is no product: see the classes of files in the configuration.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockstitch.lines import first, shown
from lockstitch.model import Finding, Location, Matrix, Rule

RULE = Rule("unmeasured-change", "a changed product file was not measured", __doc__, needs=("coverage", "change"))


def check(matrix: Matrix) -> Iterator[Finding]:
    if not matrix.given("coverage"):
        return  # `uncovered-change` says that there is no report
    for file in matrix.changed:
        if file.unmeasured and file.state in ("measured", "absent"):
            count = file.unmeasured.bit_count()
            many = "1 changed statement" if count == 1 else f"{count} changed statements"
            message = f"{many} not measured: {file.path} line{'s' if count > 1 else ''} {shown(file.unmeasured)}"
            if file.state == "absent":
                message = f"{file.path} has {many} and is in no coverage report"
            place = Location(file.path, first(file.unmeasured))
            yield Finding(RULE.id, "broken", message, location=place, hint=file.detail, lines=file.unmeasured)
