"""The public names of Plumbline's analysis, each loaded when it is first asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.change.difference import change_of as change_of
    from analysis.change.value import Change as Change
    from analysis.change.value import FindingChange as FindingChange
    from analysis.change.value import GoldenChange as GoldenChange
    from analysis.change.value import LevelChange as LevelChange
    from analysis.change.value import Reached as Reached
    from analysis.change.value import Touched as Touched
    from analysis.checkpoint import Cancelled as Cancelled
    from analysis.checkpoint import checkpoints as checkpoints
    from analysis.comparison import Comparison as Comparison
    from analysis.comparison import EdgeChange as EdgeChange
    from analysis.comparison import EdgeRetimed as EdgeRetimed
    from analysis.comparison import LostName as LostName
    from analysis.comparison import OutcomeChange as OutcomeChange
    from analysis.comparison import compare as compare
    from analysis.execution.golden import GoldenPath as GoldenPath
    from analysis.execution.outcome import BlindSpot as BlindSpot
    from analysis.execution.outcome import Cause as Cause
    from analysis.execution.outcome import Certainty as Certainty
    from analysis.execution.outcome import Execution as Execution
    from analysis.execution.outcome import Fails as Fails
    from analysis.execution.outcome import Failure as Failure
    from analysis.execution.outcome import NameVerdict as NameVerdict
    from analysis.execution.outcome import Ok as Ok
    from analysis.execution.outcome import Outcome as Outcome
    from analysis.execution.outcome import Unknown as Unknown
    from analysis.extract.cache.facts import FactCache as FactCache
    from analysis.extract.cache.facts import open_fact_cache as open_fact_cache
    from analysis.extract.facts import ClassFact as ClassFact
    from analysis.extract.facts import FileFacts as FileFacts
    from analysis.extract.facts import ImportFact as ImportFact
    from analysis.extract.facts import Member as Member
    from analysis.extract.facts import Timing as Timing
    from analysis.findings import AnyFinding as AnyFinding
    from analysis.findings import Severity as Severity
    from analysis.findings import evidence_of as evidence_of
    from analysis.findings import owners_of as owners_of
    from analysis.findings import rule_of as rule_of
    from analysis.fixes.chosen import Chosen as Chosen
    from analysis.fixes.chosen import History as History
    from analysis.fixes.chosen import UnreadableChoice as UnreadableChoice
    from analysis.fixes.edits import Applicability as Applicability
    from analysis.fixes.edits import EditConflict as EditConflict
    from analysis.fixes.edits import Fix as Fix
    from analysis.fixes.edits import TextEdit as TextEdit
    from analysis.fixes.edits import overlay as overlay
    from analysis.fixes.heal import Healing as Healing
    from analysis.fixes.heal import Obstacle as Obstacle
    from analysis.fixes.heal import heal as heal
    from analysis.fixes.patch import unified_diff as unified_diff
    from analysis.fixes.plan import Considered as Considered
    from analysis.fixes.plan import Plan as Plan
    from analysis.fixes.plan import candidates as candidates
    from analysis.fixes.plan import combine as combine
    from analysis.fixes.plan import consider as consider
    from analysis.fixes.plan import plan_all as plan_all
    from analysis.fixes.plan import propose as propose
    from analysis.fixes.plan import proving as proving
    from analysis.fixes.plan import ranked as ranked
    from analysis.fixes.proof import Proof as Proof
    from analysis.fixes.proof import Rejected as Rejected
    from analysis.fixes.proof import prove as prove
    from analysis.fixes.walk import Step as Step
    from analysis.fixes.walk import Walk as Walk
    from analysis.fixes.walk import follow as follow
    from analysis.fixes.walk import take as take
    from analysis.graphs.class_layout import draw_classes as draw_classes
    from analysis.graphs.layout import draw_modules as draw_modules
    from analysis.graphs.pair import draw_pair as draw_pair
    from analysis.graphs.picture import Arrow as Arrow
    from analysis.graphs.picture import Box as Box
    from analysis.graphs.picture import Picture as Picture
    from analysis.graphs.scene import ClassOptions as ClassOptions
    from analysis.graphs.scene import MapOptions as MapOptions
    from analysis.graphs.scene import Scene as Scene
    from analysis.pipeline import Analysis as Analysis
    from analysis.pipeline import Options as Options
    from analysis.pipeline import analyze as analyze
    from analysis.resolve.project import ClassRef as ClassRef
    from analysis.resolve.project import External as External
    from analysis.resolve.project import Internal as Internal
    from analysis.resolve.project import Missing as Missing
    from analysis.resolve.project import Project as Project
    from analysis.resolve.project import ResolvedClass as ResolvedClass
    from analysis.resolve.project import ResolvedImport as ResolvedImport
    from analysis.resolve.project import Undecided as Undecided
    from analysis.sources.archive import open_archive as open_archive
    from analysis.sources.directory import open_directory as open_directory
    from analysis.sources.errors import SourceError as SourceError
    from analysis.sources.tree import MemoryTree as MemoryTree
    from analysis.sources.tree import OverlayTree as OverlayTree
    from analysis.sources.tree import SourceTree as SourceTree
    from analysis.story.tell import story_of as story_of
    from analysis.story.value import Story as Story
    from analysis.triage.examine import examine as examine
    from analysis.triage.report import Claim as Claim
    from analysis.triage.report import Diagnosis as Diagnosis
    from analysis.triage.report import Triage as Triage
    from analysis.triage.tracker.state import UnreadableTracker as UnreadableTracker
    from analysis.triage.tracker.state import is_tracker as is_tracker
    from analysis.triage.tracker.write import recheck as recheck
    from analysis.triage.tracker.write import test_files as test_files
    from analysis.triage.tracker.write import tracker_of as tracker_of
    from analysis.verification.value import Happened as Happened
    from analysis.verification.value import Limits as Limits
    from analysis.verification.value import ModuleVerdict as ModuleVerdict
    from analysis.verification.value import Observed as Observed
    from analysis.verification.value import Protection as Protection
    from analysis.verification.value import Verdict as Verdict
    from analysis.verification.value import Verification as Verification
    from analysis.verification.verify import verify as verify
    from analysis.verification.verify import worth_verifying as worth_verifying

__version__ = "0.1.0"

# Every process that unpacks one value imports this file first, and a worker of the scan needs
# neither networkx nor libcst: so no name is loaded before it is used (PEP 562).
_HOMES = {
    "analysis.change.difference": ("change_of",),
    "analysis.change.value": (
        "Change",
        "FindingChange",
        "GoldenChange",
        "LevelChange",
        "Reached",
        "Touched",
    ),
    "analysis.checkpoint": ("Cancelled", "checkpoints"),
    "analysis.comparison": (
        "Comparison",
        "EdgeChange",
        "EdgeRetimed",
        "LostName",
        "OutcomeChange",
        "compare",
    ),
    "analysis.execution.golden": ("GoldenPath",),
    "analysis.execution.outcome": (
        "BlindSpot",
        "Cause",
        "Certainty",
        "Execution",
        "Fails",
        "Failure",
        "NameVerdict",
        "Ok",
        "Outcome",
        "Unknown",
    ),
    "analysis.extract.cache.facts": ("FactCache", "open_fact_cache"),
    "analysis.extract.facts": ("ClassFact", "FileFacts", "ImportFact", "Member", "Timing"),
    "analysis.findings": ("AnyFinding", "Severity", "evidence_of", "owners_of", "rule_of"),
    "analysis.fixes.chosen": ("Chosen", "History", "UnreadableChoice"),
    "analysis.fixes.edits": ("Applicability", "EditConflict", "Fix", "TextEdit", "overlay"),
    "analysis.fixes.heal": ("Healing", "Obstacle", "heal"),
    "analysis.fixes.patch": ("unified_diff",),
    "analysis.fixes.plan": (
        "Considered",
        "Plan",
        "candidates",
        "combine",
        "consider",
        "plan_all",
        "propose",
        "proving",
        "ranked",
    ),
    "analysis.fixes.proof": ("Proof", "Rejected", "prove"),
    "analysis.fixes.walk": ("Step", "Walk", "follow", "take"),
    "analysis.graphs.class_layout": ("draw_classes",),
    "analysis.graphs.layout": ("draw_modules",),
    "analysis.graphs.pair": ("draw_pair",),
    "analysis.graphs.picture": ("Arrow", "Box", "Picture"),
    "analysis.graphs.scene": ("ClassOptions", "MapOptions", "Scene"),
    "analysis.pipeline": ("Analysis", "Options", "analyze"),
    "analysis.resolve.project": (
        "ClassRef",
        "External",
        "Internal",
        "Missing",
        "Project",
        "ResolvedClass",
        "ResolvedImport",
        "Undecided",
    ),
    "analysis.sources.archive": ("open_archive",),
    "analysis.sources.directory": ("open_directory",),
    "analysis.sources.errors": ("SourceError",),
    "analysis.sources.tree": ("MemoryTree", "OverlayTree", "SourceTree"),
    "analysis.story.tell": ("story_of",),
    "analysis.story.value": ("Story",),
    "analysis.verification.value": (
        "Happened",
        "Limits",
        "ModuleVerdict",
        "Observed",
        "Protection",
        "Verdict",
        "Verification",
    ),
    "analysis.verification.verify": ("verify", "worth_verifying"),
    "analysis.triage.examine": ("examine",),
    "analysis.triage.report": ("Claim", "Diagnosis", "Triage"),
    "analysis.triage.tracker.state": ("UnreadableTracker", "is_tracker"),
    "analysis.triage.tracker.write": ("recheck", "test_files", "tracker_of"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = found
    return found
