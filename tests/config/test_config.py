from datetime import date
from pathlib import Path

import pytest

from lockstitch.config import Options, read
from lockstitch.errors import Fault, UsageError
from lockstitch.settings import Config, Level, RuleSetting

RULES = ["untested-defect", "uncovered-change"]


def configured(tmp_path: Path, text: str, name: str = "pyproject.toml", **options: object) -> Config:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read(str(tmp_path), Options(**options), RULES)  # type: ignore[arg-type]


def faults(tmp_path: Path, text: str, name: str = "pyproject.toml") -> tuple[Fault, ...]:
    with pytest.raises(UsageError) as caught:
        configured(tmp_path, text, name)
    return caught.value.faults


def test_nothing_configured_is_the_default(tmp_path: Path) -> None:
    assert read(str(tmp_path), Options(), RULES) == Config(root=str(tmp_path))
    assert configured(tmp_path, "[project]\nname = 'x'\n") == Config(root=str(tmp_path))


FULL = """
[tool.lockstitch]
records = "none"
results = ["a.xml", "b/*.xml"]
base = "origin/main"
since = 2026-01-02
scope = "change"
baseline = "gaps.json"
coverage_floor = { "src/" = 95 }
expect = { reports = 3 }
limits = { bytes = 1000 }

[tool.lockstitch.require]
default = "exercised"
severity = { critical = "proven" }

[tool.lockstitch.paths]
tests = ["checks/"]
map = { "/app/" = "" }

[tool.lockstitch.links]
patterns = ['_case_(?P<id>\\\\d+)']
accept = ["explicit"]

[tool.lockstitch.rules]
untested-defect = "warning"
uncovered-change = { unknown = "warn" }

[[tool.lockstitch.waivers]]
rule = "untested-defect"
record = "A-1"
reason = "elsewhere"
owner = "me"
until = 2030-01-01
"""


def test_every_key_arrives(tmp_path: Path) -> None:
    config = configured(tmp_path, FULL)
    assert config.records == ()
    assert config.results == ("a.xml", "b/*.xml")
    assert config.coverage is None
    assert (config.base, config.base_fallback) == ("", "origin/main")
    assert config.since == date(2026, 1, 2)
    assert config.scope == "change"
    assert config.require.default == Level.EXERCISED
    assert config.require.severity == {"critical": Level.PROVEN}
    assert config.paths.tests == ("checks/",)
    assert config.paths.map == {"/app/": ""}
    assert config.links.accept == ("explicit",)
    assert config.rules == {"untested-defect": RuleSetting("warning"), "uncovered-change": RuleSetting("error", "warn")}
    assert config.coverage_floor == {"src/": 95}
    assert config.expect.reports == 3
    assert config.limits.bytes == 1000
    assert config.waivers[0].until == date(2030, 1, 1)
    assert config.waivers[0].source.startswith("pyproject.toml:")
    assert config.source == "pyproject.toml"


def test_yaml_holds_the_same_keys(tmp_path: Path) -> None:
    config = configured(tmp_path, "require: exercised\nsince: 2026-01-02\nrecords: none\n", "lockstitch.yml")
    assert (config.require.default, config.since, config.records) == (Level.EXERCISED, date(2026, 1, 2), ())
    assert configured(tmp_path, "", "lockstitch.yml").source == "lockstitch.yml"


def test_an_option_beats_the_file(tmp_path: Path) -> None:
    config = configured(tmp_path, FULL, results=("x.xml",), records=("none",), base="v1", scope="all")
    assert config.results == (str(Path("x.xml").absolute()),)
    assert config.records == ()
    assert (config.base, config.base_fallback, config.scope) == ("v1", "origin/main", "all")


def test_a_misspelt_key_is_refused_with_the_nearest_name_and_its_line(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "[tool.lockstitch]\nbase = 'x'\nrequires = 'passed'\n")
    assert (fault.path, fault.line) == ("pyproject.toml", 3)
    assert "requires" in fault.message
    assert "require" in fault.hint


