"""What can be wrong with the imports of a repository: a closed union of plain values."""

from __future__ import annotations

from analysis.findings.advice import advice_of
from analysis.findings.base import Finding, Location, Severity, key_of
from analysis.findings.broken_import import (
    BrokenImport,
    BrokenImportData,
    Candidate,
    ImportSite,
    LastRevision,
    SiteKind,
    UndefinedName,
    UndefinedNameData,
)
from analysis.findings.double_import import DoubleFile, DoubleImport, DoubleImportData
from analysis.findings.duplicate_class import (
    Canonical,
    Definition,
    DuplicateClass,
    DuplicateClassData,
    Hazard,
    Importer,
    MemberDifference,
    MemberSide,
)
from analysis.findings.evidence import Evidence, evidence_of
from analysis.findings.import_cycle import (
    Boundary,
    Cut,
    CutName,
    CutSite,
    CycleEdge,
    FailingEntry,
    ImportCycle,
    ImportCycleData,
    NameUse,
    Neighbour,
    gap_of,
    worth_of,
)
from analysis.findings.interfaces import told_differences
from analysis.findings.ownership import owners_of
from analysis.findings.rules import RULES, AnyFinding, rule_of
from analysis.findings.standing import Standing, stand, words_of
from analysis.findings.unparsable_file import UnparsableFile, UnparsableFileData

__all__ = [
    "RULES",
    "AnyFinding",
    "Boundary",
    "BrokenImport",
    "BrokenImportData",
    "Candidate",
    "Canonical",
    "Cut",
    "CutName",
    "CutSite",
    "CycleEdge",
    "Definition",
    "DoubleFile",
    "DoubleImport",
    "DoubleImportData",
    "DuplicateClass",
    "DuplicateClassData",
    "Evidence",
    "FailingEntry",
    "Finding",
    "Hazard",
    "ImportCycle",
    "ImportCycleData",
    "ImportSite",
    "Importer",
    "LastRevision",
    "Location",
    "MemberDifference",
    "MemberSide",
    "NameUse",
    "Neighbour",
    "Severity",
    "SiteKind",
    "Standing",
    "UndefinedName",
    "UndefinedNameData",
    "UnparsableFile",
    "UnparsableFileData",
    "advice_of",
    "evidence_of",
    "gap_of",
    "key_of",
    "owners_of",
    "rule_of",
    "stand",
    "told_differences",
    "words_of",
    "worth_of",
]
