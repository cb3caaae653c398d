"""What triage answers: the claims of a text with their verdicts, and its tracebacks explained."""

from __future__ import annotations

import enum

import msgspec

from analysis.findings import Evidence


class ClaimType(enum.StrEnum):
    """What a sentence of a ticket says."""

    MISSING_NAME = "missing-name"
    MISSING_MODULE = "missing-module"
    DUPLICATE_CLASS = "duplicate-class"
    CYCLE = "cycle"
    IMPORT_ERROR = "import-error"
    IMPACT = "impact"


class Verdict(enum.StrEnum):
    """What the repository says to a claim."""

    CONFIRMED = "confirmed"
    PARTLY = "partly"
    REFUTED = "refuted"
    UNCHECKED = "unchecked"


class Claim(msgspec.Struct, frozen=True):
    """A claim in the words of the ticket, and what is true of it."""

    text: str
    line: int
    """Of the ticket, from 1."""
    type: ClaimType
    subjects: tuple[str, ...]
    verdict: Verdict
    summary: str
    evidence: tuple[Evidence, ...] = ()
    finding: str | None = None


class Cause(enum.StrEnum):
    """Why a traceback came about."""

    MISSING_NAME = "missing-name"
    MISSING_MODULE = "missing-module"
    CYCLE = "cycle"
    SHADOWED_MODULE = "shadowed-module"
    """Another file of that name is found first."""
    SEARCH_PATH = "search-path"
    """The module is there, but not where that run looked."""
    STUB_ONLY = "stub-only"
    """Only a `.pyi` has it."""
    OPTIONAL_DEPENDENCY = "optional-dependency"
    """Something from outside of the repository is not installed."""
    STALE_LOG = "stale-log"
    """The code no longer is what the log speaks of."""
    NOT_THIS_REPOSITORY = "not-this-repository"
    """The fault is elsewhere; where a frame is of this repository all the same, `path` names it."""
    UNPARSABLE_FILE = "unparsable-file"
    UNDEFINED_NAME = "undefined-name"
    OTHER = "other"
    """An error in this repository that no import explains."""


class MappedFrame(msgspec.Struct, frozen=True):
    """A frame of the log that is a file of the repository."""

    path: str
    line: int
    """As the log says."""
    module: str
    function: str | None
    text: str | None
    """The line as the log shows it."""


class SuggestedFix(msgspec.Struct, frozen=True):
    """The best proposal for a finding; `applicability` is the most that it may be: unproven."""

    id: str
    title: str
    applicability: str
    rationale: str


class Diagnosis(msgspec.Struct, frozen=True):
    """What is behind one traceback. `path` and `line` are the place in the repository as it is now.

    `chain` are the modules that the frames lead through, the first importer first. `differs` says
    what no longer is as in the log; `cause_now` is the cause that is left where the log is stale.
    """

    cause: Cause
    error: str
    message: str
    path: str | None
    line: int | None
    chain: tuple[str, ...]
    blocked: tuple[str, ...]
    finding: str | None
    summary: str = ""
    """One sentence: the cause."""
    advice: str = ""
    evidence: tuple[Evidence, ...] = ()
    differs: tuple[str, ...] = ()
    cause_now: Cause | None = None
    fix: SuggestedFix | None = None
    frames: tuple[MappedFrame, ...] = ()
    at: int = 1
    """Where the traceback begins in the text, from 1."""
    times: int = 1

    @property
    def stands(self) -> bool:
        """Whether the repository, as it is now, still has this fault."""
        if self.cause is Cause.STALE_LOG:
            return self.cause_now is not None
        return self.cause is not Cause.NOT_THIS_REPOSITORY


class Triage(msgspec.Struct, frozen=True):
    """Everything that a text says of the repository, judged."""

    claims: tuple[Claim, ...] = ()
    tracebacks: tuple[Diagnosis, ...] = ()

    @property
    def concerns_repository(self) -> bool:
        """Whether anything in the text is about this repository."""
        return bool(self.claims) or any(
            one.cause is not Cause.NOT_THIS_REPOSITORY or one.path is not None
            for one in self.tracebacks
        )

    @property
    def has_faults(self) -> bool:
        """Whether the repository has any of the faults that the text tells."""
        told = (Verdict.CONFIRMED, Verdict.PARTLY)
        return any(one.verdict in told for one in self.claims) or any(
            one.stands for one in self.tracebacks
        )
