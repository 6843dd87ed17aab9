"""The words: the frozen values that walk through the house, from reader to renderer."""

from lockstitch.model.change import Change, ChangeStatus, Commit, FileChange, FileClass, Fix, Hunk
from lockstitch.model.coverage import Ask, Branch, CoverageReport, FileCoverage, Floor
from lockstitch.model.matrix import (
    Baseline,
    BaselineEntry,
    Exclusion,
    Input,
    InputKind,
    Link,
    LinkedTest,
    Matrix,
    Stray,
    Trace,
    TraceScope,
    Via,
)
from lockstitch.model.proof import Proof, ProofState, ProofVerdict, Ran, SettledProof, telling
from lockstitch.model.records import Kind, Ledger, Location, Record, Status
from lockstitch.model.report import Finding, Report, Rule, Verdict, Waived
from lockstitch.model.results import Outcome, Reference, Results, TestCase, Wanted
from lockstitch.model.snapshot import ComparedFile, Comparison, Covered, Snapshot
from lockstitch.model.source import ChangedFile, FeatureCoverage, Function, Outline
from lockstitch.model.tried import ProofReport, Tried, Untried

__all__ = [
    "Ask",
    "Baseline",
    "BaselineEntry",
    "Branch",
    "Change",
    "ChangeStatus",
    "ChangedFile",
    "Commit",
    "ComparedFile",
    "Comparison",
    "CoverageReport",
    "Covered",
    "Exclusion",
    "FeatureCoverage",
    "FileChange",
    "FileClass",
    "FileCoverage",
    "Finding",
    "Fix",
    "Floor",
    "Function",
    "Hunk",
    "Input",
    "InputKind",
    "Kind",
    "Ledger",
    "Link",
    "LinkedTest",
    "Location",
    "Matrix",
    "Outcome",
    "Outline",
    "Proof",
    "ProofReport",
    "ProofState",
    "ProofVerdict",
    "Ran",
    "Record",
    "Reference",
    "Report",
    "Results",
    "Rule",
    "SettledProof",
    "Snapshot",
    "Status",
    "Stray",
    "TestCase",
    "Trace",
    "TraceScope",
    "Tried",
    "Untried",
    "Verdict",
    "Via",
    "Waived",
    "Wanted",
    "telling",
]
