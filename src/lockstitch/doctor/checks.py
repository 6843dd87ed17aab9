"""The table of checks: what each finds, why that matters, and the mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lockstitch.doctor import of_commands, of_jobs, of_settings
from lockstitch.doctor.scene import Scene
from lockstitch.model.checkup import Weakness
from lockstitch.values import NamedTuple


class Check(NamedTuple):
    """One kind of gate that cannot fail."""

    what: str
    why: str
    mend: str
    find: Callable[[Scene], Iterator[Weakness]]


CHECKS: dict[str, Check] = {
    "ignored-failure": Check(
        "the exit code of tests, coverage or the gate decides nothing",
        "`|| true`, `set +e`, or another command behind it in a shell that goes on: the build is green when tests fail",
        "take it away, or keep the code and leave with it: `pytest; code=$?; …; exit $code`",
        of_commands.ignored,
    ),
    "piped-exit-code": Check(
        "the exit code of tests, coverage or the gate is lost in a pipe",
        "the last command of a pipe decides, and `tee` always ends well; GitHub's default shell has no pipefail",
        "write `set -o pipefail` before it; on GitHub `shell: bash` sets it",
        of_commands.piped,
    ),
    "tolerated-failure": Check(
        "the pipeline passes although its tests or its gate fail",
        "`continue-on-error: true`, `allow_failure: true`, `ignore_outcome` and their like make red look green",
        "take it away; for one experimental environment allow that one only",
        of_jobs.tolerated,
    ),
    "told-to-pass": Check(
        "a runner is told to pass",
        "a test that was moved, renamed or never collected goes unseen where a run without tests is a success",
        "take the option away",
        of_commands.told_to_pass,
    ),
    "cut-run": Check(
        "the run ends at the first failure",
        "its report lacks every test behind that, and their defects read as not tested",
        "let CI run all tests; keep -x for your own machine",
        of_commands.cut,
    ),
    "report-only-on-success": Check(
        "reports are kept only when everything passed",
        "the reports that somebody needs are those of the red build; later jobs find none, or an older one",
        "GitHub: `if: always()`; GitLab: `artifacts: when: always`; Azure: `condition: succeededOrFailed()`;"
        " Jenkins: in `post { always { … } }`",
        of_jobs.lost,
    ),
    "shallow-checkout": Check(
        "lockstitch runs in a clone without history",
        "what changed, and which commit fixed what, cannot be told there: exit code 3",
        "fetch the whole history",
        of_jobs.shallow,
    ),
    "gate-not-run": Check(
        "lockstitch is configured and never run",
        "a gate that is not run holds nothing",
        "add the step that `lockstitch init` prints",
        of_jobs.absent,
    ),
    "no-floor": Check(
        "coverage is measured and any coverage is enough",
        "a number that nothing depends on falls unseen",
        "run `lockstitch check`, which judges each changed line, or set fail_under to what is reached today",
        of_settings.floor,
    ),
    "no-contexts": Check(
        "the rung `exercised` is asked for, and no report can show it",
        "only coverage contexts tell which test ran which line",
        "pytest --cov --cov-context=test; with `coverage run`: dynamic_context = test_function",
        of_settings.contexts,
    ),
    "contexts-under-sysmon": Check(
        "coverage contexts are recorded with coverage.py's sysmon core",
        "it is told of a line once, so that only the first test that ran it is kept; the default from Python 3.14 on",
        "set COVERAGE_CORE=ctrace, or dynamic_context in coverage's settings, which makes coverage.py choose it itself",
        of_settings.sysmon,
    ),
    "unmeasured-product": Check(
        "what coverage is told to measure is not this product",
        "its percentage is that of the tests, or of nothing, and no change of the product moves it",
        "name the package, or its folder, under `source` of coverage's settings",
        of_settings.measured,
    ),
    "omitted-product": Check(
        "coverage is told to leave product code out",
        "no change of these files is ever found uncovered",
        "take it out of omit; generated files belong under paths.ignore of lockstitch as well",
        of_settings.omitted,
    ),
    "loose-xfail": Check(
        "an expected failure that passes is no failure",
        "a defect that is fixed keeps a test that nobody turns on, and that holds nothing",
        "set `xfail_strict = true` in pytest's settings",
        of_settings.xfail,
    ),
    "loose-markers": Check(
        "a misspelt mark is no error",
        "`@pytest.mark.defcet(…)` links nothing, and the test runs as if it did",
        "add --strict-markers to pytest's addopts",
        of_settings.markers,
    ),
    "softened-rule": Check(
        "a rule of the gate is turned down",
        "what it finds no longer breaks the build, in the whole project and for good",
        "set it back, and waive the findings that may stand, each with reason, owner and expiry",
        of_settings.softened,
    ),
}
"""In the order in which what they find is shown."""
