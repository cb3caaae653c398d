"""The closed union of all findings."""

from __future__ import annotations

from typing import get_args

from analysis.findings.broken_import import BrokenImport, UndefinedName
from analysis.findings.double_import import DoubleImport
from analysis.findings.duplicate_class import DuplicateClass
from analysis.findings.import_cycle import ImportCycle
from analysis.findings.unparsable_file import UnparsableFile

AnyFinding = (
    BrokenImport | ImportCycle | DuplicateClass | UndefinedName | UnparsableFile | DoubleImport
)

RULES = tuple(str(each.__struct_config__.tag) for each in get_args(AnyFinding))
"""Their names, as the settings, the command line and JSON write them."""


def rule_of(finding: AnyFinding) -> str:
    """The rule's name as the command line and JSON write it."""
    return str(finding.__struct_config__.tag)
