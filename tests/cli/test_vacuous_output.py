"""Configuration and output, end to end: what is misspelt is refused, what is hostile stays text."""

import json

import pytest
from shop_project import Project

HOSTILE = "evil\n::error::pwned \x1b[31mred\x1b[0m </script><b>|`=1+1\u202e"


def test_o1_a_misspelt_key(project: Project) -> None:
    project.covered()
    project.configure('requires = "exercised"')
    answer = project.check()
    assert answer.code == 2
    assert "pyproject.toml:2:" in answer
    assert "require" in answer.err.splitlines()[1]


@pytest.mark.parametrize("text", ["require = 3", 'rules = { untested-defect = "fatal" }', 'since = "soon"'])
def test_o2_a_value_of_the_wrong_type(project: Project, text: str) -> None:
    project.configure(text)
    answer = project.check()
    assert answer.code == 2
    assert "pyproject.toml:2:" in answer


def test_o3_globs_that_leave_nothing(project: Project) -> None:
    project.gift()
    project.covered()
    project.configure('paths = { product = ["lib/"] }')
    answer = project.check()
    assert answer.code == 3
    assert "leave no product file to judge" in answer


LEDGER = """\
version: 1
records:
  - {id: A-1, kind: defect, title: One, status: fixed}
  - {kind: defect, title: Two, status: fixed}
  - {id: A-3, kind: defect, title: Three, status: fixed, severety: high}
  - {id: A-1, kind: bug, title: Four, status: fixed}
"""


def test_o4_a_faulty_ledger_tells_all_faults_with_their_lines(project: Project) -> None:
    project.write("defects.yml", LEDGER)
    answer = project.check()
    assert answer.code == 2
    assert answer.out == ""
    for place in ("defects.yml:4:", "defects.yml:5:", "defects.yml:6:"):
        assert place in answer
    assert "severity" in answer


def test_o4_one_id_in_two_files(project: Project) -> None:
    project.write("defects/a.yml", LEDGER.split("  - {kind", maxsplit=1)[0])
    answer = project.check("--records", "defects.yml", "--records", "defects/")
    assert answer.code != 2
    project.write("defects/b.jsonl", '{"id": "A-1", "kind": "defect", "title": "Again", "status": "open"}\n')
    answer = project.check("--records", "defects/")
    assert answer.code == 2
    assert "defects/b.jsonl:1" in answer
    assert "defects/a.yml:3" in answer


def test_o5_hostile_names_stay_text_in_every_output(project: Project) -> None:
    records = [{"id": "X-1", "kind": "defect", "title": HOSTILE, "status": "fixed"}]
    project.write("defects.jsonl", "".join(json.dumps(record) + "\n" for record in records))
    project.junit((("test_total", ""),))
    outputs = [f"--output={form}={form}.out" for form in ("terminal", "json", "markdown", "github")]
    answer = project.check("--records", "defects.jsonl", *outputs)
    assert answer.code == 1
    for form in ("terminal", "markdown", "github"):
        text = (project.root / f"{form}.out").read_text(encoding="utf-8")
        assert "pwned" in text
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "\n::error::pwned" not in text
        assert form != "markdown" or "<b>" not in text
    found = json.loads((project.root / "json.out").read_text())
    assert found["records"][0]["title"] == HOSTILE
    assert "</script>" not in (project.root / "json.out").read_text()


def test_o7_an_output_that_cannot_be_written(project: Project) -> None:
    project.covered()
    answer = project.check("--output", "json=no/such/folder/report.json", "--output", "markdown=fine.md")
    assert answer.code == 2
    assert "no/such/folder/report.json: cannot be written" in answer
    assert "the gate holds" in answer
    assert (project.root / "fine.md").read_text().startswith("#")


def marked(project: Project, id: str) -> None:
    marker = f'<properties><property name="defect" value="{id}"/></properties>'
    project.junit((("test_total", marker), ("test_shop_12_voucher", "")))


def test_o8_a_claim_of_no_record(project: Project) -> None:
    project.covered()
    marked(project, "SHOP-21")
    answer = project.check()
    assert answer.code == 0
    assert "SHOP-21" in answer
    project.write("defects.yml", "complete: [SHOP-]\n" + (project.root / "defects.yml").read_text())
    answer = project.check()
    assert answer.code == 1
    assert "stray-link" in answer
    assert "did you mean SHOP-12?" in answer
    marked(project, "OTHER-21")
    assert project.check().code == 0


def test_a_usage_error_is_2(project: Project) -> None:
    assert project.check("--nonsense").code == 2
    assert project.check("--format", "xml").code == 2
    assert project.check("--output", "json").code == 2
    assert project.run("chekc").code == 2


def test_when_lockstitch_itself_breaks_it_says_so_and_exits_4(project: Project) -> None:
    project.covered()
    project.write(
        "broken/sitecustomize.py", "import lockstitch.rules.untested_defect as r\nr.check = lambda m: 1 / 0\n"
    )
    answer = project.check(PYTHONPATH=str(project.root / "broken"))
    assert answer.code == 4
    assert "itself broke: ZeroDivisionError" in answer
    assert "--debug" in answer


def test_the_report_in_json_follows_its_schema(project: Project) -> None:
    import jsonschema

    project.gift()
    project.junit()
    schema = json.loads(project.run("schema", "report").out)
    jsonschema.validate(project.json(), schema)
    assert project.json()["schema"] == "lockstitch/report/1"


def test_the_clock_can_be_set_and_must_be_a_date(project: Project) -> None:
    assert project.check(LOCKSTITCH_TODAY="tomorrow").code == 2
