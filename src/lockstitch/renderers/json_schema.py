"""The JSON Schema of `json_`: what a script may rely on. https://json-schema.org/draft/2020-12"""

from __future__ import annotations

from typing import Any, TypeAlias, get_args, get_type_hints

from lockstitch.model import (
    ChangedFile,
    ChangeStatus,
    Exempt,
    FileClass,
    Finding,
    InputKind,
    Kind,
    LinkedTest,
    Outcome,
    ProofState,
    ProofVerdict,
    Ran,
    Status,
    Trace,
    TraceScope,
    Verdict,
    Via,
)
from lockstitch.renderers.features import State
from lockstitch.renderers.json_ import SCHEMA
from lockstitch.renderers.json_lines import COMPARED
from lockstitch.settings import Level, Severity, Strength

Schema: TypeAlias = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
NOTHING: Schema = {"type": "null"}
DATE: Schema = {"type": "string", "format": "date"}


def schema() -> Schema:
    """The schema of a whole report."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What lockstitch examined, what it found, and its verdict",
        **_object(
            schema={"const": SCHEMA},
            version=TEXT,
            verdict=_one_of("holds", "broken", "unknown"),
            exit_code=_one_of(0, 1, 3),
            today=DATE,
            inputs=_list(_ref("input")),
            change=_ref("change"),
            floors=_list(_ref("floor")),
            snapshot=_or_null(_ref("snapshot")),
            rules={"type": "object", "additionalProperties": _one_of(*get_args(Verdict))},
            records=_list(_ref("record")),
            features=_list(_ref("feature")),
            findings=_list(_ref("finding")),
            waived=_list(_ref("waived")),
            waivers=_list(_ref("waiver")),
            strays=_list(_object(id=TEXT, test=TEXT, where=_ref("location"), declared=FLAG, nearest=TEXT)),
            notes=_list(TEXT),
        ),
        "$defs": {**_shared(), **_inputs(), **_chain(), **_features(), **_compared(), **_proofs(), **_judgement()},
    }


def _shared() -> Schema:
    pair = {"type": "array", "prefixItems": [{**COUNT, "minimum": 1}] * 2, "items": False, "minItems": 2}
    return {
        "location": {"description": "line 0: the whole file", **_object(path=TEXT, line=COUNT)},
        "lines": {"description": "runs of lines, first and last", **_list(pair)},
        "places": _list(_object(path=TEXT, lines=_ref("lines"))),
        "commits": _list(_object(sha=TEXT, subject=TEXT)),
        "level": _one_of(*(level.word for level in Level)),
    }


def _inputs() -> Schema:
    coverage = _object(
        state=_words(ChangedFile, "state"),
        covered=_ref("lines"),
        uncovered=_ref("lines"),
        unmeasured=_ref("lines"),
        excluded=_ref("lines"),
        partial=_list(_object(line=COUNT, branches=COUNT, taken=COUNT)),
        detail=TEXT,
    )
    file = _object(
        path=TEXT,
        status=_one_of(*get_args(ChangeStatus)),
        **{"class": _or_null(_one_of(*get_args(FileClass)))},
        coverage=_or_null(_ref("coverage")),
        exempt=_or_null(_one_of(*get_args(Exempt))),
    )
    return {
        "coverage": coverage,
        "statements": _object(all=COUNT, covered=COUNT, uncovered=COUNT, unmeasured=COUNT, excluded=COUNT),
        "input": _object(
            kind=_one_of(*get_args(InputKind)),
            path=TEXT,
            format=TEXT,
            counts=TEXT,
            fault=_or_null(_object(message=TEXT, path=TEXT, line=COUNT, hint=TEXT)),
            notes=_list(TEXT),
        ),
        "change": _object(
            judged=FLAG,
            base=TEXT,
            base_from=TEXT,
            commits=_ref("commits"),
            untracked=COUNT,
            summary=_list(TEXT),
            statements=_ref("statements"),
            partial_branches=_or_null(COUNT),
            files=_list(file),
        ),
    }


def _chain() -> Schema:
    link = _object(via=_one_of(*get_args(Via)), strength=_one_of(*get_args(Strength)), where=_ref("location"))
    test = _object(
        id=TEXT,
        outcome=_words(LinkedTest, "outcome"),
        links=_list(link),
        results=_list(_object(report=TEXT, suite=TEXT, outcome=_one_of(*get_args(Outcome)), message=TEXT)),
        exercised=_or_null(_ref("places")),
    )
    return {
        "record": _object(
            id=TEXT,
            kind=_one_of(*get_args(Kind)),
            kind_from=TEXT,
            title=TEXT,
            status=_one_of(*get_args(Status)),
            severity=TEXT,
            priority=TEXT,
            owner=TEXT,
            url=TEXT,
            location=_ref("location"),
            scope=_one_of(*get_args(TraceScope)),
            why=TEXT,
            claimed=FLAG,
            required=_ref("level"),
            level=_ref("level"),
            exercised=_words(Trace, "exercised"),
            why_unknown=TEXT,
            gap=TEXT,
            fix=_object(commits=_ref("commits"), outside=TEXT, lines=_ref("places")),
            tests=_list(test),
            proofs=_list(_ref("proof")),
        )
    }


def _features() -> Schema:
    ran = {"description": "of the feature, that it ran; null: not known", **_or_null(COUNT)}
    outcome = _or_null(_words(LinkedTest, "outcome"))
    test = _object(id=TEXT, linked=FLAG, via=_or_null(TEXT), outcome=outcome, statements=ran)
    feature = _object(
        id=TEXT,
        title=TEXT,
        state=_one_of(*get_args(State)),
        summary=TEXT,
        statements=_or_null(_ref("statements")),
        partial_branches=_or_null(COUNT),
        files=_list(_object(path=TEXT, coverage=_ref("coverage"))),
        tests=_list(test),
    )
    return {"feature": feature}


def _compared() -> Schema:
    lost = _list(_object(line=COUNT, **dict.fromkeys(("before", "now"), _object(branches=COUNT, taken=COUNT))))
    words = dict.fromkeys(("path", "unknown", "became"), TEXT)
    files = _list(_object(**words, **dict.fromkeys(COMPARED, _ref("lines")), lost_branches=lost))
    floor = _object(folder=TEXT, percent=COUNT, covered=_or_null(COUNT), statements=COUNT, uncounted=_list(TEXT))
    return {"floor": floor, "snapshot": _object(where=TEXT, commit=TEXT, why_unknown=TEXT, bootstrap=FLAG, files=files)}


def _proofs() -> Schema:
    proof = _object(
        test=TEXT,
        environment=TEXT,
        verdict=_one_of(*get_args(ProofVerdict)),
        reason=TEXT,
        state=_one_of(*get_args(ProofState)),
        why=TEXT,
        counts=FLAG,
        after=_one_of(*get_args(Ran)),
        before=_one_of(*get_args(Ran)),
        kind=TEXT,
        message=TEXT,
        commits=_list(TEXT),
        base=TEXT,
        exercised=_ref("places"),
        tool=TEXT,
        day=_or_null(DATE),
    )
    return {"proof": proof}


def _judgement() -> Schema:
    said = {"reason": TEXT, "owner": TEXT, "until": DATE, "category": TEXT, "source": TEXT}
    waiver = _object(kind={"const": "waiver"}, **said)
    used = {"description": "null: this run cannot tell", **_or_null(FLAG)}
    baseline = _object(kind={"const": "baseline"}, record=TEXT, location=_ref("location"))
    return {
        "finding": _object(
            rule=TEXT,
            verdict=_words(Finding, "verdict"),
            severity=_one_of(*get_args(Severity)),
            message=TEXT,
            hint=TEXT,
            record=TEXT,
            location=_or_null(_ref("location")),
            lines=_ref("lines"),
            excerpt=_list(_object(line=COUNT, text=TEXT)),
            fingerprint=TEXT,
        ),
        "waiver": _object(rule=TEXT, record=TEXT, path=TEXT, **said, expired=FLAG, used=used),
        "waived": _object(finding=_ref("finding"), by={"anyOf": [waiver, baseline]}),
    }


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _words(owner: type, name: str) -> Schema:
    """The values that a model's own annotation allows."""
    return _one_of(*get_args(get_type_hints(owner)[name]))


def _one_of(*values: str | int) -> Schema:
    return {"enum": list(values)}


def _or_null(held: Schema) -> Schema:
    return {"anyOf": [held, NOTHING]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
