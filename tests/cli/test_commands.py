"""The commands, called in this very process: what each prints, writes and exits with."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from shop_project import Answer, Project

from lockstitch import __version__
from lockstitch.cli import COMMANDS, lockstitch, main, options
from lockstitch.cli.check import written
from lockstitch.errors import Fault, ReadError, UsageError
from lockstitch.rules import RULES

if TYPE_CHECKING:
    from typing import TypeAlias

    Run: TypeAlias = Callable[..., Answer]

HOLDS = "the gate holds\n"
SKIPPED = (("test_total", ""), ("test_shop_12_voucher", "<skipped/>"))


@pytest.fixture
def call(hermetic: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the front door with these words, as if they had been typed; `given` is standard input."""
    monkeypatch.setenv("LOCKSTITCH_TODAY", "2026-06-01")
    monkeypatch.delenv("COLUMNS", raising=False)

    def run(*words: str, given: str = "") -> Answer:
        monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        with pytest.raises(SystemExit) as left:
            main(words)
        captured = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Answer(left.value.code, captured.out, captured.err)

    return run


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that holds, with three covered statements under review; nobody may change it."""
    root = tmp_path_factory.mktemp("held") / "shop"
    root.mkdir()
    project = Project(root)
    project.gift()
    project.covered()
    return project


@pytest.fixture
def here(held: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(held.root)
    return held


@pytest.fixture
def mine(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project of the test's own, whose one defect has a skipped test: the current folder."""
    project.junit(SKIPPED)
    monkeypatch.chdir(project.root)
    return project