def test_all_faults_at_once(tmp_path: Path) -> None:
    text = """
[tool.lockstitch]
require = "tested"
since = "yesterday"
results = 3
coverage_floor = { "src/" = 101 }

[tool.lockstitch.paths]
test = ["x"]

[tool.lockstitch.rules]
untested-defects = "error"
uncovered-change = "fatal"

[tool.lockstitch.links]
patterns = ["(", "no group"]
accept = ["firm"]
"""
    found = faults(tmp_path, text)
    assert [fault.line for fault in found] == [3, 4, 5, 6, 9, 12, 13, 16, 16, 17]
    assert "paths" in found[4].message
    assert found[5].hint == "did you mean 'untested-defect'?" or "untested-defect" in found[5].hint


@pytest.mark.parametrize("value", ["3", "true", "[1]", "{ x = 1 }"])
def test_a_value_of_the_wrong_type_names_what_is_expected(tmp_path: Path, value: str) -> None:
    (fault,) = faults(tmp_path, f"[tool.lockstitch]\nbase = {value}\n")
    assert fault.message.startswith("base must be text, not ")


@pytest.mark.parametrize("key", ["paths", "rules", "expect", "waivers", "require"])
def test_a_table_that_is_none(tmp_path: Path, key: str) -> None:
    (fault,) = faults(tmp_path, f"[tool.lockstitch]\n{key} = 7\n")
    assert key in fault.message


def test_a_faulty_waiver_names_its_line(tmp_path: Path) -> None:
    (fault, *_) = faults(tmp_path, "[[tool.lockstitch.waivers]]\nrule = 'untested-defect'\nrecord = 'A'\nwhy = 'x'\n")
    assert fault.line in range(1, 5)


def test_malformed_files_name_their_line(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "[tool.lockstitch]\nbase = \n")
    assert (fault.line, "not valid TOML" in fault.message) == (2, True)
    (tmp_path / "pyproject.toml").unlink()
    assert faults(tmp_path, "base: [\n", "lockstitch.yml")[0].line
    assert faults(tmp_path, "- base\n", "lockstitch.yml")[0].message == "must be a table of keys"


def test_two_configurations_are_refused(tmp_path: Path) -> None:
    (tmp_path / "lockstitch.yml").write_text("base: a\n")
    assert "both configure" in faults(tmp_path, "[tool.lockstitch]\nbase = 'b'\n")[0].message


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        read(str(tmp_path), Options(config=str(tmp_path / "no.yml")), RULES)
    other = tmp_path / "gate.toml"
    other.write_text("[tool.lockstitch]\nbase = 'x'\n")
    assert read(str(tmp_path), Options(config=str(other)), RULES).base_fallback == "x"


def test_a_projects_own_words_in_its_tracker(tmp_path: Path) -> None:
    text = '[tool.lockstitch.trackers]\nlabels = { "my-bug" = "defect" }\nstatuses = { Behoben = "fixed" }\n'
    found = configured(tmp_path, text).trackers
    assert (found.labels, found.statuses) == ({"my-bug": "defect"}, {"Behoben": "fixed"})


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ('labels = { "my-bug" = "bug" }', "trackers.labels.my-bug must be one of defect, incident, feature, not 'bug'"),
        ('labels = ["my-bug"]', "trackers.labels must be a table"),
        (
            'statuses = { Behoben = "done" }',
            "trackers.statuses.Behoben must be one of open, fixed, rejected, not 'done'",
        ),
        ('label = { "my-bug" = "defect" }', "trackers: unknown key 'label'"),
    ],
)
def test_words_that_mean_nothing_are_refused(tmp_path: Path, line: str, cause: str) -> None:
    (fault,) = faults(tmp_path, f"[tool.lockstitch.trackers]\n{line}\n")
    assert cause in fault.message
    assert fault.line == 2
