"""What is looked for in the settings of pytest, of coverage.py and of lockstitch itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lockstitch.classes import matches, measures
from lockstitch.doctor.pipelines import Job
from lockstitch.doctor.scene import Scene
from lockstitch.model.checkup import Weakness
from lockstitch.model.records import Location
from lockstitch.rules import RULES
from lockstitch.settings import Level

UNDER = re.compile(r"--(?:cov-)?fail-under\b")
SERVICES = re.compile(r"codecov|coveralls|sonar|codacy|qlty", re.IGNORECASE)
"""Services that judge coverage by rules of their own, which do not lie in the repository."""
NEW = re.compile(r"(?<![\d.])3\.1[4-9](?!\d)|\bpy31[4-9]\b")
"""Pythons on which coverage.py measures with sys.monitoring unless told otherwise."""
SYSMON = re.compile(r"COVERAGE_CORE\W{1,3}sysmon")
CTRACE = re.compile(r"COVERAGE_CORE\W{1,3}(?:ctrace|pytrace)")
CONTEXT = re.compile(r"--cov-context(?:=|\s+)test\b")
SOURCE = re.compile(r"--cov[= ]\w|--source\b")
"""On a command line, in the place of what the settings say."""
SEVERITIES = ("off", "note", "warning", "error")


def floor(scene: Scene) -> Iterator[Weakness]:
    """A coverage floor of 0, and no floor at all where lockstitch does not judge the coverage either."""
    own = scene.coverage
    value = own.values.get("report.fail_under", "") if own else ""
    if own and value and _number(value) == 0:
        yield Weakness("no-floor", own.at("report.fail_under"), f"fail_under = {value} accepts any coverage", "")
        return
    if value or scene.config.coverage_floor or scene.gated or _written(scene, UNDER) or _line(scene, SERVICES):
        return
    if place := _written(scene, re.compile(r"--cov\b|\bcoverage (?:run|report|xml)\b")):
        message = "coverage is measured and nothing asks for any: no fail_under, no lockstitch check"
        yield Weakness("no-floor", place, message, "")


def contexts(scene: Scene) -> Iterator[Weakness]:
    """`require` asks for a rung that only contexts can show, and nothing records any."""
    asked = scene.config.require
    wanted = max([asked.default, *asked.severity.values(), *asked.label.values()])
    measured = _written(scene, re.compile(r"--cov\b|\bcoverage run\b"))
    recorded = _dynamic(scene) or _written(scene, CONTEXT)
    if wanted >= Level.EXERCISED and measured and not recorded:
        message = f"require asks for {wanted.word}, but coverage is measured without contexts: which test ran what"
        yield Weakness("no-contexts", measured, message, "")


def sysmon(scene: Scene) -> Iterator[Weakness]:
    """pytest-cov's contexts under sys.monitoring, which tells each line only to the first test that runs it."""
    place = _written(scene, CONTEXT)
    core = scene.coverage.values.get("run.core", "") if scene.coverage else ""
    if not place or _dynamic(scene) or core in ("ctrace", "pytrace"):
        return
    if core == "sysmon" and scene.coverage:
        where: Location | None = scene.coverage.at("run.core")
    else:
        where = _line(scene, SYSMON) or (None if _line(scene, CTRACE) else _line(scene, NEW))
    if where:
        message = "contexts are recorded under coverage's sysmon core, which loses all but the first test of a line"
        yield Weakness("contexts-under-sysmon", where, message, "")


def measured(scene: Scene) -> Iterator[Weakness]:
    """A `source` that holds no product file: whatever percentage comes out, it is that of something else."""
    own = scene.coverage
    keys = ("run.source", "run.source_pkgs", "run.source_dirs")
    named = [item for key in keys for item in own.items(key)] if own else []
    product = [path for path in scene.files if _product(scene, path)]
    held = any(measures(source, path) for source in named for path in product)
    if own and named and product and not held and not _written(scene, SOURCE):
        message = f"source = {', '.join(named)} holds no product code of this repository"
        yield Weakness("unmeasured-product", own.at(*keys), message, "")


def omitted(scene: Scene) -> Iterator[Weakness]:
    """Product files that coverage is told to leave out: no change of theirs is ever found uncovered."""
    own = scene.coverage
    told: set[str] = set()
    for key in ("run.omit", "report.omit"):
        for glob in own.items(key) if own else ():
            fits = _glob(glob)
            hit = [path for path in scene.files if fits(path) and path not in told and _product(scene, path)]
            if own and hit:
                more = f" and {len(hit) - 1} more" if len(hit) > 1 else ""
                message = f"omit = {glob} leaves out product code: {hit[0]}{more}"
                yield Weakness("omitted-product", _item(scene, own.at(key), glob), message, "")
                told.update(hit)


