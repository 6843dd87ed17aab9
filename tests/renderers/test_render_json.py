"""The document that scripts rely on, and its schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from lockstitch.model import Branch, Change, ChangedFile, FileChange, Fix, Report
from lockstitch.renderers import json_, json_schema
from lockstitch.renderers.escape import encodable

if TYPE_CHECKING:
    from tests.renderers.conftest import Make

CHECK = jsonschema.Draft202012Validator(
    json_schema.schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)


def document(report: Report) -> dict[str, Any]:
    """The parsed document, valid."""
    found: dict[str, Any] = json.loads(json_.render(report))
    CHECK.validate(found)
    return found


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema.schema())


def test_every_object_of_the_schema_is_closed_and_complete() -> None:
    def objects(node: object) -> list[dict[str, Any]]:
        if isinstance(node, list):
            return [found for item in node for found in objects(item)]
        if not isinstance(node, dict):
            return []
        return ([node] if "properties" in node else []) + objects(list(node.values()))

    found = objects(json_schema.schema())
    assert len(found) > 15
    for node in found:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])


def test_the_schema_knows_every_word_of_the_model() -> None:
    defs = json_schema.schema()["$defs"]
    coverage = defs["coverage"]["properties"]
    assert {"measured", "absent", "unparsed", "foreign"} <= set(coverage["state"]["enum"])
    test = defs["record"]["properties"]["tests"]["items"]["properties"]
    assert {"passed", "flaky", "absent", "ambiguous"} <= set(test["outcome"]["enum"])
    assert json_schema.schema()["properties"]["exit_code"] == {"enum": [0, 1, 3]}
    assert json_schema.schema()["properties"]["verdict"] == {"enum": ["holds", "broken", "unknown"]}


def test_a_red_build(red: Report) -> None:
    found = document(red)
    assert (found["schema"], found["verdict"], found["exit_code"]) == ("lockstitch/report/1", "broken", 1)
    assert found["change"]["statements"] == {
        "all": 44,
        "covered": 38,
        "uncovered": 2,
        "unmeasured": 1,
        "excluded": 3,
    }
    assert found["change"]["partial_branches"] == 1
    assert [file["path"] for file in found["change"]["files"]] == sorted(red.matrix.change.files)
    assert found["inputs"][2]["fault"]["line"] == 812
    assert found["rules"]["unproven-defect"] == "off"
    assert [finding["rule"] for finding in found["findings"]] == [
        "uncovered-change",
        "untested-defect",
        "untrusted-report",
        "late-review",
        "weak-link",
    ]
    assert found["findings"][0]["lines"] == [[50, 51]]
    assert [waived["by"]["kind"] for waived in found["waived"]] == ["baseline", "waiver"]
    assert found["strays"][0]["id"] == "SHOP-99"


def test_a_record_with_its_whole_chain(red: Report) -> None:
    record = next(record for record in document(red)["records"] if record["id"] == "SHOP-12")
    assert (record["required"], record["level"], record["scope"]) == ("passed", "proven", "judged")
    assert record["fix"] == {
        "commits": [{"sha": "4f1c2ab" + "0" * 33, "subject": "Count the voucher in the total"}],
        "outside": "",
        "lines": [{"path": "src/shop/basket.py", "lines": [[12, 14]]}],
    }
    (test,) = record["tests"]
    assert test["links"][0] == {
        "via": "marker",
        "strength": "explicit",
        "where": {"path": "tests/test_basket.py", "line": 40},
    }
    assert [result["outcome"] for result in test["results"]] == ["passed", "skipped"]
    assert test["exercised"] == [{"path": "src/shop/basket.py", "lines": [[12, 13]]}]


def test_what_is_not_known_is_null(make: Make, red: Report, green: Report) -> None:
    absent = next(record for record in document(red)["records"] if record["id"] == "SHOP-13")
    assert absent["tests"][0]["exercised"] is None
    assert document(green)["change"]["partial_branches"] is None
    assert document(green)["inputs"][0]["fault"] is None
    assert document(make.report(findings=(make.finding(),)))["findings"][0]["location"] is None


def test_the_order_depends_on_the_content_alone(red: Report) -> None:
    matrix = red.matrix._replace(
        traces=red.matrix.traces[::-1],
        strays=red.matrix.strays[::-1],
        change=red.matrix.change._replace(files=dict(list(red.matrix.change.files.items())[::-1])),
    )
    verdicts = dict(list(red.verdicts.items())[::-1])
    mixed = red._replace(matrix=matrix, findings=red.findings[::-1], waived=red.waived[::-1], verdicts=verdicts)
    assert json_.render(mixed) == json_.render(red)


def test_lines_and_paths_are_sorted(make: Make) -> None:
    places = {"b.py": 4, "a.py": 2}
    whole, half = Branch(2, 2), Branch(2, 1)
    file = ChangedFile("a.py", "measured", partial={9: half, 3: whole})
    change = Change({"a.py": FileChange("a.py", "modified")})
    report = make.report(make.trace(fix=Fix((), lines=places)), change=change, changed=(file,))
    found = document(report)
    assert found["records"][0]["fix"]["lines"] == [
        {"path": "a.py", "lines": [[1, 1]]},
        {"path": "b.py", "lines": [[2, 2]]},
    ]
    assert found["change"]["files"][0]["coverage"]["partial"] == [
        {"line": 3, "branches": 2, "taken": 2},
        {"line": 9, "branches": 2, "taken": 1},
    ]


def test_a_range_stands_on_one_line(red: Report) -> None:
    assert "        [50, 51]\n" in json_.render(red)


def test_hostile_texts_come_back_whole_from_plain_ascii(poisoned: Report, hostile: str) -> None:
    text = json_.render(poisoned)
    assert text.isascii()
    assert "##" not in text
    assert "<" not in text
    found = document(poisoned)
    assert found["records"][0]["title"] == encodable(hostile)
    assert found["findings"][0]["excerpt"] == [{"line": 3, "text": encodable(hostile)}]


@pytest.mark.parametrize("text", ["a ## b ### c #### d", "[\n      1,\n      2\n    ]", "\\ud800 \\n", "\x7f\x00 é 🎉"])
def test_no_text_is_changed_by_the_way_it_is_written(make: Make, text: str) -> None:
    assert document(make.report(notes=(text,)))["notes"] == [text]
