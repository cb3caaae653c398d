"""Hand-made analyses for the report tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.execution.golden import GoldenPath
from analysis.execution.outcome import (
    BlindSpot,
    Cause,
    Execution,
    Fails,
    Failure,
    Ok,
    Outcome,
    Unknown,
)
from analysis.extract.bodies import Bodies
from analysis.extract.facts import Member, Timing
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    BrokenImportData,
    Candidate,
    Canonical,
    Cut,
    CycleEdge,
    Definition,
    DoubleFile,
    DoubleImport,
    DoubleImportData,
    DuplicateClass,
    DuplicateClassData,
    FailingEntry,
    ImportCycle,
    ImportCycleData,
    Importer,
    ImportSite,
    LastRevision,
    Location,
    Severity,
    UndefinedName,
    UndefinedNameData,
    UnparsableFile,
    UnparsableFileData,
)
from analysis.graphs.structure import Structure
from analysis.pipeline import Analysis, Options
from analysis.sources.history import Revision
from analysis.sources.tree import MemoryTree
from tests.graphs.builders import class_of, structure


def site(path: str, line: int, importer: str, function: str | None = None) -> ImportSite:
    """An import statement; deferred when it stands in a function."""
    timing = Timing.DEFERRED if function else Timing.IMPORT
    return ImportSite(path, line, importer, timing, False, function, False)


REMOVED = LastRevision(
    last=Revision("1" * 40, "1" * 10, "2025-03-01T10:00:00+01:00", "Ada", "Add *helper*"),
    removed_in=Revision("2" * 40, "2" * 10, "2025-03-02T10:00:00+01:00", "Ada", "Remove it"),
    path="pkg/b.py",
    line=7,
    text="def helper():\n    '```'\n\treturn '\x1b[31m'",
    more_lines=3,
)
BROKEN = BrokenImport(
    key="broken-import:pkg.b.helper",
    severity=Severity.ERROR,
    title="pkg.b has no name 'helper'",
    message="cannot import name 'helper' from 'pkg.b'",
    subjects=("pkg.b",),
    locations=(Location("pkg/a.py", 3, 1), Location("pkg/c.py", 9, 5)),
    blocked=("pkg.a",),
    golden=("web",),
    data=BrokenImportData(
        module="pkg.b",
        name="helper",
        reason="missing-name",
        certainty="certain",
        sites=(site("pkg/a.py", 3, "pkg.a"), site("pkg/c.py", 9, "pkg.c", "load")),
        candidates=(
            Candidate("pkg.d", "helper", "defined there", 0.9, "same-name"),
            Candidate("pkg.b", "helper", "pkg/b.py had it", 0.3, "git", REMOVED),
        ),
        blocked=("pkg.a",),
        message="cannot import name 'helper' from 'pkg.b'",
    ),
)
CYCLE = ImportCycle(
    key="import-cycle:pkg.c,pkg.d",
    severity=Severity.WARNING,
    title="pkg.c and pkg.d import each other",
    message="It works only when pkg.d is imported first.",
    subjects=("pkg.c", "pkg.d"),
    locations=(Location("pkg/c.py", 1), Location("pkg/d.py", 2)),
    data=ImportCycleData(
        members=("pkg.c", "pkg.d"),
        verdict="depends-on-entry",
        failing_entries=(FailingEntry("pkg.c", "pkg/d.py", 2, "cannot import name 'C'"),),
        cycle=(
            CycleEdge("pkg.c", "pkg.d", "pkg/c.py", 1),
            CycleEdge("pkg.d", "pkg.c", "pkg/d.py", 2),
        ),
        cut=(Cut("pkg.d", "pkg.c", "pkg/d.py", 2, ("C",), True, "used in one function"),),
        cut_is_minimum=True,
        timing=Timing.IMPORT,
    ),
)


def definition(module: str, line: int) -> Definition:
    """`class Store` of a module, with one method."""
    return Definition(
        module=module,
        class_="Store",
        path=f"{module.replace('.', '/')}.py",
        line=line,
        end_line=line + 4,
        importers=("pkg.a",),
        members=(Member("save", "method", line + 1, "(self, key)"),),
        only_here=(),
        collaborators=("Path",),
    )


DUPLICATE = DuplicateClass(
    key="duplicate-class:pkg.a:Store,pkg.b:Store",
    severity=Severity.WARNING,
    title="class Store is defined twice",
    message="The two are nearly the same.",
    subjects=("pkg.a:Store", "pkg.b:Store"),
    locations=(Location("pkg/a.py", 10), Location("pkg/b.py", 20)),
    data=DuplicateClassData(
        kind="near",
        similarity=0.91234567,
        canonical=Canonical("pkg.b", "Store", ("more importers",)),
        definitions=(definition("pkg.a", 10), definition("pkg.b", 20)),
    ),
)
UNDEFINED = UndefinedName(
    key="undefined-name:pkg.c.Path",
    severity=Severity.ERROR,
    title="name 'Path' is not defined",
    message="pkg.c uses Path, which nothing binds",
    subjects=("pkg.c",),
    locations=(Location("pkg/c.py", 12, 8),),
    blocked=("pkg.c",),
    data=UndefinedNameData(
        name="Path",
        sites=(site("pkg/c.py", 12, "pkg.c"),),
        candidates=(Candidate("pathlib", "Path", "a forgotten import", 1.0),),
    ),
)
UNPARSABLE = UnparsableFile(
    key="unparsable-file:pkg.d",
    severity=Severity.ERROR,
    title="pkg/d.py is not Python",
    message="SyntaxError: invalid syntax",
    subjects=("pkg.d",),
    locations=(Location("pkg/d.py", 7),),
    blocked=("pkg.d",),
    data=UnparsableFileData("SyntaxError", "invalid syntax", 7),
)
DOUBLE = DoubleImport(
    key="double-import:src",
    severity=Severity.WARNING,
    title="1 file is imported under two names",
    message="Python takes pkg.b as src.pkg.b for different modules.",
    subjects=("pkg.b",),
    locations=(Location("pkg/a.py", 4),),
    data=DoubleImportData(
        root="src",
        prefix="src",
        files=(
            DoubleFile(
                path="pkg/b.py",
                module="pkg.b",
                second="src.pkg.b",
                importers=(Importer("pkg.c", "pkg/c.py", 3),),
                second_importers=(Importer("pkg.a", "pkg/a.py", 4),),
                classes=("Store",),
            ),
        ),
    ),
)
ALL = (BROKEN, UNDEFINED, UNPARSABLE, CYCLE, DOUBLE, DUPLICATE)

OUTCOMES: dict[str, Outcome] = {
    "pkg.a": Fails(
        Failure(
            error="ImportError",
            message="cannot import name 'helper' from 'pkg.b'",
            path="pkg/a.py",
            line=3,
            stack=("pkg", "pkg.a"),
            cause=Cause.MISSING_NAME,
            raised_in="pkg.a",
            module="pkg.b",
            name="helper",
        )
    ),
    "pkg.c": Unknown("exec() at pkg/c.py:5"),
}


def analysis(
    findings: Iterable[AnyFinding] = ALL,
    outcomes: Mapping[str, Outcome] | None = None,
    made: Structure | None = None,
    label: str = "repo",
) -> Analysis:
    """Four modules in a package, two classes; what is not in `outcomes` imports."""
    made = made or structure(
        modules=["pkg"],
        imports=["pkg.a -> pkg.b", "pkg.c -> pkg.d", "pkg.d -> pkg.c", "pkg.c ~> pkg.b"],
        classes=[class_of("pkg.a:Store", bases=["pkg.b:Store"]), class_of("pkg.b:Store")],
    )
    found = {name: Ok() for name in made.project.modules} | dict(outcomes or OUTCOMES)
    return Analysis(
        tree=MemoryTree({}, label=label),
        options=Options(),
        structure=made,
        execution=Execution(outcomes=found, names={}, open_modules={}),
        findings=tuple(findings),
        golden_paths=(
            GoldenPath("web", "pkg.a", "fails", ("broken-import:pkg.b.helper",), "asked for"),
            GoldenPath("pkg.b", "pkg.b", "ok", (), "has a main block"),
        ),
        blind_spots=(BlindSpot("pkg/c.py", 5, "exec()"),),
        bodies=Bodies(MemoryTree({}).read),
    )
