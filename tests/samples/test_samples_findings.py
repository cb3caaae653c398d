"""What the analysis says of the samples is what their READMEs claim and CPython does."""

from __future__ import annotations

import functools
from typing import TypeVar

import pytest

from analysis.execution.outcome import Fails, Ok, Unknown
from analysis.extract.facts import Timing
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    DuplicateClass,
    ImportCycle,
    Severity,
    SiteKind,
    UnparsableFile,
)
from analysis.pipeline import Analysis, analyze
from analysis.sources.directory import open_directory
from analysis.sources.layout import Kind
from tests.differential.judge import Verdict, normal
from tests.samples.claims import (
    GOLDEN_PATH,
    IMPORTABLE,
    NO_ENGINE,
    NO_POOL,
    NULL_BYTES,
    SAMPLES,
    UNPARSABLE,
    ask_cpython,
)

ALL = (*(sample.name for sample in IMPORTABLE), "hopeless")

# An extension module or bytecode that CPython can't load: no static reading could know.
UNKNOWABLE = {"kinds.accelerator", "kinds.data", "kinds.uses_accelerator"}

BACKEND = "netra_backend.app"

Found = TypeVar("Found", bound=AnyFinding)


@functools.cache
def analysis_of(name: str) -> Analysis:
    return analyze(open_directory(SAMPLES / name))


def said(analysis: Analysis, module: str) -> Verdict:
    match analysis.execution.outcomes.get(module):
        case Ok():
            return Verdict("ok")
        case Fails(failure):
            message = normal(failure.message)
            return Verdict("fails", failure.error, message, failure.path, failure.line)
        case Unknown(reason):
            return Verdict("unknown", message=reason)
        case None:
            return Verdict("absent")


@pytest.mark.parametrize("name", ALL)
def test_every_module_does_what_we_say(name: str) -> None:
    analysis = analysis_of(name)
    project = analysis.structure.project
    modules = [
        module
        for module, file in project.modules.items()
        if file.kind not in (Kind.STUB, Kind.NOTEBOOK) and module not in UNKNOWABLE
    ]
    truth = ask_cpython(SAMPLES / name, project.layout.roots, modules)
    wrong = {
        module: f"CPython: {verdict}; we say: {said(analysis, module)}"
        for module, verdict in truth.items()
        if three(said(analysis, module)) != three(verdict)
    }
    assert not wrong


def three(verdict: Verdict) -> tuple[str, str | None, str | None]:
    return verdict.outcome, verdict.error, verdict.message


def test_golden_path_has_the_three_violations_and_no_other() -> None:
    rules = [type(finding) for finding in analysis_of("golden_path").findings]
    assert sorted(rules, key=str) == [BrokenImport, DuplicateClass, ImportCycle]


def the(name: str, rule: type[Found]) -> Found:
    """The one finding of a rule."""
    (found,) = [finding for finding in analysis_of(name).findings if isinstance(finding, rule)]
    return found


def test_golden_path_lacks_the_session_factory() -> None:
    data = the("golden_path", BrokenImport).data
    assert (data.module, data.name) == (f"{BACKEND}.db.session", "get_db_session_factory")
    assert (data.reason, data.certainty) == ("missing-name", "certain")
    assert [
        (site.path, site.line, site.timing, site.function, site.expected_by_test)
        for site in data.sites
    ] == [
        (
            "netra_backend/app/websocket_core/websocket_factory.py",
            8,
            Timing.IMPORT,
            None,
            False,
        ),
        (
            "netra_backend/app/services/execution_context.py",
            25,
            Timing.DEFERRED,
            "ExecutionContext.open_session",
            False,
        ),
        (
            "tests/test_ssot_violations.py",
            16,
            Timing.DEFERRED,
            "test_session_factory_is_missing",
            True,
        ),
    ]
    best = data.candidates[0]
    assert (best.module, best.name) == (f"{BACKEND}.db.session_factory", "get_db_session_factory")
    assert set(data.blocked) == {
        "main",
        f"{BACKEND}.application",
        f"{BACKEND}.routes.websocket",
        f"{BACKEND}.websocket_core.websocket_factory",
    }


def test_golden_path_tells_the_sites_of_the_session_factory_apart() -> None:
    finding = the("golden_path", BrokenImport)
    assert {site.kind: site.importer.rpartition(".")[2] for site in finding.data.sites} == {
        SiteKind.AT_IMPORT: "websocket_factory",
        SiteKind.DEFERRED: "execution_context",
        SiteKind.EXPECTED: "test_ssot_violations",
    }
    for words in ("1 while importing", "1 when a function is called", "1 expected by a test"):
        assert words in finding.message
    assert finding.data.advice.startswith(f"Import it from {BACKEND}.db.session_factory instead: ")
    assert "Test artefact" not in finding.title, "production code asks for it, too"


def test_golden_path_is_blocked_by_the_missing_name_alone() -> None:
    analysis = analysis_of("golden_path")
    (chat,) = analysis.golden_paths
    assert (chat.name, chat.module) == ("chat", f"{BACKEND}.routes.websocket")
    assert chat.outcome == "fails"
    assert chat.blocked_by == (the("golden_path", BrokenImport).key,)
    assert analysis.findings[0].key == chat.blocked_by[0], "what blocks a golden path comes first"