def test_help_names_every_command_and_imports_none(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.import_module", pytest.fail)
    for words in (("--help",), ("-h",)):
        answer = call(*words)
        assert answer.code == 0
        assert all(f"  {name} " in answer.out and text[:30] in answer.out for name, text in COMMANDS.items())


def test_every_command_has_help_of_its_own(call: Run) -> None:
    for name in COMMANDS:
        answer = call(name, "--help")
        assert (answer.code, answer.out.startswith(f"Usage: lockstitch {name}")) == (0, True)


def test_the_version(call: Run) -> None:
    assert call("--version").out == f"lockstitch, version {__version__}\n"


def test_the_commands_are_listed_by_name() -> None:
    context = click.Context(lockstitch)
    assert lockstitch.list_commands(context) == list(COMMANDS)
    assert lockstitch.get_command(context, "chekc") is None


@pytest.mark.parametrize(
    "words",
    [
        ("chekc",), ("check", "--nonsense"), ("check", "--format", "xml"), ("check", "--scope", "some"),
        ("check", "--output", "json"), ("check", "--output", "json="), ("check", "--output", "=a"),
        ("check", "--output", "xml=a"), ("check", "more"), ("demo", "--keep"), ("schema", "x"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_a_usage_error(call: Run, words: tuple[str, ...]) -> None:
    answer = call(*words)
    assert (answer.code, answer.out) == (2, "")
    assert "Error: " in answer.err


def test_the_words_come_from_the_command_line_where_none_are_given(
    call: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["lockstitch", "--version"])
    with pytest.raises(SystemExit) as left:
        main()
    assert (left.value.code, capsys.readouterr().out) == (0, f"lockstitch, version {__version__}\n")


def test_a_stream_that_cannot_be_reconfigured_is_written_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert (left.value.code, __version__ in stream.getvalue()) == (0, True)


def test_a_console_that_lacks_a_character_shows_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), "latin-1")
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(SystemExit):
        main(["explain", "excluded-change"])
    stream.seek(0)
    assert "\\u2026" in stream.read()


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def judged(_options: object) -> object:
        raise error

    monkeypatch.setattr("lockstitch.cli.check.judged", judged)


@pytest.mark.parametrize(("kind", "code"), [(UsageError, 2), (ReadError, 3)])
def test_every_fault_is_told_with_its_hint_and_nothing_of_it_is_obeyed(
    call: Run, monkeypatch: pytest.MonkeyPatch, kind: type[UsageError] | type[ReadError], code: int
) -> None:
    raising(monkeypatch, kind(Fault("is\x1b[31m red", "a.yml", 3, "paint\nit"), Fault("is gone", "b.yml")))
    answer = call("check")
    assert (answer.code, answer.out) == (code, "")
    assert [line.split(":")[0] for line in answer.err.splitlines()] == ["lockstitch", "  hint", "lockstitch"]
    assert "a.yml:3: is" in answer.err
    assert "lockstitch: b.yml: is gone\n" in answer.err
    assert "\x1b" not in answer.err


@pytest.mark.parametrize("count", [100, 101, 250])
def test_of_very_many_faults_the_first_are_told(call: Run, project: Project, count: int) -> None:
    records = "".join(f"  - {{id: A-{n}, kind: defect, title: x, status: odd}}\n" for n in range(count))
    project.write("defects.yml", f"version: 1\nrecords:\n{records}")
    answer = call("check", "--repo", str(project.root), "--base", "main")
    told = [line for line in answer.err.splitlines() if line.startswith("lockstitch: ")]
    assert answer.code == 2
    assert [line.split(":")[1] for line in told[:100]] == [" defects.yml"] * 100
    assert told[100:] == ([f"lockstitch: and {count - 100} more faults of this kind"] if count > 100 else [])


@pytest.mark.parametrize("error", [click.Abort(), BrokenPipeError()])
def test_what_is_broken_off_is_130(call: Run, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    raising(monkeypatch, error)
    assert call("check") == Answer(130, "", "")


def test_a_fault_of_our_own_is_4_and_shows_itself_under_debug(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    raising(monkeypatch, ZeroDivisionError("by zero"))
    answer = call("check")
    assert (answer.code, answer.out) == (4, "")
    assert answer.err.startswith("lockstitch: itself broke: ZeroDivisionError: by zero\n")
    with pytest.raises(ZeroDivisionError):
        main(["check", "--debug"])


def test_check_prints_the_report(call: Run, here: Project) -> None:
    answer = call("check", "--base", "main")
    assert (answer.code, answer.err) == (0, "")
    assert "changed statements 3 = 3 covered" in answer
    assert answer.out.endswith(HOLDS)


def test_quiet_is_the_verdict_alone_in_any_format(call: Run, here: Project) -> None:
    assert call("check", "--base", "main", "--quiet").out == HOLDS
    assert call("check", "--base", "main", "-q", "--format", "json").out == HOLDS


def test_verbose_shows_what_the_next_rung_lacks(call: Run, here: Project) -> None:
    plain, verbose = call("check", "--base", "main"), call("check", "--base", "main", "--verbose")
    gap = "cannot say whether a test runs the fix"
    assert (gap in verbose, gap in plain) == (True, False)
    assert call("check", "--base", "main", "-v") == verbose


@pytest.mark.parametrize(
    ("form", "start"), [("json", "{"), ("markdown", "#"), ("github", "examined "), ("terminal", "")]
)
def test_a_format_is_printed_and_written_alike(call: Run, here: Project, tmp_path: Path, form: str, start: str) -> None:
    answer = call("check", "--base", "main", "--format", form, "--output", f"{form}={tmp_path / 'out'}")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(start)
    assert (tmp_path / "out").read_text(encoding="utf-8") == answer.out


def test_many_outputs_at_once(call: Run, here: Project, tmp_path: Path) -> None:
    words = [f"--output={form}={tmp_path / form}" for form in ("json", "markdown", "github", "terminal")]
    assert call("check", "--base", "main", "--quiet", *words).out == HOLDS
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [
        "github",
        "json",
        "markdown",
        "terminal",
    ]
    assert json.loads((tmp_path / "json").read_text())["schema"] == "lockstitch/report/1"


def test_an_output_that_cannot_be_written_is_2_and_the_others_are_written(
    call: Run, mine: Project, tmp_path: Path
) -> None:
    words = ("--output", f"json={tmp_path / 'no/a.json'}", "--output", f"json={tmp_path / 'b.json'}")
    answer = call("check", "--base", "main", "--quiet", *words)
    assert (answer.code, answer.out) == (2, "broken: 1 finding (exit 1)\n")
    assert answer.err == f"lockstitch: {tmp_path / 'no/a.json'}: cannot be written: No such file or directory\n"
    assert (tmp_path / "b.json").is_file()


def test_a_terminal_is_drawn_in_colour(call: Run, here: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    answer = call("check", "--base", "main")
    assert "\x1b[" in answer.out
    assert "the gate holds" in answer.out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in call("check", "--base", "main").out
    assert call("check", "--base", "main", "--format", "json").out.startswith("{")


@pytest.mark.parametrize(
    ("cases", "code", "verdict"),
    [
        ((("test_total", ""), ("test_shop_12_voucher", "")), 0, HOLDS),
        (SKIPPED, 1, "broken: 1 finding (exit 1)\n"),
        (None, 3, "cannot say (exit 3)\n"),
    ],
)
def test_the_exit_code_is_the_verdict(
    call: Run, mine: Project, cases: tuple[tuple[str, str], ...] | None, code: int, verdict: str
) -> None:
    if cases is None:
        (mine.root / "junit.xml").unlink()
    else:
        mine.junit(cases)
    answer = call("check", "--base", "main", "--quiet")
    assert (answer.code, answer.out) == (code, verdict)


def test_inputs_named_by_options_are_seen_from_the_current_folder(
    call: Run, held: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("junit.xml", "coverage.xml", "defects.yml"):
        (tmp_path / name).write_bytes((held.root / name).read_bytes())
    words = ["check", "--repo", str(held.root), "--base", "main", "--records", "defects.yml", "--results", "junit*.xml"]
    answer = call(*words, "--coverage", "coverage.xml", "--format", "json")
    assert answer.code == 0
    inputs = [each["path"] for each in json.loads(answer.out)["inputs"]]
    assert [path for path in inputs if path.startswith(str(tmp_path))] == [
        str(tmp_path / name) for name in ("defects.yml", "junit.xml", "coverage.xml")
    ]
    assert call(*words, "--coverage", "none.xml").code == 3


def test_records_may_be_none_and_the_scope_the_change(call: Run, mine: Project) -> None:
    assert call("check", "--base", "main", "-q").code == 1
    assert call("check", "--base", "main", "-q", "--records", "none").code == 0
    assert call("check", "--base", "main", "-q", "--scope", "change").code == 0
    assert call("check", "--base", "main", "-q", "--scope", "all").code == 1


def test_a_configuration_by_option(call: Run, mine: Project) -> None:
    mine.write("gate.yml", "rules: {failing-regression-test: warning}\n")
    assert call("check", "--base", "main", "-q", "--config", "gate.yml").code == 0
    answer = call("check", "--base", "main", "--config", "none.yml")
    assert (answer.code, answer.err.splitlines()[0]) == (2, "lockstitch: none.yml: does not exist")


def test_the_pre_push_hook_is_read_from_standard_input_when_it_is_asked_for(call: Run, here: Project) -> None:
    head, main_ = here.git("rev-parse", "HEAD"), here.git("rev-parse", "main")
    pushed = f"refs/heads/feature {head} refs/heads/feature {main_}\n"
    answer = call("check", "--pre-push", given=pushed)
    assert (answer.code, "pre-push hook" in answer) == (0, True)
    assert call("check", given=pushed).code == 3
    assert call("check", "--pre-push", given="three words only\n").code == 2


def test_a_folder_that_is_no_repository(call: Run, tmp_path: Path) -> None:
    answer = call("check", "--repo", str(tmp_path))
    assert (answer.code, "is not in a git repository" in answer.err) == (2, True)


@pytest.mark.parametrize("given", ["tomorrow", "2026-13-01"])
def test_the_clock_can_be_set_and_must_be_a_date(
    call: Run, here: Project, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    assert options.today() == date(2026, 6, 1)
    monkeypatch.setenv("LOCKSTITCH_TODAY", given)
    answer = call("check", "--base", "main")
    assert (answer.code, given in answer.err) == (2, True)
    monkeypatch.setenv("LOCKSTITCH_TODAY", "")
    before = date.today()
    assert before <= options.today() <= date.today()


def test_an_expired_waiver_follows_the_clock(call: Run, mine: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    waiver = "{rule: failing-regression-test, record: SHOP-12, reason: later, owner: ada, until: 2026-06-01}"
    mine.write("gate.yml", f"waivers: [{waiver}]\n")
    assert call("check", "--base", "main", "-q", "--config", "gate.yml").code == 0
    monkeypatch.setenv("LOCKSTITCH_TODAY", "2026-06-02")
    assert call("check", "--base", "main", "-q", "--config", "gate.yml").code == 1


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "report"
    assert written("one é\n", str(target)) == ""
    assert written("two\n", str(target)) == ""
    assert target.read_bytes() == b"two\n"
    assert written("\udcff\n", str(target)) == ""
    assert target.read_bytes() == b"\\udcff\n"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize(("path", "cause"), [("no/report", "No such file or directory"), ("", "Is a directory")])
def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path, path: str, cause: str) -> None:
    target = tmp_path / path
    assert written("text", str(target)) == f"{target}: cannot be written: {cause}"
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report"
    target.write_text("old")
    monkeypatch.setattr(Path, "replace", lambda _self, _target: (_ for _ in ()).throw(OSError(28, "No space left")))
    assert written("new", str(target)) == f"{target}: cannot be written: No space left"
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.defect("LS-60")
def test_a_path_below_a_file_is_told_and_is_no_breakdown(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert written("text", str(tmp_path / "file/out")).endswith("cannot be written: Not a directory")


def test_a_device_is_written_to_and_stays(tmp_path: Path) -> None:
    assert written("text", "/dev/null") == ""
    assert not Path("/dev/null").is_file()


def test_explain_lists_the_rules(call: Run) -> None:
    answer = call("explain")
    assert answer.code == 0
    assert [line.split()[0] for line in answer.out.splitlines()] == list(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_explain_shows_the_page_of_a_rule(call: Run, rule: str) -> None:
    answer = call("explain", rule)
    assert (answer.code, answer.out.startswith(f"{rule}: ")) == (0, True)
    assert "Mend: " in answer.out


def test_explain_shows_the_chain_of_a_record(call: Run, here: Project) -> None:
    answer = call("explain", "SHOP-12", "--base", "main")
    assert answer.code == 0
    for words in (
        "SHOP-12",
        "Total ignores the voucher",
        "Fixes SHOP-12",
        "tests/test_basket.py::test_shop_12_voucher",
    ):
        assert words in answer


@pytest.mark.parametrize(
    ("subject", "hint"),
    [
        ("SHOP-21", "did you mean SHOP-12?"),
        ("untested-defects", "did you mean untested-defect?"),
        ("?", "lockstitch explain lists the rules, lockstitch check --verbose the records"),
    ],
)
def test_explain_knows_what_it_does_not_know(call: Run, here: Project, subject: str, hint: str) -> None:
    answer = call("explain", subject, "--base", "main")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == f"lockstitch: '{subject}' is neither a record nor a rule\n  hint: {hint}\n"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ((), "records"),
        (("ledger",), "records"),
        (("report",), "findings"),
        (("proofs",), "test_hash"),
        (("prove",), "untried"),
    ],
)
def test_the_schemas_are_json_schemas(call: Run, words: tuple[str, ...], title: str) -> None:
    import jsonschema

    answer = call("schema", *words)
    found = json.loads(answer.out)
    jsonschema.Draft202012Validator.check_schema(found)
    assert answer.code == 0
    assert title in json.dumps(found)
    assert ("findings" in found.get("properties", {})) == (words == ("report",))


def test_the_ledger_and_the_report_follow_their_schemas(call: Run, here: Project) -> None:
    import jsonschema
    import yaml

    jsonschema.validate(yaml.safe_load((here.root / "defects.yml").read_text()), json.loads(call("schema").out))
    report = json.loads(call("check", "--base", "main", "--format", "json").out)
    schema = json.loads(call("schema", "report").out)
    jsonschema.validate(report, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**report, "verdict": "fine"}, schema)


BASELINE = ".lockstitch/baseline.json"


def test_a_baseline_is_written_and_makes_the_gate_hold(call: Run, mine: Project) -> None:
    answer = call("baseline", "--base", "main")
    assert answer == Answer(0, f"{BASELINE}: 1 gaps accepted (1 new, 0 gone)\n", "")
    assert (mine.root / BASELINE).is_file()
    assert call("check", "--base", "main", "-q") == Answer(0, HOLDS, "")
    assert call("baseline", "--base", "main").out == f"{BASELINE}: 1 gaps accepted (0 new, 0 gone)\n"
    mine.junit()
    assert call("check", "--base", "main", "-q").code == 1
    assert call("baseline", "--base", "main").out == f"{BASELINE}: 0 gaps accepted (0 new, 1 gone)\n"
    assert call("check", "--base", "main", "-q").code == 0


def test_a_baseline_grows_only_when_it_is_told_to(call: Run, mine: Project) -> None:
    call("baseline", "--base", "main")
    mine.append("defects.yml", "  - {id: SHOP-13, kind: defect, title: Another, status: fixed}\n")
    assert call("baseline", "--base", "main").out == f"{BASELINE}: 1 gaps accepted (0 new, 0 gone)\n"
    assert call("baseline", "--base", "main", "--grow").out == f"{BASELINE}: 2 gaps accepted (1 new, 0 gone)\n"


def test_no_baseline_is_made_of_what_is_not_known(call: Run, mine: Project) -> None:
    mine.write("junit-2.xml", "<testsuite>")
    answer = call("baseline", "--base", "main")
    assert (answer.code, answer.out) == (2, "")
    assert "some inputs cannot be used" in answer.err
    assert not (mine.root / BASELINE).exists()


def test_no_baseline_is_made_without_a_test_report(call: Run, mine: Project) -> None:
    (mine.root / "junit.xml").unlink()
    answer = call("baseline", "--base", "main")
    assert (answer.code, answer.out) == (2, "")
    assert "no test report was read" in answer.err
    assert not (mine.root / BASELINE).exists()


@pytest.mark.parametrize("blocked", [".lockstitch", "gaps.json/x"])
def test_a_baseline_that_cannot_be_written_is_2(call: Run, mine: Project, blocked: str) -> None:
    mine.write(blocked, "a file")
    mine.write("gate.yml", f"baseline: {BASELINE if blocked == '.lockstitch' else 'gaps.json'}\n")
    answer = call("baseline", "--base", "main", "--config", "gate.yml")
    assert (answer.code, answer.out) == (2, "")
    assert "cannot be written" in answer.err


def test_the_demo_is_red_and_exits_0(call: Run) -> None:
    answer = call("demo")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("A web shop in a temporary folder")
    assert "the gate that it showed exits 1; the demo itself exits 0" in answer
    assert "lockstitch demo --keep DIR, then" in answer


def test_the_demo_can_be_kept_and_played_with(call: Run, tmp_path: Path) -> None:
    kept = tmp_path / "deep" / "shop"
    answer = call("demo", "--keep", str(kept), "--quiet")
    assert (answer.code, answer.out.startswith("broken: ")) == (0, True)
    assert call("check", "--repo", str(kept), "--base", "main", "-q") == Answer(1, answer.out, "")
    assert "SHOP-41" in call("explain", "--repo", str(kept), "--base", "main", "SHOP-41")
    again = call("demo", "--keep", str(kept))
    assert (again.code, again.out) == (2, "")
    assert f"{kept}: exists and is no empty folder" in again.err


@pytest.mark.parametrize("kind", ["file", "link"])
def test_the_demo_takes_a_new_or_an_empty_folder_only(call: Run, tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert call("demo", "--keep", str(tmp_path / kind)).code == 2
    assert (tmp_path / "file").read_text() == "mine"


def test_the_demo_in_an_empty_folder_and_in_another_format(call: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    answer = call("demo", "--keep", str(tmp_path / "empty"), "--format", "json")
    assert (answer.code, json.loads(answer.out)["schema"]) == (0, "lockstitch/report/1")
    plain = call("demo", "--keep", str(tmp_path / "other"))
    assert f"Play with it: lockstitch check --repo {tmp_path / 'other'} --base main" in plain


@pytest.mark.parametrize(
    "command", [[str(Path(sys.executable).with_name("lockstitch"))], [sys.executable, "-m", "lockstitch"]]
)
def test_the_installed_command_is_this_one(tmp_path: Path, command: list[str]) -> None:
    done = subprocess.run([*command, "--version"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == f"lockstitch, version {__version__}\n"