def xfail(scene: Scene) -> Iterator[Weakness]:
    """Expected failures that may pass unseen."""
    own = scene.pytest
    strict = own and (own.true("xfail_strict") or own.true("strict_xfail") or own.true("strict"))
    if strict:
        return
    use = re.compile(r"mark\.xfail\b(?!.{0,300}strict\s*=\s*True)", re.DOTALL)
    if place := _first(scene, use):
        message = f"an expected failure that passes stays unseen ({place} is marked xfail)"
        yield Weakness("loose-xfail", own.at("xfail_strict") if own else place, message, "")


def markers(scene: Scene) -> Iterator[Weakness]:
    """Marks that link tests to records, where a misspelt mark is no error."""
    own = scene.pytest
    strict = own and (
        {"--strict-markers", "--strict"} & set(own.words("addopts")) or own.true("strict_markers") or own.true("strict")
    )
    if strict or _written(scene, re.compile(r"--strict(?:-markers)?\b")):
        return
    if place := _first(scene, re.compile(r"mark\.defect\(")):
        message = f"a misspelt mark links nothing and is no error ({place} uses mark.defect)"
        yield Weakness("loose-markers", own.at("addopts") if own else place, message, "")


def _first(scene: Scene, use: re.Pattern[str]) -> Location | None:
    """The first place in the tests where it is used."""
    for path, text in scene.tests.items():
        if found := use.search(text):
            return Location(path, text.count("\n", 0, found.start()) + 1)
    return None


def softened(scene: Scene) -> Iterator[Weakness]:
    """Rules of the gate that were turned down in lockstitch's own configuration."""
    config = scene.config
    for name, setting in config.rules.items():
        normal = RULES[name].RULE.severity
        turned = SEVERITIES.index(setting.severity) < SEVERITIES.index(normal)
        if normal == "error" and (turned or setting.unknown == "warn"):
            how = setting.severity if turned else 'unknown = "warn"'
            message = f"the rule {name} cannot break the build: {how}"
            yield Weakness("softened-rule", _item(scene, Location(config.source, 1), name), message, "")


def _dynamic(scene: Scene) -> bool:
    return bool(scene.coverage and scene.coverage.values.get("run.dynamic_context"))


def _product(scene: Scene, path: str) -> bool:
    return path.endswith(".py") and scene.classify(path) == "product"


def _glob(glob: str) -> Callable[[str], bool]:
    """One of coverage.py's globs as a test of repository paths: a leading `*/` fits any folders or none, a trailing
    `/*` all below, a name alone any depth: https://coverage.readthedocs.io/en/latest/source.html#file-patterns"""
    whole = glob.replace("\\", "/").removeprefix("./")
    if re.match(r"\*+/", whole) or "/" not in whole:
        whole = "**/" + re.sub(r"^\*+/", "", whole)
    whole = re.sub(r"/\*+$", "/**", whole)
    return lambda path: matches(f"/{whole.lstrip('/')}", path)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -1


def _written(scene: Scene, form: re.Pattern[str]) -> Location | None:
    """Where the commands of pipelines and scripts, or pytest's addopts, hold what is looked for."""
    if scene.pytest and form.search(" ".join(scene.pytest.words("addopts"))):
        return scene.pytest.at("addopts")
    for job in scene.jobs:
        for number, line in _lines(job):
            if form.search(line):
                return Location(job.path, number)
    return None


def _lines(job: Job) -> Iterator[tuple[int, str]]:
    return ((number, line) for step in job.steps for number, line in step.script)


def _line(scene: Scene, form: re.Pattern[str]) -> Location | None:
    """The first line of a pipeline or script that holds what is looked for."""
    for path in dict.fromkeys(job.path for job in scene.jobs):
        for number, line in enumerate(scene.texts[path].splitlines(), 1):
            if form.search(line) and not line.lstrip().startswith("#"):
                return Location(path, number)
    return None


def _item(scene: Scene, where: Location, word: str) -> Location:
    """The line, from `where` on, that holds the word; `where` itself where none does."""
    lines = scene.texts.get(where.path, "").splitlines()
    found = (n for n in range(max(where.line, 1), len(lines) + 1) if word in lines[n - 1])
    return Location(where.path, next(found, where.line))