def test_golden_path_circle_depends_on_the_entry() -> None:
    finding = the("golden_path", ImportCycle)
    data = finding.data
    session = f"{BACKEND}.db.session"
    database, manager = f"{BACKEND}.database", f"{BACKEND}.db.database_manager"
    assert set(data.members) == {database, manager, session}
    assert (data.verdict, data.timing) == ("depends-on-entry", Timing.IMPORT)
    entries = {entry.module: (entry.path, entry.line) for entry in data.failing_entries}
    assert {database, manager} == set(data.members) & set(entries)
    for module, place in entries.items():
        claimed = GOLDEN_PATH.fails[module]
        assert claimed in (NO_ENGINE, NO_POOL)
        assert place == (claimed.path, claimed.line)
    assert {(edge.importer, edge.path, edge.line) for edge in data.cycle} == {
        (session, "netra_backend/app/db/session.py", 31),
        (database, "netra_backend/app/database/__init__.py", 10),
        (manager, "netra_backend/app/db/database_manager.py", 11),
    }
    assert data.cut_is_minimum
    (cut,) = data.cut
    assert (cut.importer, cut.imported, cut.names) == (session, database, ("get_engine",))
    assert cut.deferrable


def test_golden_path_has_two_managers_and_a_variant() -> None:
    data = the("golden_path", DuplicateClass).data
    assert (data.canonical.module, data.canonical.class_) == (
        f"{BACKEND}.db.database_manager",
        "DatabaseManager",
    )
    assert data.kind == "divergent"
    places = {(row.class_, row.path, row.line) for row in data.definitions}
    assert {
        ("DatabaseManager", "netra_backend/app/db/database_manager.py", 36),
        ("DatabaseManager", "netra_backend/app/database/__init__.py", 39),
    } <= places
    assert places <= {
        ("DatabaseManager", "netra_backend/app/db/database_manager.py", 36),
        ("DatabaseManager", "netra_backend/app/database/__init__.py", 39),
        ("AuthDatabaseManager", "auth_service/auth_core/database/database_manager.py", 11),
    }


@pytest.mark.parametrize("name", ["healthy", "monorepo"])
def test_nothing_is_reported_where_nothing_is_wrong(name: str) -> None:
    assert [finding.key for finding in analysis_of(name).findings] == []


def test_tangled_shop_verdicts() -> None:
    findings = analysis_of("tangled_shop").findings
    assert all(isinstance(finding, ImportCycle) for finding in findings)
    verdicts = {
        tuple(member.removeprefix("shop.") for member in sorted(finding.data.members)): (
            finding.data.verdict,
            finding.data.timing,
            finding.severity,
        )
        for finding in findings
        if isinstance(finding, ImportCycle)
    }
    assert verdicts == {
        ("orders.invoice", "orders.order"): ("crashes", Timing.IMPORT, Severity.ERROR),
        ("payments", "payments.gateway"): ("crashes", Timing.IMPORT, Severity.ERROR),
        ("catalog.category", "catalog.product"): (
            "depends-on-entry",
            Timing.IMPORT,
            Severity.ERROR,
        ),
        ("pricing.discounts", "pricing.rules"): ("safe", Timing.IMPORT, Severity.WARNING),
        ("stock.supplier", "stock.warehouse"): ("safe", Timing.IMPORT, Severity.WARNING),
        ("search.index", "search.ranking"): ("safe", Timing.IMPORT, Severity.WARNING),
        ("shipping.carrier", "shipping.tracking"): ("safe", Timing.DEFERRED, Severity.INFO),
    }


def test_hopeless_is_read_to_its_end() -> None:
    findings = analysis_of("hopeless").findings
    bad = {
        finding.locations[0].path: (finding.data.error, finding.data.message)
        for finding in findings
        if isinstance(finding, UnparsableFile)
    }
    assert bad.pop("notebooks/cut_off.ipynb")
    assert {path: message for path, (_, message) in bad.items()} == {
        path: message for path, (_, message) in UNPARSABLE.items()
    }
    for path, (error, message) in bad.items():
        if message != NULL_BYTES:
            assert error == UNPARSABLE[path][0]


def test_hopeless_has_one_broken_import_besides() -> None:
    others = [
        finding.key
        for finding in analysis_of("hopeless").findings
        if not isinstance(finding, UnparsableFile)
    ]
    assert others == [the("hopeless", BrokenImport).key]
    assert the("hopeless", BrokenImport).data.module == "kinds.stub_only"


def test_hopeless_neighbours_and_links() -> None:
    analysis = analysis_of("hopeless")
    assert said(analysis, "readable.sound").outcome == "ok"
    assert said(analysis, "kinds.uses_accelerator").outcome == "unknown"
    for module in UNKNOWABLE:
        assert said(analysis, module).outcome in ("ok", "unknown")
    assert {skipped.path for skipped in analysis.tree.skipped} == {
        f"links/{name}"
        for name in ("itself.py", "nowhere.py", "one.py", "outside.py", "parent", "two.py")
    }
